"""Runner of steps that open dialogs: one action at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.screen import Screen


Steps = Coroutine[Any, Any, None]
"""What an action does with dialogs, one after the other."""


class OneAtATime:
    """Runs the steps of one action at a time, in a worker of the screen.

    A second press of a key must not open a second dialog beneath the first.
    """

    def __init__(self, screen: Screen[Any]) -> None:
        self._screen = screen
        self._queue: deque[Callable[[], Steps]] = deque()
        self.busy = False
        """Whether steps go on."""

    @property
    def opening(self) -> bool:
        """Whether steps go on whose dialog is still to open."""
        return self.busy and self._screen.is_active

    def start(self, steps: Steps) -> None:
        """Run steps, unless others still go on."""
        if self.busy:
            steps.close()
            return
        self.busy = True
        self._screen.run_worker(self._run(steps), group="dialog")

    async def _run(self, steps: Steps) -> None:
        try:
            await steps
        finally:
            self.busy = False
            self._screen.call_later(self.start_next)

    def start_when_idle(self, steps: Callable[[], Steps]) -> bool:
        """Queue steps; return whether the next ones of the queue run now."""
        self._queue.append(steps)
        return self.start_next()

    def start_next(self) -> bool:
        """Run the next steps of the queue, unless others go on or something is on top."""
        can_start = bool(self._queue) and self._screen.is_active and not self.busy
        if can_start:
            self.start(self._queue.popleft()())
        return can_start
