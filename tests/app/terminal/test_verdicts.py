"""What the panel says of every known terminal is what happens there, played by recorded replies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest
from textual.pilot import Pilot

from tests.app.support import dialog, press, running, settle, write
from tests.delivery.test_known_terminals import MEASURED
from tests.pty.outer_clipboard import OuterClipboard
from tui.app.terminal.clipboard_reply import ClipboardListener
from tui.app.terminal.identity import IdentityListener, TerminalReplied
from tui.delivery.recognise_terminal import identify
from tui.delivery.terminal import Osc52, Terminal
from tui.delivery.terminals import TERMINALS
from tui.demo.server import Demo

pytestmark = pytest.mark.usefixtures("armed")

_ELSEWHERE = "copied before"


@dataclass(frozen=True)
class _Row:
    """A terminal, and what it replied when it was asked which one it is."""

    label: str
    osc52: Osc52
    xtversion: str
    da2: str
    da1: str
    environment: dict[str, str] = field(default_factory=dict)

    def described_by(self, sentence: str) -> str:
        """Complete a sentence by its name, or by its kind where that tells enough."""
        if term := self.environment.get("TERM"):
            return sentence.format(f"this terminal (TERM={term}) has no clipboard")
        return sentence.format(self.label)

    @property
    def replies(self) -> str:
        """The replies as they were sent; one of them replied to a query like to another."""
        da2 = self.da2 if self.da2.startswith("?") else f">{self.da2}"
        return "".join(
            (
                f"\x1bP>|{self.xtversion}\x1b\\" * bool(self.xtversion),
                f"\x1b[{da2}c" * bool(self.da2),
                f"\x1b[?{self.da1}c" * bool(self.da1),
            )
        )


_ROWS = [
    *(_Row(*row) for row in MEASURED),
    _Row(
        "JupyterLab's terminal",
        Osc52.DROPS,
        *("", "0;276;0", "1;2"),
        {"PYXTERM_DIMENSIONS": "80x24"},
    ),
    _Row(
        "Vim's :terminal",
        Osc52.DROPS,
        *("libvterm(0.3)", "0;100;0", "1;2"),
        {"VIM_TERMINAL": "900"},
    ),
    _Row(
        "cmux",
        Osc52.DROPS,
        *("libghostty", "1;0;0", "62;22"),
        {"CMUX_TUI_SESSION_ID": "session_1"},
    ),
    _Row("dvtm", Osc52.DROPS, "", "", "", {"TERM": "dvtm-256color"}),
    _Row("Emacs' term", Osc52.PRINTS, "", "", "", {"TERM": "eterm-color"}),
]
_TELL = {"1;011301;0", "1;012100;0", "1;012800;0", "0;1700;1", "64;0;0"}
"""DA2 of those that reply to a query for their clipboard, and neither ask nor forget over it."""

_BEFORE = {
    Osc52.TAKES: "{} takes them.",
    Osc52.PRIMARY: "{} puts them on the primary selection only",
    Osc52.DROPS: "Nothing is copied: {}",
    Osc52.PRINTS: "Nothing is copied: {}",
    Osc52.CARRIES: "{} passes them on",
    Osc52.UNKNOWN: "Copies go by way of OSC 52, because this is an SSH session. ",
}


_AFTER = {
    Osc52.TAKES: "Sent to {}, which takes it: paste it to check before you leave.",
    Osc52.PRIMARY: "Sent to {}, which puts it on the primary selection only",
    Osc52.DROPS: "Not copied: {}",
    Osc52.PRINTS: "Not copied: {}",
    Osc52.CARRIES: "Sent to {}, which passes it on",
    Osc52.UNKNOWN: "Sent to your terminal by way of OSC 52: paste it to check before you leave.",
}
_READ_BACK = "Copied to the clipboard of {}; a clipboard history may keep it."


class _Played:
    """A terminal that gives recorded replies, and does with a copy what it was seen to do."""

    def __init__(self, pilot: Pilot[None], row: _Row) -> None:
        self.row = row
        self._app = pilot.app
        self._listener = ClipboardListener()
        self.tells = row.da2 in _TELL
        self.takes = row.osc52 not in (Osc52.DROPS, Osc52.PRINTS)
        self.written = b""
        self.clipboard = OuterClipboard(self._reply, tells=self.tells)

    def write(self, _app: object, sequence: str) -> None:
        """Take what the program writes."""
        self.written += sequence.encode()
        if self.takes:
            self.clipboard.feed(sequence.encode())

    def identify(self) -> None:
        """Reply to the question which terminal it is, or stay silent."""
        told = IdentityListener().feed(self.row.replies)
        self._app.post_message(told or TerminalReplied())

    def _reply(self, reply: str) -> None:
        for message in self._listener.feed(reply):
            self._app.post_message(message)


async def test_what_is_said_of_each_terminal_is_what_happens_there(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "STY", "TMUX", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "WSL_INTEROP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")
    async with running(demo) as pilot:
        await press(pilot, "n")
        await write(pilot, "new-key")
        await press(pilot, "enter")
        secret = next(key.client_secret for key in demo.store.my_keys() if key.name == "new-key")
        for row in _ROWS:
            with monkeypatch.context() as environment:
                for name, value in ({"TERM": "xterm-256color"} | row.environment).items():
                    environment.setenv(name, value)
                played = _Played(pilot, row)
                environment.setattr("tui.app.terminal.control.write_to_terminal", played.write)
                await _copies(pilot, played, secret)


async def _copies(pilot: Pilot[None], played: _Played, secret: str) -> None:
    row = played.row
    played.identify()
    await settle(pilot)
    assert row.described_by(_BEFORE[row.osc52]) in dialog(pilot)

    await press(pilot, "c")

    said = _READ_BACK if played.tells else _AFTER[row.osc52]
    assert row.described_by(said) in dialog(pilot)
    assert played.clipboard.text == (secret if played.takes else _ELSEWHERE)
    assert played.takes or not played.written
    # Some ask their user over a query, and some empty their clipboard.
    assert played.tells or b";?" not in played.written

    await press(pilot, "x")
    assert played.clipboard.text == (" " if played.takes else _ELSEWHERE)


def test_every_terminal_of_the_table_is_played() -> None:
    played = [identify(row.xtversion, row.da2, row.da1, row.environment) for row in _ROWS]

    assert _entries(played) >= _entries(TERMINALS)


def _entries(terminals: Iterable[Terminal]) -> set[tuple[object, ...]]:
    return {(each.name, each.osc52, each.below, each.may_query) for each in terminals}
