"""A program in a real terminal: what it writes is drawn there, and what it gets is typed there."""

from __future__ import annotations

import os
import select
import socket
import sys
import tty
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from time import monotonic
from typing import Self

from tests.pty.emulator import Replies
from tests.pty.terminal import TIMEOUT, Terminal
from tests.terminals.desktops import NUDGE_AFTER, Desktop

_CHILD = Path(__file__).with_name("lend_terminal.py")
_OVER_SSH = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}

_QUERY, _REPLY_BEGIN, _REPLY_END = b"\x1b[c", b"\x1b[?", b"c"
"""DA1: all of these terminals reply to it, each after it has done what was written before."""


class Window:
    """A real terminal that shows nothing yet; its own child has lent it to the test.

    Args:
        desktop: The desktop that it opens on.
        command: Makes of its child's command the one that opens it.
    """

    def __init__(self, desktop: Desktop, command: Callable[[Sequence[str]], Sequence[str]]) -> None:
        self.desktop = desktop
        self._stack = ExitStack()
        place = str(desktop.folder / "lent")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(place)
            listener.listen(1)
            listener.settimeout(TIMEOUT)
            desktop.begin(*command([sys.executable, "-IS", str(_CHILD), place]))
            try:
                lender, _ = listener.accept()
            except TimeoutError as error:
                raise AssertionError(desktop.log.read_text()) from error
        self._stack.enter_context(lender)
        term, (self.tty, *_), _, _ = socket.recv_fds(lender, 100, 1)
        self._stack.callback(os.close, self.tty)
        self.term = term.decode()
        tty.setraw(self.tty)
        desktop.focus()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def size(self) -> tuple[int, int]:
        """Columns and lines."""
        columns, lines = os.get_terminal_size(self.tty)
        return columns, lines


class RealTerminal(Terminal):
    """A program in a window, as over SSH.

    Args:
        program: The program and its arguments.
        environment: Variables beside those that every program gets over SSH.
    """

    def __init__(
        self, window: Window, program: Sequence[str], home: Path, environment: dict[str, str]
    ) -> None:
        self._window = window
        super().__init__(
            program,
            home,
            size=window.size,
            environment=_OVER_SSH | {"TERM": window.term} | environment,
            replies=Replies("", "", ""),
        )

    def send(self, keys: str) -> None:
        """Press keys in the window."""
        self._window.desktop.press(keys)

    def send_without_key(self, keys: str) -> None:
        """Send the program a key that nobody has pressed."""
        os.write(self._master, keys.encode())

    def _answer(self, reply: str) -> None:
        """Leave it to the real terminal to reply."""

    def _take(self, data: bytes) -> None:
        super()._take(data)
        view = memoryview(data)
        while view:
            view = view[os.write(self._window.tty, view) :]

    def _is_readable(self, deadline: float) -> bool:
        both = [self._master, self._window.tty]
        while (left := deadline - monotonic()) > 0:
            ready, _, _ = select.select(both, [], [], min(left, NUDGE_AFTER))
            if self._window.tty in ready:
                os.write(self._master, os.read(self._window.tty, 4096))
            if self._master in ready:
                return True
            if not ready:
                self._window.desktop.nudge()
        return False

    def wait_shown(self) -> None:
        """Wait until the real terminal has done everything that was written to it."""
        os.write(self._window.tty, _QUERY)
        reply, deadline = b"", monotonic() + TIMEOUT
        while not (_REPLY_BEGIN in reply and reply.endswith(_REPLY_END)):
            assert select.select([self._window.tty], [], [], max(0.0, deadline - monotonic()))[0]
            reply += os.read(self._window.tty, 4096)
