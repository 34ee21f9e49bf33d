"""Terminal that another program had, as it was before: its modes, and the processes on it."""

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
"""Seconds for a process that was asked to end to restore the terminal."""

_LOOK_AGAIN = 0.02


class LentTerminal:
    """The terminal before a program got it."""

    def __init__(self) -> None:
        self._mark = os.urandom(8).hex()
        self._before = processes()
        self._modes = _modes()

    @property
    def variables(self) -> dict[str, str]:
        """Variables for the program, by which what it starts is told from others in our group."""
        return {_MARK: self._mark}

    async def take_back(self, *, end_others: bool) -> None:
        """End what a program that failed has left on the terminal, and restore the modes.

        It was in our process group, and so are its jobs in the background, which ctrl+c does not
        end. The pinentry of gpg-agent is in another session, and outlives the gpg that needed it:
        it would go on reading the keys, and restore its own idea of the screen whenever it ends.

        Args:
            end_others: Whether to end them; otherwise only the modes are restored.
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
                    await asyncio.sleep(_LOOK_AGAIN)
        _send(signal.SIGKILL, self._pinentries())

    def _pinentries(self) -> list[int]:
        return new_pinentries(self._before)


@contextmanager
def deaf_to_interrupts() -> Iterator[None]:
    """Leave ctrl+c to the program, which was started before and is not deaf."""
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


def _modes() -> list[object] | None:
    with suppress(OSError, termios.error), _opened() as terminal:
        return list(termios.tcgetattr(terminal))
    return None


def _restore(modes: list[object]) -> None:
    with suppress(OSError, termios.error), _opened() as terminal:
        # In the background this would stop us.
        if os.tcgetpgrp(terminal) == os.getpgrp():
            termios.tcsetattr(terminal, termios.TCSADRAIN, modes)  # type: ignore[arg-type]
