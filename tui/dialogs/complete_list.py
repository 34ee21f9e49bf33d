"""Shows how the completion of a list goes, and what it may still lack."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import var

from ..api.errors import ApiError
from ..gather import Asked, Gathering, Stage
from ..listing.coverage import Gathered
from ..text import clean
from ..widgets.columns import fit
from ..widgets.ledger import SCROLLING, Ledger
from ..widgets.notice import Notice
from ..widgets.progress import Progress
from .dialog import Dialog

if TYPE_CHECKING:
    from textual.app import ComposeResult

_LOOKS = {
    Stage.FAILED: ("✗", "bold $text-warning"),
    Stage.SENT: ("→", "$text-warning"),
    Stage.DONE: ("✓", "$text-success"),
    Stage.WAITING: ("·", "$quiet"),
}

_REPAINT = 0.2
"""Seconds; a line that is slow gets no picture of every single answer."""


class CompleteList(Dialog[Gathered]):
    """Asks at once; gives what was found, also if the user stopped it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "retry", "Retry", id="keys.retry", tooltip="Ask for what is missing again"),
        Binding("escape,q", "stop", "Stop", id="app.stop", tooltip="Ask for nothing more"),
        Binding("escape,q", "cancel", "Show them", id="app.cancel", tooltip="Back to the list"),
        *SCROLLING,
    ]

    asking: var[bool] = var(False, init=False)
    """Whether requests are on their way."""
    _will_paint = False
    _error = ""

    class Ended(Message):
        """Nothing is asked for any more."""

        def __init__(self, error: str = "") -> None:
            super().__init__()
            self.error = error

    def __init__(self, gathering: Gathering) -> None:
        super().__init__()
        self._gathering = gathering

    @property
    def box_title(self) -> str:
        """The title."""
        return "Completing the list"

    def compose_box(self) -> ComposeResult:
        """Lay out the bar, the owners, and what there is to say."""
        yield Progress(0)
        yield Ledger()
        yield Notice(id="status")

    def on_mount(self) -> None:
        """Begin."""
        self._gathering.changed = self._paint_soon
        self._begin()

    def _begin(self) -> None:
        self.asking, self._error = True, ""
        self._paint()
        self._run()

    @work(group="request")
    async def _run(self) -> None:
        try:
            await self._gathering.run()
        except ApiError as error:
            self.post_message(self.Ended(str(error)))
        except asyncio.CancelledError:
            self.post_message(self.Ended())
            raise
        else:
            self.post_message(self.Ended())

    def on_complete_list_ended(self, event: Ended) -> None:
        """Show how it ended."""
        event.stop()
        self.asking, self._error = False, event.error
        self._paint()
        self.refresh_bindings()

    def _paint_soon(self) -> None:
        if not self._will_paint and self.is_mounted:
            self._will_paint = True
            self.set_timer(_REPAINT, self._paint)

    def _paint(self) -> None:
        self._will_paint = False
        gathering = self._gathering
        for progress in self.query(Progress):
            progress.total = len(gathering.asked)
            progress.done = len(gathering.at(Stage.DONE, Stage.FAILED))
        for ledger in self.query(Ledger):
            ledger.show(_line(asked) for stage in _LOOKS for asked in gathering.at(stage))
        self.say(self._said, failed=bool(self._error or gathering.at(Stage.FAILED)))

    @property
    def _said(self) -> str:
        if self._error or not self._gathering.has_begun:
            return self._error or "Asking for the list…"
        found = self._gathering.result()
        count = f"{len(found.keys)} keys of {len({key.created_by for key in found.keys})} owners."
        if self.asking:
            return count
        return f"{count} {found.coverage.words if found.coverage else 'That is the whole list.'}"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what helps."""
        if action in ("stop", "cancel"):
            return self.asking == (action == "stop")
        if action == "retry":
            is_done = len(self._gathering.at(Stage.DONE)) == len(self._gathering.asked)
            return not self.asking and not (self._gathering.has_begun and is_done)
        return super().check_action(action, parameters)

    def action_stop(self) -> None:
        """Ask for nothing more: to list changes nothing, so nothing has to be waited for."""
        self.workers.cancel_group(self, "request")

    def action_retry(self) -> None:
        """Ask for what failed, or was not asked for."""
        self._begin()
        self.refresh_bindings()

    def action_cancel(self) -> None:
        """Show what was found."""
        self.close(self._gathering.result() if self._gathering.has_begun else None)

    def action_scroll_ledger(self, by: int) -> None:
        """Scroll through the owners."""
        self.query_one(Ledger).scroll_by(by)


def _line(asked: Asked) -> Content:
    glyph, style = _LOOKS[asked.stage]
    words = asked.stage.value
    if asked.stage is Stage.DONE:
        words = f"{asked.found} key{'' if asked.found == 1 else 's'}" + (
            ", the most that is listed" if asked.full else ""
        )
    line = Content.assemble(
        (f"{glyph} ", style), fit(clean(asked.owner), 36), "  ", (words, "$quiet")
    )
    return line + Content.styled(f"\n  {asked.reason}", "$quiet") if asked.reason else line
