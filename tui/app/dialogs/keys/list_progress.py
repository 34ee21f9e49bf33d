"""Dialog that loads a list owner by owner and shows the progress."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content

from ....api.errors import SignInFailed
from ....listing.coverage import MergedList
from ....text import clean
from ....workflows.list_by_owner import ListByOwner, OwnerProgress, Stage
from ...coverage_text import coverage_text
from ...messages import SignedInAgain, SignInNeeded
from ...widgets.bindings_view import bind
from ...widgets.column_layout import fit
from ...widgets.entry_list import SCROLLING, reason
from ..base.dialog import Dialog
from ..requests.progress_box import ProgressBox

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

_LOOKS = {
    Stage.FAILED: ("✗", "bold $text-warning"),
    Stage.SENT: ("→", "$text-warning"),
    Stage.DONE: ("✓", "$text-success"),
    Stage.WAITING: ("·", "$quiet"),
}


class ListProgress(Dialog[MergedList]):
    """Loads a list owner by owner; the answer is the keys found, even after a stop."""

    box_title = "Completing the list"

    BINDINGS: ClassVar[list[BindingType]] = [
        *SCROLLING,
        bind("keys.retry", "retry", "Retry", tooltip="Retry failed owners"),
        bind("app.stop", "stop", "Stop", tooltip="Stop loading"),
        bind("app.cancel", "cancel", "Show them", tooltip="Back to the list"),
    ]

    AVAILABLE: ClassVar = {
        "stop": lambda dialog: dialog.waiting,
        "cancel": lambda dialog: not dialog.waiting,
        "retry": lambda dialog: dialog.is_incomplete,
    }

    _error = ""

    def __init__(self, gathering: ListByOwner) -> None:
        super().__init__()
        self._progress = ProgressBox()
        self._gathering = gathering

    def on_mount(self) -> None:
        """Send the requests."""
        self._gathering.changed = self._progress.paint_soon
        self.action_retry()

    @property
    def waiting(self) -> bool:
        """Whether requests are in progress, or will be sent."""
        return self._progress.waiting

    @property
    def is_incomplete(self) -> bool:
        """Whether all requests have ended, and some have failed or were not sent."""
        gathering = self._gathering
        is_done = len(gathering.at(Stage.DONE)) == len(gathering.owners)
        return not self.waiting and not (gathering.has_begun and is_done)

    def compose_box(self) -> ComposeResult:
        """Lay out the progress."""
        yield self._progress

    def action_scroll_entries(self, by: int) -> None:
        """Scroll through the owners."""
        self._progress.scroll_by(by)

    @on(ProgressBox.Ended)
    def _end(self, event: ProgressBox.Ended) -> None:
        event.stop()
        self._error = str(event.error or "")
        self.paint()
        error = event.error or self._gathering.refused
        if isinstance(error, SignInFailed):
            self.post_message(SignInNeeded(self, error))

    @on(ProgressBox.Changed)
    def _show_progress(self, event: ProgressBox.Changed) -> None:
        event.stop()
        self.paint()
        self.refresh_bindings()

    @on(SignedInAgain)
    def _go_on(self, event: SignedInAgain) -> None:
        event.stop()
        self.action_retry()

    def paint(self) -> None:
        """Show the progress."""
        gathering = self._gathering
        done = len(gathering.at(Stage.DONE, Stage.FAILED))
        entries = (partial(_entry, asked) for stage in _LOOKS for asked in gathering.at(stage))
        self._progress.show(done, len(gathering.owners), entries)
        self.say(self._said, failed=bool(self._error or gathering.at(Stage.FAILED)))

    @property
    def _said(self) -> str:
        if self._error or not self._gathering.has_begun:
            return self._error or "Loading the list…"
        found = self._gathering.result()
        count = f"{len(found.keys)} keys of {len({key.created_by for key in found.keys})} owners."
        if self.waiting:
            return count
        return f"{count} {coverage_text(found.coverage) or 'That is the whole list.'}"

    def action_stop(self) -> None:
        """Stop at once; lists change nothing, so no response has to be awaited."""
        self._progress.stop()

    def action_retry(self) -> None:
        """Load the owners that failed or are missing."""
        self._error = ""
        self._progress.begin(self._gathering.run)

    def action_cancel(self) -> None:
        """Close, and show the keys that were found."""
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
