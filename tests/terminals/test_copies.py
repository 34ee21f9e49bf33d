"""What the panel says of a copy is what the clipboard of a real terminal holds."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.pty.served_demo import ServedDemo
from tests.pty.steps import create_key, leave_panel
from tests.pty.terminal import TIMEOUT
from tests.terminals.installable import INSTALLABLE, Installable
from tests.terminals.real_terminal import RealTerminal, Window

_OSC52 = b"\x1b]52;"


class _User:
    """Someone who looks at the panel, and pastes somewhere else."""

    def __init__(
        self, terminal: RealTerminal, window: Window, server: ServedDemo, patch: pytest.MonkeyPatch
    ) -> None:
        self.terminal = terminal
        self.desktop = window.desktop
        self._server = server
        self._patch = patch
        self.elsewhere = ""
        """Text that was copied in another program."""

    def create(self, name: str, length: int) -> str:
        """Create a key, and return its secret, of so many characters."""
        self._patch.setattr("tui.demo.record._SECRET_LENGTH", length)
        create_key(self.terminal, name)
        return next(
            key.client_secret for key in self._server.demo.store.my_keys() if key.name == name
        )

    def sees(self, wanted: str) -> None:
        """Wait until the panel says what a pattern describes, and all has been done for that."""
        self.terminal.wait_until(lambda: re.search(wanted, self.said) is not None, repr(wanted))
        self.terminal.wait_shown()

    def copies(self, *, by_key: bool = True) -> None:
        """Copy, after something was copied elsewhere."""
        self.elsewhere = f"copied elsewhere, before {monotonic()}"
        self.desktop.copy(self.elsewhere)
        if by_key:
            self.terminal.send("c")
        else:
            self.terminal.send_without_key("c")

    @property
    def said(self) -> str:
        """The text of the panel as one line."""
        return " ".join(" ".join(re.findall("│(.*?)│", self.terminal.text)).split())

    def pastes(self, text: str) -> None:
        """Expect a text on the clipboard, which a terminal may put there a moment later."""
        deadline = monotonic() + TIMEOUT
        while (pasted := self.desktop.paste()) != text and monotonic() < deadline:
            sleep(0.02)
        assert pasted == text


@pytest.fixture(params=INSTALLABLE, ids=str)
def kind(request: pytest.FixtureRequest) -> Installable:
    kind: Installable = request.param
    if kind.missing:
        pytest.skip(f"not installed, by Debian's names: {kind.missing}")
    return kind


@pytest.fixture
def user(kind: Installable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[_User]:
    home = tmp_path / "home"
    home.mkdir()
    with ExitStack() as stack:
        server = stack.enter_context(ServedDemo())
        desktop = stack.enter_context(kind.desktop())
        window = stack.enter_context(Window(desktop, kind.started))
        program = [sys.executable, "-m", "tui", *kind.options]
        terminal = stack.enter_context(RealTerminal(window, program, home, server.settings))
        terminal.wait_for("12/20")
        yield _User(terminal, window, server, monkeypatch)


@pytest.mark.exhaustive
def test_what_is_said_of_a_copy_is_what_the_clipboard_holds(kind: Installable, user: _User) -> None:
    secret = user.create("new-key", 40)
    user.sees(kind.told)
    if kind.heeds_keys:
        user.copies(by_key=False)
        user.sees("Not copied: .* refused")
        user.pastes(user.elsewhere)

    user.copies()
    user.sees(kind.said)
    if not kind.takes:
        user.pastes(user.elsewhere)
        assert _OSC52 not in user.terminal.output
        return
    user.pastes(secret)
    user.terminal.send("x")
    user.sees("Asked .* to clear|Cleared")
    user.pastes(" ")
    assert user.desktop.paste_selected() != secret

    leave_panel(user.terminal)
    user.create("too-long", kind.longest + 1)
    user.copies()
    user.sees(f"Not copied: .* {kind.longest:,} bytes")
    user.pastes(user.elsewhere)

    leave_panel(user.terminal)
    longest = user.create("longest", kind.longest)
    user.copies()
    user.sees(kind.said)
    user.pastes(longest)
