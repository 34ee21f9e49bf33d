"""Runner of the steps of actions that open dialogs."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.screen import Screen

Steps = Coroutine[Any, Any, None]
"""Steps of an action that opens dialogs, one after the other."""


class StepRunner:
    """Runs the steps of one action at a time, in a worker of the screen.

    A repeated key press must not open a second dialog beneath the first.
    """

    def __init__(self, screen: Screen[Any]) -> None:
        self._screen = screen
        self._queue: deque[Callable[[], Steps]] = deque()
        self._stopped = False
        self.busy = False
        """Whether steps are running."""

    @property
    def opening(self) -> bool:
        """Whether steps are running whose dialog is still to open."""
        return self.busy and self._screen.is_active

    def stop(self) -> None:
        """Cancel the running steps, and start no others: the screen is about to be removed."""
        self._stopped = True
        self._queue.clear()
        self._screen.workers.cancel_group(self._screen, "dialog")

    def start(self, steps: Steps) -> None:
        """Run steps, unless others are running."""
        if self.busy or self._stopped:
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
        """Queue steps; return whether the first ones in the queue were started."""
        self._queue.append(steps)
        return self.start_next()

    def start_next(self) -> bool:
        """Run the first steps in the queue, unless others are running or the screen is covered."""
        can_start = bool(self._queue) and self._screen.is_active and not self.busy
        if can_start:
            self.start(self._queue.popleft()())
        return can_start
