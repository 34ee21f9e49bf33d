"""Watchdog: ends the program on a signal or when its terminal is gone, even if it is blocked.

The event loop blocks while the terminal accepts no output, and gets no event when the terminal is
gone.
"""

from __future__ import annotations

import os
import select
import signal
import termios
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from time import sleep
from types import FrameType
from typing import Any, Self

ENDING_SIGNALS = (
    *(signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM),
    signal.SIGXCPU,  # of `ulimit -t`
)

GRACE = 3.0
"""Seconds that the program may take to end cleanly."""

_RETRY_PAUSE = 0.01
"""Seconds between attempts to restore a terminal that accepts no output."""

_RETRIES = 100

_RESTORE = (
    "\x18\x1b\\\x1b[?2026l"  # ends a control sequence, a string or a frame that was cut off
    # kitty's keyboard, before the screen is erased: some terminals move the cursor or print for it
    "\x1b[<u"
    "\x1b[0m\x1b[H\x1b[J"
    "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"  # mouse
    "\x1b[?2004l\x1b[?1004l\x1b[?2048l"  # paste, focus, size reports
    "\x1b[?7h\x1b[?1049l\x1b[?25h"  # line wrap, alternate screen, cursor
)


def is_in_background(terminal: int) -> bool:
    """Return whether another job is in the foreground of the terminal."""
    try:
        return os.tcgetpgrp(terminal) != os.getpgrp()
    except OSError:  # it is gone, or not our controlling terminal
        return False


def is_controlling_terminal(terminal: int) -> bool:
    """Return whether a terminal is the session's controlling one, which sends it signals."""
    try:
        os.tcgetpgrp(terminal)
    except OSError:
        return False
    return True


def _leave_to_thread(_: int, __: FrameType | None) -> None:
    """Do nothing in the main thread, which may be blocked; the watchdog's thread handles it."""


def _reopen(terminal: int) -> tuple[int, bool]:
    """Open the terminal again for writing, and return whether other programs share the open file.

    O_NONBLOCK holds for every program that shares an open file, such as the shell. A terminal
    inherited through `su` or by a container can't be opened by its path, so it is duplicated.
    """
    try:
        flags = os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK
        return os.open(os.ttyname(terminal), flags), False
    except OSError:
        return os.dup(terminal), True


class Watchdog:
    """A thread that waits for a signal or for the terminal to vanish.

    Args:
        end: Ends the program cleanly with a status; called in the thread.
        terminal: File descriptor of the terminal.
        attributes: Attributes to restore; None for the present ones.
    """

    def __init__(
        self, end: Callable[[int], object], terminal: int, attributes: list[Any] | None = None
    ) -> None:
        self._end = end
        self._terminal = terminal
        self._attributes: list[Any] = attributes or termios.tcgetattr(terminal)
        # Not later, when a path like /dev/pts/3 may be another terminal.
        self._screen, self._is_shared = _reopen(terminal)
        self._signals, self._wake = os.pipe()
        os.set_blocking(self._wake, False)
        self._stopped = Event()
        self._thread = Thread(target=self._watch, name="watchdog", daemon=True)

    def __enter__(self) -> Self:
        """Take over the signals and start the thread; must be called in the main thread."""
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        for number in ENDING_SIGNALS:
            signal.signal(number, _leave_to_thread)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Restore the default handlers, end the thread, and restore the terminal if necessary."""
        for number in ENDING_SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        signal.set_wakeup_fd(-1)
        self._stopped.set()
        os.write(self._wake, bytes(1))
        self._thread.join()
        # After a hangup, the terminal has no attributes any more.
        with suppress(OSError, termios.error):
            if self._needs_restoring():
                self._restore_without_blocking()
        for file in (self._screen, self._signals, self._wake):
            os.close(file)

    def _watch(self) -> None:
        number = self._wait()
        if not number:
            return
        if is_in_background(self._terminal):
            # The shell uses the terminal: changing it from the background would stop this job.
            os._exit(128 + number)
        self._end(128 + number)
        if not self._stopped.wait(GRACE):
            with suppress(OSError, termios.error):
                self._restore()
            os._exit(128 + number)

    def _wait(self) -> int:
        """Wait for one of the signals, or SIGHUP for a vanished terminal; return 0 when stopped."""
        poll = select.poll()
        poll.register(self._signals, select.POLLIN)
        poll.register(self._terminal, 0)
        while not self._stopped.is_set():
            for file, event in poll.poll():
                if file == self._signals:
                    if ending := set(os.read(file, 1024)) & set(ENDING_SIGNALS):
                        return min(ending)
                elif event & select.POLLHUP:
                    return signal.SIGHUP
                else:  # some systems can't poll a terminal; signals still work
                    poll.unregister(file)
        return 0

    def _restore(self) -> None:
        """Restore the terminal, even one that accepts no output at the moment.

        Pending output is discarded to make room. Another thread may be blocked in a write, with a
        lock held: the rest of its output goes to /dev/null.
        """
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        self._restore_without_blocking()

    def _needs_restoring(self) -> bool:
        """Return whether the application failed to restore it, for lack of memory or threads."""
        is_changed = termios.tcgetattr(self._terminal) != self._attributes
        return is_changed and not is_in_background(self._terminal)

    def _restore_without_blocking(self) -> None:
        was_blocking = os.get_blocking(self._screen)
        os.set_blocking(self._screen, False)
        try:
            self._restore_screen()
        finally:
            if self._is_shared:
                os.set_blocking(self._screen, was_blocking)

    def _restore_screen(self) -> None:
        for _ in range(_RETRIES):
            termios.tcflush(self._screen, termios.TCOFLUSH)
            # Also wakes a thread that is blocked in a write.
            termios.tcsetattr(self._screen, termios.TCSANOW, self._attributes)
            with suppress(BlockingIOError):
                os.write(self._screen, _RESTORE.encode())
                return
            sleep(_RETRY_PAUSE)
