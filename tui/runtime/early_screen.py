"""Early screen: draws the first frame on the terminal before Textual is imported."""

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
"""Alternate screen, no cursor, no line wrap, bracketed paste."""

_PLAIN = "\x1b[0m"
_LEAVE = "\x1b[0m\x1b[?2004l\x1b[?7h\x1b[?1049l\x1b[?25h"

_CANCEL = "\x18"
"""CAN: ends an escape sequence that was cut off."""

_WRITE_TIMEOUT = 0.2
"""Seconds to wait for the terminal to accept more output."""

_ENDING = (*ENDING_SIGNALS, signal.SIGTSTP)

_CHANGING = (signal.SIGWINCH, signal.SIGCONT)
"""Signals after which the frame may be damaged: after SIGSTOP, the shell has written over it."""

_ALTERNATE_SCREEN = re.compile(
    r"(?:xterm|tmux|alacritty|foot|rxvt|contour|rio|wezterm|konsole|gnome|vte|st)(?:-.*)?"
)
"""Values of TERM for terminals that certainly have an alternate screen."""

_LOCAL = termios.ECHO | termios.ICANON | termios.IEXTEN
_INPUT = termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR


def erase_lines(lines: int) -> str:
    """Return escape sequences that erase a screen line by line.

    Some terminals move a screen that is cleared as a whole to their scrollback.
    """
    erase = "\x1b[2K\x1b[B" * lines
    return f"{_PLAIN}\x1b[H{erase}\x1b[H"


def has_alternate_screen(environment: Mapping[str, str]) -> bool:
    """Return whether the terminal certainly has an alternate screen, without querying it."""
    if environment.get("STY"):  # GNU screen has none by default
        return False
    name = environment.get("TERM", "")
    # Without TMUX, as over SSH, "screen" may be GNU screen.
    in_tmux = name.startswith("screen") and bool(environment.get("TMUX"))
    return in_tmux or _ALTERNATE_SCREEN.fullmatch(name) is not None


class EarlyScreen:
    """A frame on the terminal's alternate screen, until the application takes over.

    If the program ends, is stopped or prints something before that, the terminal is restored
    first. Key presses wait in the terminal's input, without echo; only ctrl+c acts at once.

    Args:
        terminal: File descriptor of the terminal's input.
        output: File descriptor that the application will draw on.
    """

    def __init__(self, terminal: int = 0, output: int = 2) -> None:
        self.frame = ""
        """Frame on the screen; empty if not known."""
        self.size: Size = (0, 0)
        self.attributes: list[Any] | None = None
        """The terminal's original attributes, while the frame is shown; otherwise None."""
        self._terminal = terminal
        self._output = output
        self._screen = -1
        self._handlers: dict[signal.Signals, Any] = {}
        self._streams: dict[str, TextIO] = {}
        self._ended_by: int | None = None
        """Signal received, to be raised again once the terminal is restored."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Restore the terminal, unless the application has taken over."""
        self.leave()

    @property
    def is_shown(self) -> bool:
        """Whether the frame is on the screen and the application has not taken over."""
        return self.attributes is not None

    def show(self, skeleton: Skeleton, size: Size) -> None:
        """Draw a frame, if the terminal can be restored whatever happens."""
        if is_in_background(self._terminal):
            return
        try:
            self._screen = self._reopen()
            self.attributes = termios.tcgetattr(self._terminal)
        except (OSError, termios.error):
            self._close()
            return
        self.frame, self.size = skeleton.text, size
        with _signals_blocked():
            self._intercept()
            if not self._draw(skeleton):
                self.leave(keep_keys=True)

    def _draw(self, skeleton: Skeleton) -> bool:
        """Draw a frame, and return whether the terminal accepted all of it."""
        try:
            termios.tcsetattr(self._terminal, termios.TCSANOW, self._attributes_without_echo())
            # Not every terminal clears in the current background, so blank cells count as unknown.
            return self._write(f"{_ENTER}{skeleton.background}\x1b[J{_PLAIN}{skeleton.text}")
        except (OSError, termios.error):
            return False

    def hand_over(self) -> list[Any] | None:
        """Leave the terminal to the application, and return the attributes to restore at its end.

        The frame stays on the screen, and in `frame`.
        """
        attributes, self.attributes = self.attributes, None
        self._release()
        return attributes

    def leave(self, *, keep_keys: bool = False) -> None:
        """Restore the terminal.

        Args:
            keep_keys: Whether to keep pending input, because the program goes on.
        """
        # A signal that is pending already is handled here, before anything is restored.
        with _signals_blocked():
            attributes, self.attributes, self.frame = self.attributes, None, ""
            if attributes is None:
                return
            with suppress(OSError, termios.error):
                # A stopped job has no right to it: the shell uses it again.
                if not is_in_background(self._terminal):
                    self._restore(attributes, keep_keys=keep_keys)
            self._release()

    def _restore(self, attributes: list[Any], *, keep_keys: bool) -> None:
        if not self._write(_CANCEL + erase_lines(self._lines) + _LEAVE):
            # Without erasing: the flush may discard the switch to the alternate screen.
            termios.tcflush(self._screen, termios.TCOFLUSH)
            self._write(_CANCEL + _LEAVE)
        if not keep_keys:
            termios.tcflush(self._terminal, termios.TCIFLUSH)
        termios.tcsetattr(self._terminal, termios.TCSANOW, attributes)

    @property
    def _lines(self) -> int:
        try:
            return os.get_terminal_size(self._terminal).lines
        except OSError:
            return self.size[1]

    def _reopen(self) -> int:
        """Open the terminal again for non-blocking writes, which affects no other program.

        Raises:
            OSError: it can't be opened, or the application would draw on another terminal.
        """
        if os.fstat(self._terminal).st_rdev != os.fstat(self._output).st_rdev:
            raise OSError
        flags = os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC
        return os.open(os.ttyname(self._terminal), flags)

    def _attributes_without_echo(self) -> list[Any]:
        """Return attributes that keep input raw and unechoed, but let ctrl+c send SIGINT."""
        attributes = termios.tcgetattr(self._terminal)
        attributes[0] &= ~_INPUT
        attributes[3] &= ~_LOCAL
        characters = attributes[6]
        nothing = bytes([os.fpathconf(self._terminal, "PC_VDISABLE") & 0xFF])
        characters[termios.VMIN], characters[termios.VTIME] = 1, 0
        characters[termios.VSUSP] = characters[termios.VQUIT] = nothing
        return attributes

    def _write(self, text: str) -> bool:
        """Write a text, and return whether the terminal accepted all of it in time."""
        # The encoding that Textual uses.
        encoding = getattr(sys.__stderr__, "encoding", None) or "utf-8"
        data = text.encode(encoding, "backslashreplace")
        while data:
            try:
                data = data[os.write(self._screen, data) :]
            except BlockingIOError:
                if not select.select([], [self._screen], [], _WRITE_TIMEOUT)[1]:
                    break
        return not data

    def _intercept(self) -> None:
        """Intercept signals and printed text, so that the terminal is restored before them."""
        for number in _ENDING:
            # An ignored signal, such as SIGHUP below nohup, stays ignored.
            if signal.getsignal(number) is signal.SIG_DFL:
                self._handlers[number] = signal.signal(number, self._leave_and_raise)
        for number in _CHANGING:
            self._handlers[number] = signal.signal(number, self._forget)
        for name in ("stdout", "stderr"):
            if (stream := getattr(sys, name)) is not None:
                self._streams[name] = stream
                setattr(sys, name, _InterceptedStream(stream, self))

    def _release(self) -> None:
        for number, before in self._handlers.items():
            # The application may have installed its own handler by now.
            if signal.getsignal(number) in (self._leave_and_raise, self._forget):
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

    def _leave_and_raise(self, number: int, _: FrameType | None) -> None:
        # Another thread may get the signal while this one restores the terminal, which then raises
        # it once done.
        self._ended_by = number
        self.leave()

    def _forget(self, _: int, __: FrameType | None) -> None:
        """Forget the frame, because the screen may show something else."""
        self.frame = ""


@contextmanager
def _signals_blocked() -> Iterator[None]:
    """Block signals in this thread, so that the terminal is never changed in part."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _InterceptedStream:
    """Standard stream that restores the terminal before it writes, such as a warning."""

    def __init__(self, stream: TextIO, screen: EarlyScreen) -> None:
        self._stream = stream
        self._screen = screen

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - the stream's
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Restore the terminal, then write."""
        self._screen.leave(keep_keys=True)
        return self._stream.write(text)
