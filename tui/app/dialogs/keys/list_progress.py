"""Shows how the completion of a list goes, and what it may still lack."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content

from ....listing.coverage import MergedList
from ....text import clean
from ....workflows.list_by_owner import ListByOwner, OwnerProgress, Stage
from ...coverage_text import coverage_text
from ...messages import SignedInAgain
from ...widgets.entry_list import reason
from ...widgets.key_columns import fit
from ..requests.progress_dialog import ManyRequests

if TYPE_CHECKING:
    from ....api.errors import ApiError, SignInFailed

_LOOKS = {
    Stage.FAILED: ("✗", "bold $text-warning"),
    Stage.SENT: ("→", "$text-warning"),
    Stage.DONE: ("✓", "$text-success"),
    Stage.WAITING: ("·", "$quiet"),
}


class ListProgress(ManyRequests[MergedList]):
    """Asks at once; gives what was found, also if the user stopped it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "retry", "Retry", id="keys.retry", tooltip="Ask for what is missing again"),
        Binding("escape,q", "stop", "Stop", id="app.stop", tooltip="Ask for nothing more"),
        Binding("escape,q", "cancel", "Show them", id="app.cancel", tooltip="Back to the list"),
    ]

    _error = ""

    def __init__(self, gathering: ListByOwner) -> None:
        super().__init__()
        self._gathering = gathering

    @property
    def box_title(self) -> str:
        """The title."""
        return "Completing the list"

    def on_mount(self) -> None:
        """Begin."""
        self._gathering.changed = self.paint_soon
        self.action_retry()

    def ended(self, error: ApiError | None) -> None:
        """Show how it ended."""
        self._error = str(error or "")
        self.paint()

    @property
    def refused(self) -> SignInFailed | None:
        """Why nothing more could be asked for, if it was for want of a sign-in."""
        return self._gathering.refused

    @on(SignedInAgain)
    def _go_on(self, event: SignedInAgain) -> None:
        event.stop()
        self.action_retry()

    def paint(self) -> None:
        """Show how far it is."""
        gathering = self._gathering
        done = len(gathering.at(Stage.DONE, Stage.FAILED))
        entries = (partial(_entry, asked) for stage in _LOOKS for asked in gathering.at(stage))
        self.fill(done, len(gathering.asked), entries)
        self.say(self._said, failed=bool(self._error or gathering.at(Stage.FAILED)))

    @property
    def _said(self) -> str:
        if self._error or not self._gathering.has_begun:
            return self._error or "Asking for the list…"
        found = self._gathering.result()
        count = f"{len(found.keys)} keys of {len({key.created_by for key in found.keys})} owners."
        if self.waiting:
            return count
        return f"{count} {coverage_text(found.coverage) or 'That is the whole list.'}"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what helps."""
        if action in ("stop", "cancel"):
            return self.waiting == (action == "stop")
        if action == "retry":
            is_done = len(self._gathering.at(Stage.DONE)) == len(self._gathering.asked)
            return not self.waiting and not (self._gathering.has_begun and is_done)
        return super().check_action(action, parameters)

    def action_stop(self) -> None:
        """Ask for nothing more: to list changes nothing, so nothing has to be waited for."""
        self.stop_waiting()

    def action_retry(self) -> None:
        """Ask for what failed, or was not asked for."""
        self._error = ""
        self.begin(self._gathering.run)

    def action_cancel(self) -> None:
        """Show what was found."""
        self.close(self._gathering.result() if self._gathering.has_begun else None)


def _entry(asked: OwnerProgress, width: int) -> Content:
    glyph, style = _LOOKS[asked.stage]
    words = asked.stage.value
    if asked.stage is Stage.DONE:
        words = f"{asked.found} key{'' if asked.found == 1 else 's'}" + (
            ", the most that is listed" if asked.full else ""
        )
    room = min(36, width - 4 - max(len(words), len(Stage.SENT.value)))
    line = Content.assemble(
        (f"{glyph} ", style), fit(clean(asked.owner), room), "  ", (words, "$quiet")
    )
    return line + reason(asked.reason, width) if asked.reason else line
