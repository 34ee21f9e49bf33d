"""Verbs that take several steps, such as to ask and then to act."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from .details_pane import PaneScreen

if TYPE_CHECKING:
    from textual.screen import Screen

Answer = TypeVar("Answer")


class StepsScreen(PaneScreen):
    """A list of keys on which one verb at a time goes through its steps."""

    _busy = False

    def start(self, steps: Coroutine[Any, Any, None]) -> None:
        """Go through the steps of a verb, unless another one is still going on.

        A second press of a key must not open a second dialog beneath the first.
        """
        if self._busy:
            steps.close()
            return
        self._busy = True
        self.run_worker(self._run_steps(steps), group="dialog")

    async def _run_steps(self, steps: Coroutine[Any, Any, None]) -> None:
        try:
            await steps
        finally:
            self._busy = False
            self.steps_ended()

    def steps_ended(self) -> None:
        """Do what had to wait for the end of a verb."""

    @property
    def opening(self) -> bool:
        """Whether a verb is under way and its dialog is still to open: the keys are for that."""
        return self._busy and self.is_active

    async def ask(self, dialog: Screen[Answer]) -> Answer | None:
        """Open a dialog and wait for its answer."""
        return await self.app.push_screen_wait(dialog)
