"""The tmux that the program runs in: its clients, and whether the pane is piped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .child_process import run
from .limits import TMUX_TIMEOUT

_LIST = (
    *("list-panes", "-a", "-F", "pane #{pane_id} #{session_id} #{pane_pipe}", ";"),
    "list-clients",
    "-F",
    # The last field comes from the terminal, and may contain blanks.
    "client #{session_id} #{client_control_mode} #{client_pid} #{client_activity} "
    "#{client_termfeatures} #{client_name} #{client_termname} #{client_termtype}",
    *(";", "show-options", "-s", "terminal-overrides"),
)


@dataclass(frozen=True)
class TmuxClient:
    """Client of a session: a terminal, or a program in control mode."""

    session: str
    is_control: bool
    """Whether it is in control mode: iTerm2 with `tmux -CC`, or a script."""
    process: int
    active_at: int
    """Time of its last key press, in seconds."""
    features: frozenset[str]
    name: str
    term: str
    type: str
    """Name that the terminal reports; empty if it reports none."""


@dataclass(frozen=True)
class TmuxView:
    """Clients of the session, and whether the pane is piped."""

    clients: tuple[TmuxClient, ...] = ()
    is_piped: bool = False
    names_clipboard: bool = False
    """Whether it is configured to name the clipboard in copies, which it does not by default."""

    @property
    def terminals(self) -> tuple[TmuxClient, ...]:
        """The clients that are terminals."""
        return tuple(client for client in self.clients if not client.is_control)


async def ask_tmux(
    *arguments: str,
    environment: Mapping[str, str],
    stdin: str = "",
    timeout: float = TMUX_TIMEOUT,  # noqa: ASYNC109 - the error names the limit
) -> str:
    """Run a tmux command and return its output.

    Raises:
        ChildError: tmux failed.
    """
    # A tmux that can't talk to its server, such as that of tmate, prints an error and exits with 0.
    printed = await run(
        ("tmux", *arguments),
        timeout=timeout,
        environment=environment,
        stdin=stdin,
        must_print=True,
    )
    return printed.decode(errors="replace")


async def look_at_tmux(
    environment: Mapping[str, str],
    timeout: float = TMUX_TIMEOUT,  # noqa: ASYNC109 - the error names the limit
) -> TmuxView:
    """List the clients that show this pane, or this popup.

    Raises:
        ChildError: tmux failed.
    """
    listed = await ask_tmux(*_LIST, environment=environment, timeout=timeout)
    rows = [line.partition(" ")[::2] for line in listed.splitlines()]
    panes = [row.split(" ") for kind, row in rows if kind == "pane"]
    clients = [_client(row) for kind, row in rows if kind == "client"]
    ours = [pane for pane in panes if pane[0] == environment.get("TMUX_PANE")]
    sessions = {pane[1] for pane in ours} or _session_of(environment)
    return TmuxView(
        tuple(client for client in clients if not sessions or client.session in sessions),
        any(pane[2:] == ["1"] for pane in ours),
        any("Ms=" in row and "52;c;" in row for kind, row in rows if kind.startswith("terminal-")),
    )


def _session_of(environment: Mapping[str, str]) -> set[str]:
    """Return the session of a popup, which has no pane, from its environment; otherwise none."""
    number = environment.get("TMUX", "").rpartition(",")[2]
    is_popup = number.isdecimal() and not environment.get("TMUX_PANE")
    return {f"${number}"} if is_popup else set()


def _client(row: str) -> TmuxClient:
    session, control, process, active_at, features, name, term, kind = (
        row.split(" ", 7) + [""] * 8
    )[:8]
    return TmuxClient(
        session,
        control == "1",
        _number(process),
        _number(active_at),
        frozenset(features.split(",")),
        name,
        term,
        kind,
    )


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
