"""The terminal, taken and drawn on before the application that will use it is loaded."""

from __future__ import annotations

import os
import re
import select
import signal
import sys
import termios
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING, Any, Self, TextIO

from .watchdog import ENDING_SIGNALS, is_in_background

if TYPE_CHECKING:
    from .kept_frame import Size, Skeleton

_ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h\x1b[H"
"""The other screen, without a cursor and line wrap; a paste is told from keys."""

_PLAIN = "\x1b[0m"
_LEAVE = "\x1b[0m\x1b[?2004l\x1b[?7h\x1b[?1049l\x1b[?25h"

_CUT_OFF = "\x18"
"""Ends a sequence that was cut off."""

_PATIENCE = 0.2
"""Seconds that a terminal may take until it takes a frame, or is given back without it."""

_ENDING = (*ENDING_SIGNALS, signal.SIGTSTP)

_CHANGING = (signal.SIGWINCH, signal.SIGCONT)
"""Signals behind which the frame may look otherwise: after SIGSTOP, a shell has written on it."""

_OTHER_SCREEN = re.compile(
    r"(?:xterm|tmux|alacritty|foot|rxvt|contour|rio|wezterm|konsole|gnome|vte|st)(?:-.*)?"
)
"""Names of terminals that surely have another screen, and show the ordinary one again after it."""

_LOCAL = termios.ECHO | termios.ICANON | termios.IEXTEN
_INPUT = termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR


def erase_lines(lines: int) -> str:
    """Return what erases a screen line by line.

    A terminal may keep in its scrollback what it clears as a whole.
    """
    erase = "\x1b[2K\x1b[B" * lines
    return f"{_PLAIN}\x1b[H{erase}\x1b[H"


def can_be_given_back(environment: Mapping[str, str]) -> bool:
    """Return whether it is known without asking that the terminal has another screen."""
    if environment.get("STY"):  # GNU screen has none by default
        return False
    name = environment.get("TERM", "")
    # Over SSH, this name may be that of GNU screen.
    in_tmux = name.startswith("screen") and bool(environment.get("TMUX"))
    return in_tmux or _OTHER_SCREEN.fullmatch(name) is not None


class EarlyScreen:
    """A frame on the terminal's other screen, until the application takes over from it.

    Whatever ends or stops the program before that, or prints something, gets the terminal back as
    it was first. Key presses wait in the terminal, unseen; only ctrl+c acts at once.

    Args:
        terminal: File descriptor of the terminal's input.
        output: File descriptor that the application will draw on.
    """

    def __init__(self, terminal: int = 0, output: int = 2) -> None:
        self.frame = ""
        """Frame on the screen; empty if not known."""
        self.size: Size = (0, 0)
        self.attributes: list[Any] | None = None
        """The attributes that the terminal had before; None unless it is taken."""
        self._terminal = terminal
        self._output = output
        self._screen = -1
        self._handlers: dict[signal.Signals, Any] = {}
        self._streams: dict[str, TextIO] = {}
        self._ended_by: int | None = None
        """The signal that has come, until it acts."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Restore the terminal, unless the application has taken over."""
        self.leave()

    @property
    def is_shown(self) -> bool:
        """Whether the terminal is taken, and not yet the application's."""
        return self.attributes is not None

    def show(self, skeleton: Skeleton, size: Size) -> None:
        """Take the terminal and draw a frame, if it can be given back whatever happens."""
        if is_in_background(self._terminal):
            return
        try:
            self._screen = self._opened_again()
            self.attributes = termios.tcgetattr(self._terminal)
        except (OSError, termios.error):
            self._close()
            return
        self.frame, self.size = skeleton.text, size
        with _undisturbed():
            self._watch()
            if not self._draw(skeleton):
                self.leave(keep_keys=True)

    def _draw(self, skeleton: Skeleton) -> bool:
        """Draw a frame, and return whether the terminal has taken all of it."""
        try:
            termios.tcsetattr(self._terminal, termios.TCSANOW, self._unseen_input())
            # Some clear in another colour, so what the text leaves out counts as unknown.
            return self._write(f"{_ENTER}{skeleton.ground}\x1b[J{_PLAIN}{skeleton.text}")
        except (OSError, termios.error):
            return False

    def hand_over(self) -> list[Any] | None:
        """Leave the terminal to the application, and return the attributes to restore at its end.

        The frame stays on the screen, and in `frame`.
        """
        attributes, self.attributes = self.attributes, None
        self._let_go()
        return attributes

    def leave(self, *, keep_keys: bool = False) -> None:
        """Restore the terminal as it was.

        Args:
            keep_keys: Whether what was typed meanwhile still is for the program.
        """
        # A signal that has come already acts here, while all is there to be given back.
        with _undisturbed():
            attributes, self.attributes, self.frame = self.attributes, None, ""
            if attributes is None:
                return
            with suppress(OSError, termios.error):
                # After a stop, it is the shell's already.
                if not is_in_background(self._terminal):
                    self._give_back(attributes, keep_keys=keep_keys)
            self._let_go()

    def _give_back(self, attributes: list[Any], *, keep_keys: bool) -> None:
        if not self._write(_CUT_OFF + erase_lines(self._lines) + _LEAVE):
            # Without erasing: it may have discarded that the other screen is to be shown.
            termios.tcflush(self._screen, termios.TCOFLUSH)
            self._write(_CUT_OFF + _LEAVE)
        if not keep_keys:
            termios.tcflush(self._terminal, termios.TCIFLUSH)
        termios.tcsetattr(self._terminal, termios.TCSANOW, attributes)

    @property
    def _lines(self) -> int:
        try:
            return os.get_terminal_size(self._terminal).lines
        except OSError:
            return self.size[1]

    def _opened_again(self) -> int:
        """Open the terminal for writing without waiting, which nobody else does then.

        Raises:
            OSError: it can't be opened, or the application would draw on another one.
        """
        if os.fstat(self._terminal).st_rdev != os.fstat(self._output).st_rdev:
            raise OSError
        flags = os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC
        return os.open(os.ttyname(self._terminal), flags)

    def _unseen_input(self) -> list[Any]:
        """Return attributes by which keys wait as they are, but ctrl+c ends the program."""
        attributes = termios.tcgetattr(self._terminal)
        attributes[0] &= ~_INPUT
        attributes[3] &= ~_LOCAL
        characters = attributes[6]
        nothing = bytes([os.fpathconf(self._terminal, "PC_VDISABLE") & 0xFF])
        characters[termios.VMIN], characters[termios.VTIME] = 1, 0
        characters[termios.VSUSP] = characters[termios.VQUIT] = nothing
        return attributes

    def _write(self, text: str) -> bool:
        """Write all of a text, and return whether the terminal has taken it in time."""
        # As the application does.
        encoding = getattr(sys.__stderr__, "encoding", None) or "utf-8"
        data = text.encode(encoding, "backslashreplace")
        while data:
            try:
                data = data[os.write(self._screen, data) :]
            except BlockingIOError:
                if not select.select([], [self._screen], [], _PATIENCE)[1]:
                    break
        return not data

    def _watch(self) -> None:
        """Restore the terminal before a signal acts, and before anything is printed."""
        for number in _ENDING:
            # One that is ignored, as below nohup, ends nothing.
            if signal.getsignal(number) is signal.SIG_DFL:
                self._handlers[number] = signal.signal(number, self._leave_and_repeat)
        for number in _CHANGING:
            self._handlers[number] = signal.signal(number, self._forget)
        for name in ("stdout", "stderr"):
            if (stream := getattr(sys, name)) is not None:
                self._streams[name] = stream
                setattr(sys, name, _Leaving(stream, self))

    def _let_go(self) -> None:
        for number, before in self._handlers.items():
            # By now it may be handled by the application.
            if signal.getsignal(number) in (self._leave_and_repeat, self._forget):
                signal.signal(number, before)
        self._handlers.clear()
        for name, stream in self._streams.items():
            setattr(sys, name, stream)
        self._streams.clear()
        self._close()
        ended_by, self._ended_by = self._ended_by, None
        if ended_by is not None:
            os.kill(os.getpid(), ended_by)

    def _close(self) -> None:
        if self._screen >= 0:
            os.close(self._screen)
            self._screen = -1

    def _leave_and_repeat(self, number: int, _: FrameType | None) -> None:
        # It may come while the terminal is given back, by way of another thread, and acts then.
        self._ended_by = number
        self.leave()

    def _forget(self, _: int, __: FrameType | None) -> None:
        """Note that the frame may have changed on the screen."""
        self.frame = ""


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold signals back in the block, so that nothing is taken or given back in part."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Leaving:
    """Stream that gives the terminal back before it takes a text, such as a warning."""

    def __init__(self, stream: TextIO, screen: EarlyScreen) -> None:
        self._stream = stream
        self._screen = screen

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - the stream's
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write to the ordinary screen."""
        self._screen.leave(keep_keys=True)
        return self._stream.write(text)
