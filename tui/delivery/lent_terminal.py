"""Restores a terminal that was lent to another program: its modes, and the processes on it."""

from __future__ import annotations

import asyncio
import os
import signal
import termios
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from .process_tree import marked_in_group, new_pinentries, processes

_TERMINAL = "/dev/tty"

_MARK = "LENT_TERMINAL"

_GRACE = 0.5
"""Seconds for a process to restore the terminal after SIGTERM."""

_POLL_INTERVAL = 0.02


class LentTerminal:
    """State of the terminal before it is lent to a program."""

    def __init__(self) -> None:
        self._mark = os.urandom(8).hex()
        self._before = processes()
        self._modes = _modes()

    @property
    def variables(self) -> dict[str, str]:
        """Variable that marks the processes of the program among those of our process group."""
        return {_MARK: self._mark}

    async def restore(self, *, end_others: bool) -> None:
        """End the processes that a failed program left on the terminal, and restore the modes.

        Its background jobs are in our process group, and ctrl+c does not end them. The pinentry of
        gpg-agent is in another session and outlives gpg: it would keep reading the keyboard, and
        overwrite the screen when it ends.

        Args:
            end_others: Whether to end those processes; otherwise only the modes are restored.
        """
        if end_others:
            await self._end_others()
        if self._modes is not None:
            _restore(self._modes)

    async def _end_others(self) -> None:
        _send(signal.SIGKILL, marked_in_group(f"{_MARK}={self._mark}"))
        _send(signal.SIGTERM, self._pinentries())
        with suppress(TimeoutError):
            async with asyncio.timeout(_GRACE):
                while self._pinentries():  # noqa: ASYNC110 - nothing tells when others end
                    await asyncio.sleep(_POLL_INTERVAL)
        _send(signal.SIGKILL, self._pinentries())

    def _pinentries(self) -> list[int]:
        return new_pinentries(self._before)


@contextmanager
def ignoring_interrupts() -> Iterator[None]:
    """Ignore ctrl+c, so that only the program gets it, which must be running already."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _send(number: signal.Signals, to: Iterable[int]) -> None:
    for process in to:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(process, number)


@contextmanager
def _opened() -> Iterator[int]:
    descriptor = os.open(_TERMINAL, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def has_terminal() -> bool:
    """Return whether this process has a controlling terminal."""
    with suppress(OSError), _opened():
        return True
    return False


def _modes() -> list[object] | None:
    with suppress(OSError, termios.error), _opened() as terminal:
        return list(termios.tcgetattr(terminal))
    return None


def _restore(modes: list[object]) -> None:
    with suppress(OSError, termios.error), _opened() as terminal:
        # From the background, this would stop us.
        if os.tcgetpgrp(terminal) == os.getpgrp():
            termios.tcsetattr(terminal, termios.TCSADRAIN, modes)  # type: ignore[arg-type]
