"""Runs a program in a pseudo-terminal of its own, and waits for what a user would see there."""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import termios
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any, Self

from rich.cells import cell_len

from tests.pty.emulator import Emulator, Replies, Style
from tests.pty.outer_clipboard import OuterClipboard
from tests.pty.preloaded import Preloaded, can_be_preloaded
from tests.pty.starting import some_processor, started_in

ROOT = Path(__file__).parents[2]
TIMEOUT = 20.0
"""Seconds until something that has not happened is a failure."""

ENTER, TAB, CTRL_Q, CTRL_U = "\r", "\t", "\x11", "\x15"
UP, RIGHT = "\x1b[A", "\x1b[C"

Wanted = str | re.Pattern[str]

_BEGIN_FRAME, _END_OF_FRAME = b"\x1b[?2026h", b"\x1b[?2026l"
_REST_OF_FRAME = 0.01
"""Seconds in which a program writes on what the terminal has not taken at once."""


class Terminal:
    """A pseudo-terminal with one program in it, which is ended together with it.

    Args:
        command: The program and its arguments.
        size: Columns and lines.
        environment: Variables beside the few that every program gets.
        folder: Its working directory.
        tells_size: Whether the terminal tells its size in the input.
        replies: What the terminal says of itself.
        one_processor: Whether it has to do with one: then it starts the same way however busy
            the others are.
        afresh: Whether it has to load its modules itself, as where its memory, its process or its
            time is looked at.
    """

    def __init__(
        self,
        command: Sequence[str],
        home: Path,
        *,
        size: tuple[int, int] = (80, 24),
        environment: Mapping[str, str] | None = None,
        folder: Path = ROOT,
        tells_size: bool = False,
        replies: Replies = Replies(),  # noqa: B008 - it can't be changed
        one_processor: bool = True,
        afresh: bool = False,
    ) -> None:
        self.output = bytearray()
        """Every byte that the program wrote."""
        self._emulator = Emulator(size, self._answer, tells_size=tells_size, replies=replies)
        self._unseen = b""
        """Output that was read, and is still to be drawn."""
        self._ended = False
        self._master, slave = os.openpty()
        self._name = os.ttyname(slave)
        self.tell_size(size)
        self._flags = termios.tcgetattr(self._master)
        given = clean_environment(home) | dict(environment or {})
        processor = some_processor() if one_processor else ""
        self._process: subprocess.Popen[bytes] | Preloaded
        if one_processor and not afresh and can_be_preloaded(command, environment or {}, folder):
            self._process = Preloaded([slave], command, given, processor=processor)
        else:
            begin = started_in(slave, command, processor)
            self._process = subprocess.Popen(begin, env=given, cwd=folder, pass_fds=[slave])
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._master)

    @property
    def lines(self) -> list[str]:
        """The screen, line by line."""
        return self._emulator.lines

    @property
    def text(self) -> str:
        """The screen."""
        return "\n".join(self.lines)

    @property
    def cells(self) -> list[list[Any]]:
        """The screen as pyte's characters, line by line, with their looks."""
        return self._emulator.cells

    @property
    def clipboard(self) -> OuterClipboard:
        """The terminal's clipboard."""
        return self._emulator.clipboard

    @property
    def looks(self) -> list[list[Any]]:
        """The screen as it is seen."""
        return self._emulator.looks

    def find(self, wanted: Wanted) -> re.Match[str] | None:
        """Look for a text, or for what a pattern describes."""
        pattern = wanted if isinstance(wanted, re.Pattern) else re.compile(re.escape(wanted))
        return pattern.search(self.text)

    def style(self, wanted: Wanted) -> Style | None:
        """Return the look of a text."""
        if (found := self.find(wanted)) is None:
            return None
        above, _, left = f"\n{self.text[: found.start(found.re.groups)]}".rpartition("\n")
        return self._emulator.style(cell_len(left), above.count("\n"))

    def modes(self) -> set[str]:
        """Name what is not as a shell needs it: modes left on, and changed termios flags."""
        changed = termios.tcgetattr(self._master) != self._flags
        return self._emulator.modes | ({"termios"} if changed else set())

    def wait_for_silence(self) -> None:
        """Wait until what is typed is shown no more, of which nobody tells."""
        deadline = monotonic() + TIMEOUT
        while termios.tcgetattr(self._master)[3] & termios.ECHO and monotonic() < deadline:
            self.read_for(0.01)

    def send(self, keys: str) -> None:
        """Press keys, given as the bytes that a terminal sends for them."""
        os.write(self._master, keys.encode())

    @property
    def process_id(self) -> int:
        """The program's process id."""
        return self._process.pid

    def kill(self) -> None:
        """End the program where it stands."""
        self._process.kill()
        self._process.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        self._process.send_signal(number)

    def hang_up(self) -> None:
        """Vanish, as a terminal does whose window is closed."""
        os.close(self._master)
        self._master = os.open(os.devnull, os.O_RDWR)

    def write_over(self, text: str) -> None:
        """Write to the screen as another program."""
        self._emulator.feed(f"\x1b[12;1H{text}".encode())

    def stall(self) -> None:
        """Be full: what the program writes from now on waits until somebody reads."""
        # No terminal shows a NUL.
        flags = os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK
        slave = os.open(self._name, flags)
        with suppress(BlockingIOError):
            while True:
                os.write(slave, bytes(1))
        os.close(slave)

    def wait_ended(self, timeout: float) -> int:
        """Wait until the program has ended, whatever it wrote, and give its exit status."""
        return self._process.wait(timeout)

    def resize(self, size: tuple[int, int]) -> None:
        """Make the window larger or smaller."""
        self._emulator.resize(size)
        self.tell_size(size)

    def wait_for(self, wanted: Wanted, timeout: float = TIMEOUT) -> str:
        """Wait until it is on the screen, and give it, or its last group."""
        self.wait_until(lambda: self.find(wanted) is not None, repr(wanted), timeout)
        found = self.find(wanted)
        return found[found.re.groups] if found else ""

    def wait_until(self, holds: Callable[[], bool], what: str, timeout: float = TIMEOUT) -> None:
        """Wait until something holds, which is looked at whenever the screen may have changed.

        Raises:
            AssertionError: it did not come in time, or the program ended; with the screen.
        """
        deadline = monotonic() + timeout
        while self._emulator.in_frame or not holds():
            if not self._read(deadline):
                end = "the program ended" if self._ended else f"{timeout:g} s passed"
                raise AssertionError(f"{end}, and still no {what}:\n{self.text}")
            self._read_on()

    def _read_on(self) -> None:
        """Read the rest of a frame whose end nothing tells, as of the first."""
        while _BEGIN_FRAME not in self.output and self._read(monotonic() + _REST_OF_FRAME):
            pass

    def read_for(self, seconds: float) -> bytes:
        """Read for a while, and give what came."""
        before, deadline = len(self.output), monotonic() + seconds
        while self._read(deadline):
            pass
        return bytes(self.output[before:])

    def wait_exit(self, timeout: float = TIMEOUT) -> int:
        """Wait until the program has ended, and give its exit status."""
        deadline = monotonic() + timeout
        while self._read(deadline):
            pass
        assert self._ended, f"still running after {timeout:g} s:\n{self.text}"
        return self._process.wait(timeout)

    def tell_size(self, size: tuple[int, int]) -> None:
        """Report a size to the program, without drawing in it."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def _read(self, deadline: float) -> bool:
        """Draw what comes next, up to the end of a frame, so that none is missed."""
        if self._unseen:
            return self._draw_frame()
        if not self._is_readable(deadline):
            return False
        try:
            data = os.read(self._master, 65_536)
        except OSError:  # Linux' way to say that nobody has the other side open any more
            data = b""
        self._ended = not data
        self._take(data)
        return self._draw_frame()

    def _is_readable(self, deadline: float) -> bool:
        """Wait until the program has written something, or has ended."""
        seconds = max(0.0, deadline - monotonic())
        return bool(select.select([self._master], [], [], seconds)[0])

    def _take(self, data: bytes) -> None:
        """Keep what the program wrote."""
        self.output += data
        self._unseen = data

    def _answer(self, reply: str) -> None:
        """Reply to a query of the program."""
        self.send(reply)

    def _draw_frame(self) -> bool:
        frame, end, self._unseen = self._unseen.partition(_END_OF_FRAME)
        self._emulator.feed(frame + end)
        return not self._ended


def clean_environment(home: Path) -> dict[str, str]:
    """Return the least environment that a program needs, without this machine's settings."""
    return {
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PATH": os.environ["PATH"],
        "TERM": "xterm-256color",
    }
