"""Table of the terminals in tui/README.md: `python -m tests.cli.readme_terminals`."""

from __future__ import annotations

from tui.delivery.terminal import Carrier, Osc52, Terminal
from tui.delivery.terminals import TERMINALS

_EFFECTS = {
    Osc52.TAKES: "taken",
    Osc52.PRIMARY: "taken, to the primary selection only",
    Osc52.DROPS: "ignored",
    Osc52.PRINTS: "printed on the screen, so none is sent",
    Osc52.CARRIES: "passed on",
    Osc52.UNKNOWN: "not known",
}


def readme_terminals_table() -> str:
    """Write a row for each terminal and what it does, with all versions that were measured."""
    versions: dict[tuple[str, str], list[str]] = {}
    for terminal in TERMINALS:
        versions.setdefault((_name(terminal), _effect(terminal)), []).append(terminal.source)
    rows = ["| terminal | a copy by OSC 52 | measured |", "| --- | --- | --- |"]
    rows += [
        f"| {name} | {effect} | {', '.join(sources)} |".replace("  ", " ")
        for (name, effect), sources in versions.items()
    ]
    return "\n".join(rows) + "\n"


def _name(terminal: Terminal) -> str:
    before = ".".join(map(str, terminal.below))
    return f"{terminal.name} before {before}" if before else terminal.name


def _effect(terminal: Terminal) -> str:
    effect = _EFFECTS[terminal.osc52]
    if terminal.setting:
        effect += f", unless `{terminal.setting}` is set: then choose `--clipboard osc52`"
    if terminal.carrier is Carrier.TMUX:
        effect += ", outside of your SSH session if `allow-passthrough` is on"
    if terminal.limit and terminal.osc52 is not Osc52.DROPS:
        effect += f", up to {terminal.limit:,} bytes"
    if terminal.limit_behind_tmux:
        effect += f", from within tmux up to {terminal.limit_behind_tmux:,} bytes"
    if terminal.may_query:
        effect += ", and it is read back" if terminal.setting else ", and read back"
    return effect


if __name__ == "__main__":
    print(readme_terminals_table(), end="")  # noqa: T201
