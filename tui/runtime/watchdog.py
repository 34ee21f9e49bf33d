"""Ends the program when a signal asks for it or its terminal is gone, whatever it is doing.

The event loop alone can't: it stands still while the terminal takes nothing, and it never hears
that the terminal is gone.
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

ENDING = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)

GRACE = 3.0
"""Seconds that the program may take to end in good order."""

_PAUSE = 0.01
_TRIES = 100

_RESTORE = (
    "\x18\x1b\\\x1b[?2026l"  # ends what was cut off: a control sequence, a string, a frame
    "\x1b[0m\x1b[H\x1b[J"
    "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"  # mouse
    "\x1b[?2004l\x1b[?1004l\x1b[?2048l\x1b[<u"  # paste, focus, size reports, kitty's keyboard
    "\x1b[?7h\x1b[?1049l\x1b[?25h"  # line wrap, the other screen, cursor
)


def is_in_background(terminal: int) -> bool:
    """Tell whether the terminal is another job's at the moment."""
    try:
        return os.tcgetpgrp(terminal) != os.getpgrp()
    except OSError:  # it is gone, or belongs to another session
        return False


def _leave_it_to_the_thread(_: int, __: FrameType | None) -> None:
    """Do nothing where the event loop could stand in the way."""


class Watchdog:
    """A thread that sleeps until a signal comes or the terminal vanishes.

    Args:
        end: Has the program end in good order with a status; called in the thread.
        terminal: What the terminal is open as.
    """

    def __init__(self, end: Callable[[int], object], terminal: int) -> None:
        self._end = end
        self._terminal = terminal
        self._attributes: list[Any] = termios.tcgetattr(terminal)
        # Opened now, because a name like /dev/pts/3 may be another terminal's by the time that it
        # is needed; and apart, because not to block is a flag that all who share a file share.
        flags = os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK
        self._screen = os.open(os.ttyname(terminal), flags)
        self._signals, self._wake = os.pipe()
        os.set_blocking(self._wake, False)
        self._stopped = Event()
        self._thread = Thread(target=self._watch, name="watchdog", daemon=True)

    def __enter__(self) -> Self:
        """Take the signals over and begin to watch; in the main thread."""
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        for number in ENDING:
            signal.signal(number, _leave_it_to_the_thread)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Give the signals back, and watch no longer."""
        for number in ENDING:
            signal.signal(number, signal.SIG_DFL)
        signal.set_wakeup_fd(-1)
        self._stopped.set()
        os.write(self._wake, bytes(1))
        self._thread.join()
        for file in (self._screen, self._signals, self._wake):
            os.close(file)

    def _watch(self) -> None:
        number = self._wait()
        if not number:
            return
        if is_in_background(self._terminal):
            # A stopped job. Its terminal is the shell's by now, and to touch it stops it again.
            os._exit(128 + number)
        self._end(128 + number)
        if not self._stopped.wait(GRACE):
            with suppress(OSError, termios.error):
                self._restore()
            os._exit(128 + number)

    def _wait(self) -> int:
        """Wait for one of the signals, as which a vanished terminal counts; 0 when stopped."""
        poll = select.poll()
        poll.register(self._signals, select.POLLIN)
        poll.register(self._terminal, 0)
        while not self._stopped.is_set():
            for file, event in poll.poll():
                if file == self._signals:
                    if ending := set(os.read(file, 1024)) & set(ENDING):
                        return min(ending)
                elif event & select.POLLHUP:
                    return signal.SIGHUP
                else:  # not every system can watch a terminal; the signals are left
                    poll.unregister(file)
        return 0

    def _restore(self) -> None:
        """Give the terminal back, even if it takes nothing: it will, once it goes on.

        What it has not taken yet is thrown away to make room. Whoever else is writing at this
        moment holds a lock until all of it is written, so the rest of that goes nowhere.
        """
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        for _ in range(_TRIES):
            termios.tcflush(self._screen, termios.TCOFLUSH)
            # This wakes the other writer up as well.
            termios.tcsetattr(self._screen, termios.TCSANOW, self._attributes)
            with suppress(BlockingIOError):
                os.write(self._screen, _RESTORE.encode())
                return
            sleep(_PAUSE)
