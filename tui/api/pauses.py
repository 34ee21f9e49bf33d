"""Delays before requests are sent again; after a 429, they hold back all requests of a session."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Sleep = Callable[[float], Awaitable[object]]


class Pauses:
    """The delays of a session that are under way."""

    def __init__(self, sleep: Sleep, clock: Callable[[], float]) -> None:
        self._sleep = sleep
        self._clock = clock
        self._ends: list[float] = []
        self._holding = 0
        self._free = asyncio.Event()
        self._free.set()

    @property
    def left(self) -> float:
        """Seconds until a request is sent again; 0 if none is delayed."""
        return max((end - self._clock() for end in self._ends), default=0.0)

    async def delay(self, seconds: float) -> None:
        """Delay one request."""
        end = self._clock() + seconds
        self._ends.append(end)
        try:
            await self._sleep(seconds)
        finally:
            self._ends.remove(end)

    async def hold(self, seconds: float) -> None:
        """Delay one request, and all others until then."""
        self._holding += 1
        self._free.clear()
        try:
            await self.delay(seconds)
        finally:
            self._holding -= 1
            if not self._holding:
                self._free.set()

    async def passed(self) -> None:
        """Wait until no request holds back the others."""
        await self._free.wait()
