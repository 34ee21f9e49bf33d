"""Inside tmux, copies depend on the terminal around it, which no advice may detach."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.delivery.support import osc52_of, stand_in
from tests.delivery.tmux import TmuxServer
from tui.delivery.clipboard import Clipboard
from tui.delivery.outcome import Certainty

_UNKNOWN = "Sent to your terminal by way of tmux: paste it"


def _untouched(sequence: str) -> None:
    raise AssertionError(f"{sequence!r} was written to the terminal")


def _played_tmux(stand_ins: Path, listed: list[str], load: str = "cat") -> dict[str, str]:
    """Return the environment of a tmux that lists these clients."""
    lines = "; ".join(f"echo '{line}'" for line in ["pane %0 $0 0", *listed])
    stand_in(stand_ins, "tmux", f'case "$1" in list-panes) {lines};; load-buffer) {load};; esac')
    return {"TMUX": "/x,1,0", "TMUX_PANE": "%0", "PATH": str(stand_ins)}


@pytest.mark.parametrize(
    ("term", "calls_itself", "said"),
    [
        ("xterm-256color", "kitty(0.41.1)", "Sent to kitty (0.41.1), which takes it: paste it"),
        ("xterm-kitty", "", "Sent to kitty, which takes it: paste it"),
        ("alacritty", "", "Sent to alacritty, which takes it: paste it"),
        ("xterm-256color", "", _UNKNOWN),
        ("xterm-256color", "WezTerm 2024 1", _UNKNOWN),
        ("xterm-256color", "Konsole 25.04.2", "Sent to Konsole (25.04.2), which takes it: paste"),
        ("xterm-256color", "Konsole 22.12.3", "Konsole (22.12.3) ignores clipboard writes"),
        ("xterm-256color", "VTE(8001)", "other VTE terminals (0.80.1) ignore clipboard writes"),
        ("st-256color", "", "Not copied: st or a terminal like it ignores clipboard writes"),
        ("xterm", "XTerm(379)", "allowWindowOps is set: then choose --clipboard tmux"),
        ("tmux-256color", "tmux 3.3a", "tmux (3.3a) ignores clipboard writes unless set-clipboard"),
        ("screen", "", "a GNU screen or old tmux around this one ignores clipboard writes"),
    ],
)
async def test_whether_a_copy_is_sent_depends_on_the_terminal_around_tmux_as_announced(
    stand_ins: Path, secret: str, term: str, calls_itself: str, said: str
) -> None:
    sent = stand_ins / "sent"
    listed = f"client $0 0 1 1 clipboard,title /dev/pts/0 {term} {calls_itself}"
    environment = _played_tmux(stand_ins, [listed], f"tee -a {sent}")
    clipboard = Clipboard(environment, _untouched)
    await clipboard.look_around()
    before = clipboard.explain()

    outcome = await clipboard.copy(secret, secret=True)

    assert said in outcome.text
    assert sent.exists() is outcome.left
    assert before.startswith("Nothing is copied") is not outcome.left
    # The setting overrides this, for users who configured the terminal to accept copies.
    asked = Clipboard(environment, _untouched, route="tmux")
    assert (await asked.copy(secret, secret=True)).certainty is Certainty.SENT
    assert ("paste buffer" in (await asked.clear()).text) is calls_itself.startswith("tmux")


@pytest.mark.parametrize(
    ("calls_itself", "limit"), [("kitty(0.26.5)", 6_138), ("kitty(0.41.1)", 8_000), ("", 3_066)]
)
async def test_a_text_that_the_terminal_around_tmux_would_cut_off_or_print_is_refused(
    stand_ins: Path, calls_itself: str, limit: int
) -> None:
    listed = f"client $0 0 1 1 clipboard /dev/pts/0 xterm-256color {calls_itself}"
    clipboard = Clipboard(_played_tmux(stand_ins, [listed]), _untouched)

    fits = await clipboard.copy("x" * limit)
    longer = await clipboard.copy("x" * (limit + 1))

    assert fits.certainty is Certainty.SENT
    assert f"longer than the {limit:,} bytes" in longer.text


@pytest.mark.parametrize(
    ("seconds", "advice"),
    [
        ((100, 50), "tmux detach-client -t /dev/pts/1 detaches the other."),
        ((50, 100), "tmux detach-client -t /dev/pts/0 detaches the other."),
        ((100, 99), "detach the others, which tmux lists by prefix D."),
        (
            (50, 100, 60),
            "tmux detach-client -t /dev/pts/0; tmux detach-client -t /dev/pts/2 detaches the oth",
        ),
    ],
)
async def test_the_advice_never_detaches_the_terminal_of_the_latest_key_press(
    stand_ins: Path, secret: str, seconds: tuple[int, ...], advice: str
) -> None:
    listed = [
        f"client $0 0 1 {second} clipboard /dev/pts/{number} xterm "
        for number, second in enumerate(seconds)
    ]
    clipboard = Clipboard(_played_tmux(stand_ins, listed), _untouched)

    outcome = await clipboard.copy(secret, secret=True)

    assert f"is shown in {len(seconds)} terminals" in outcome.text
    assert advice in outcome.text


async def test_a_popup_counts_the_terminals_of_its_own_session(
    tmux: TmuxServer, secret: str, tmp_path: Path
) -> None:
    other, file = tmux.open_another(), tmp_path / "environment"
    client = tmux.ask("list-clients", "-t", "main", "-F", "#{client_name}").strip()
    tmux.ask("display-popup", "-c", client, "-t", "main", "-E", f"env > {file}")
    popup = dict(line.split("=", 1) for line in file.read_text().splitlines() if "=" in line)
    environment = {name: popup[name] for name in popup.keys() & {"TMUX", "TMUX_PANE"}}
    clipboard = Clipboard(environment | {"PATH": os.environ["PATH"]}, _untouched)

    outcome = await clipboard.copy(secret, secret=True)

    assert environment.keys() == {"TMUX"}
    assert outcome.certainty is Certainty.SENT
    wanted, terminal = osc52_of(secret), tmux.terminal
    terminal.wait_until(lambda: wanted.search(terminal.output) is not None, "the copy")
    assert not wanted.search(other.output)


async def test_a_client_in_control_mode_does_not_count_as_a_terminal(
    tmux: TmuxServer, secret: str
) -> None:
    clipboard = Clipboard(tmux.environment, _untouched)
    with tmux.controlled():
        beside = await clipboard.copy(secret, secret=True)
        tmux.detach()
        alone = await clipboard.copy(secret, secret=True)

    assert beside.certainty is Certainty.SENT
    assert "Not copied: only a program controls this tmux session" in alone.text
