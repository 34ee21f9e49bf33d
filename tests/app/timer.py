"""A time that stands still until a test lets it pass."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta


class Timer:
    """Clock of the program, which wakes it up when a timer is due."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.pauses: list[float] = []
        """Seconds that the program wanted to wait, each time."""
        self._due: list[tuple[datetime, asyncio.Event]] = []

    async def sleep(self, seconds: float) -> None:
        """Wait until so many seconds have passed."""
        self.pauses.append(seconds)
        due = asyncio.Event()
        self._due.append((self.now + timedelta(seconds=seconds), due))
        await due.wait()

    def pass_by(self, seconds: float) -> None:
        """Move the clock on."""
        self.now += timedelta(seconds=seconds)
        for moment, due in self._due:
            if moment <= self.now:
                due.set()
