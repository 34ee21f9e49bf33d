"""Dialog that deletes many keys and shows the outcome of each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content

from ....api.errors import SignInFailed
from ....text import clean
from ....workflows.bulk_delete import DONE, TO_RETRY, BulkDelete, DeleteStatus, Item
from ...keymap import key_name
from ...messages import SignedInAgain, SignInNeeded
from ...widgets.bindings_view import bind
from ...widgets.column_layout import fit, split_width
from ...widgets.entry_list import GLYPH_WIDTH, SCROLLING, reason
from ..base import dialog
from ..base.dialog import Dialog
from ..keys.export_keys import ExportKeys
from ..requests.progress_box import ProgressBox

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ....delivery.clipboard import Clipboard
    from ....listing.export import Export

_LOOKS = {
    DeleteStatus.WAITING: ("·", "$quiet"),
    DeleteStatus.SENT: ("→", "$text-warning"),
    DeleteStatus.DELETED: ("✓", "$text-success"),
    DeleteStatus.GONE: ("✓", "$text-success"),
    DeleteStatus.FAILED: ("✗", "bold $text-warning"),
    DeleteStatus.UNKNOWN: ("?", "bold $text-warning"),
    DeleteStatus.HELD: ("!", "bold $text-warning"),
}

_OUTCOME = 15
"""Cells of the outcome, with the gap before it."""

_ORDER = (
    DeleteStatus.FAILED,
    DeleteStatus.UNKNOWN,
    DeleteStatus.HELD,
    DeleteStatus.WAITING,
    DeleteStatus.SENT,
    DeleteStatus.GONE,
    DeleteStatus.DELETED,
)
"""Order of the entries at the end: those that need attention first."""

_NOT_WAITED_FOR = f"{key_name('app.stop')} again does not wait for them."


class BulkProgress(Dialog[bool]):
    """Deletes keys; the answer is whether to review those that were held back.

    esc stops once the current requests have ended; esc again does not wait for them.
    """

    box_title = "Deleting access keys"

    BINDINGS: ClassVar[list[BindingType]] = [
        *SCROLLING,
        bind("keys.retry", "retry", "Retry", tooltip="Retry failed deletes"),
        bind("keys.go_on", "go_on", "Go on", tooltip="Send the remaining deletes"),
        bind("keys.review", "review", "Held back", tooltip="Review the held keys"),
        bind("keys.export", "export", "Export", tooltip="Export all outcomes"),
        bind("app.stop", "cancel", "Stop", tooltip="Send nothing more"),
        bind("app.cancel", "close", "Close", tooltip="Back to the list"),
    ]

    AVAILABLE: ClassVar = {
        "cancel": lambda dialog: dialog.waiting,
        "close": lambda dialog: not dialog.waiting,
        "retry": lambda dialog: dialog.ended_with(*TO_RETRY),
        "go_on": lambda dialog: dialog.ended_with(DeleteStatus.WAITING),
        "review": lambda dialog: dialog.ended_with(DeleteStatus.HELD),
        "export": lambda dialog: dialog.ended_with(*DeleteStatus),
    }

    _stopped_at = 0.0

    def __init__(
        self,
        bulk: BulkDelete,
        clipboard: Clipboard,
        export: Callable[[], Export],
        *,
        ended: Callable[[], None],
        default_owner: str,
    ) -> None:
        super().__init__()
        self._ended = ended
        self._progress = ProgressBox()
        self._bulk = bulk
        self._clipboard = clipboard
        self._export = export
        self._default_owner = default_owner

    @property
    def waiting(self) -> bool:
        """Whether requests are in progress, or will be sent."""
        return self._progress.waiting

    def ended_with(self, *statuses: DeleteStatus) -> bool:
        """Return whether all requests have ended, and some keys have one of these statuses."""
        return not self.waiting and bool(self._bulk.with_status(*statuses))

    def compose_box(self) -> ComposeResult:
        """Lay out the progress."""
        yield self._progress

    def action_scroll_entries(self, by: int) -> None:
        """Scroll through the keys."""
        self._progress.scroll_by(by)

    @property
    def left_open(self) -> str:
        """Summary of the deletes, if the program ends meanwhile."""
        return f"Deleting {len(self._bulk.items)} keys ended early: {self._bulk.summary}."

    def hold_quit(self) -> bool:
        """Cancel requests in progress first."""
        was_waiting = self.waiting
        if was_waiting:
            self.action_cancel()
        return was_waiting

    def on_mount(self) -> None:
        """Send the deletes."""
        self._bulk.changed = self._progress.paint_soon
        self._begin(DeleteStatus.WAITING)

    def _begin(self, *statuses: DeleteStatus) -> None:
        self._progress.begin(partial(self._bulk.run, *statuses))
        self.say("Checking whether any of them was used meanwhile…")

    @on(ProgressBox.Ended)
    def _end(self, event: ProgressBox.Ended) -> None:
        event.stop()
        if event.error is None:
            self._ended()
            self.say(f"{self._bulk.summary}.", failed=bool(self._bulk.with_status(*TO_RETRY)))
        else:
            self.say(f"Nothing was sent. {event.error}", failed=True)
        error = event.error or self._bulk.refused
        if isinstance(error, SignInFailed):
            self.post_message(SignInNeeded(self, error))

    @on(SignedInAgain)
    def _offer_again(self, event: SignedInAgain) -> None:
        event.stop()
        retry, go_on = key_name("keys.retry"), key_name("keys.go_on")
        self.say(
            f"You are signed in again. {retry} retries failed deletes, {go_on} sends the rest."
        )

    @on(ProgressBox.Changed)
    def _show_progress(self, event: ProgressBox.Changed) -> None:
        event.stop()
        self.paint()
        self.refresh_bindings()

    def paint(self) -> None:
        """Show the progress; at the end, the outcomes that need attention come first."""
        bulk, items = self._bulk, self._bulk.items
        if not self.waiting:
            items = tuple(sorted(items, key=lambda item: _ORDER.index(item.status)))
        seconds_left = bulk.seconds_left if self.waiting else None
        entries = (partial(self._entry, item) for item in items)
        self._progress.show(len(bulk.with_status(*DONE)), len(items), entries, seconds_left)
        if self.waiting and bulk.with_status(DeleteStatus.SENT):
            self._progress.go_to(_first_sent(items))
            self.say("Stopping…" if bulk.stopping else "")

    def _entry(self, item: Item, width: int) -> Content:
        glyph, style = _LOOKS[item.status]
        name, owner = split_width(width - GLYPH_WIDTH - _OUTCOME)
        line = Content.assemble(
            (f"{glyph} ", style),
            fit(item.key.name, name),
            "  ",
            (fit(item.key.created_by or self._default_owner, owner), "$quiet"),
            "  ",
            (item.status.value, style),
        )
        return line + reason(item.reason, width) if item.reason else line

    def action_cancel(self) -> None:
        """Send nothing more; the second time, stop waiting for responses as well."""
        if not self.waiting:
            self.action_close()
        elif not self._bulk.stopping:
            self._stopped_at = monotonic()
            self._bulk.stop()
            self.say(
                f"Stopping once the current requests have ended. {_NOT_WAITED_FOR}", failed=True
            )
        elif monotonic() - self._stopped_at >= dialog.ARMED_AFTER:
            self._progress.stop()

    def action_close(self) -> None:
        """Go back to the list."""
        self.close(False)

    def action_retry(self) -> None:
        """Retry the failed deletes only."""
        self._begin(*TO_RETRY)

    def action_go_on(self) -> None:
        """Send the remaining deletes only."""
        self._begin(DeleteStatus.WAITING)

    def action_review(self) -> None:
        """Close, and review the keys that were held back."""
        self.close(True)

    def action_export(self) -> None:
        """Export the outcome of each key."""
        self.app.push_screen(ExportKeys(self._export(), self._clipboard), self._tell_path)

    def _tell_path(self, path: Path | None) -> None:
        if path is not None:
            self.say(f"Wrote {len(self._bulk.items)} keys to {clean(str(path))}.")


def _first_sent(items: tuple[Item, ...]) -> int:
    """Return the index of the first key whose delete is in progress."""
    return next(number for number, item in enumerate(items) if item.status is DeleteStatus.SENT)
