"""Shows how the deletion of many keys goes, and what became of each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content

from ....text import clean
from ....workflows.bulk_delete import DONE, TO_RETRY, BulkDelete, DeleteStatus, Item
from ...keymap import key_name
from ...messages import SignedInAgain
from ...widgets.entry_list import EntryList, reason
from ...widgets.key_columns import fit, split_width
from ..base import dialog
from ..keys.export_keys import ExportKeys
from ..requests.progress_dialog import ManyRequests

if TYPE_CHECKING:
    from ....api.errors import ApiError, SignInFailed
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

_GLYPH = 2
_FATE = 15
"""Cells that what became of a key may take, with the gap before it."""

_ORDER = (
    DeleteStatus.FAILED,
    DeleteStatus.UNKNOWN,
    DeleteStatus.HELD,
    DeleteStatus.WAITING,
    DeleteStatus.SENT,
    DeleteStatus.GONE,
    DeleteStatus.DELETED,
)
"""What has to be read comes first, once it is over."""

_HELPS = {
    "retry": tuple(TO_RETRY),
    "go_on": (DeleteStatus.WAITING,),
    "review": (DeleteStatus.HELD,),
    "export": tuple(DeleteStatus),
}
"""The actions that help once it is over, and what has to have become of a key for that."""

_NOT_WAITED_FOR = f"{key_name('app.stop')} again does not wait for them."


class BulkProgress(ManyRequests[bool]):
    """Deletes at once; gives True if the user wants to be asked about what was held back.

    esc stops after what is on its way; esc again does not wait for that either.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "retry", "Retry", id="keys.retry", tooltip="Send what failed again"),
        Binding("g", "go_on", "Go on", id="keys.go_on", tooltip="Send what was not sent"),
        Binding("D", "review", "Held back", id="keys.review", tooltip="Ask about what was held"),
        Binding("e", "export", "Export", id="keys.export", tooltip="Write down what became of all"),
        Binding("escape,q", "cancel", "Stop", id="app.stop", tooltip="Send nothing more"),
        Binding("escape,q", "close", "Close", id="app.cancel", tooltip="Back to the list"),
    ]

    _stopped_at = 0.0

    def __init__(
        self, bulk: BulkDelete, clipboard: Clipboard, export: Callable[[], Export], *, whose: str
    ) -> None:
        super().__init__()
        self._bulk = bulk
        self._clipboard = clipboard
        self._export = export
        self._whose = whose

    @property
    def box_title(self) -> str:
        """The title."""
        return "Deleting access keys"

    @property
    def left_open(self) -> str:
        """How many were deleted, if the program ends meanwhile."""
        return f"Deleting {len(self._bulk.items)} keys ended early: {self._bulk.account}."

    def hold_quit(self) -> bool:
        """Cancel first while requests are on their way."""
        was_waiting = self.waiting
        if was_waiting:
            self.action_cancel()
        return was_waiting

    def on_mount(self) -> None:
        """Begin."""
        self._bulk.changed = self.paint_soon
        self._begin(DeleteStatus.WAITING)

    def _begin(self, *statuses: DeleteStatus) -> None:
        self.begin(partial(self._bulk.run, *statuses))
        self.say("Looking whether any of them was used meanwhile…")

    def ended(self, error: ApiError | None) -> None:
        """Show how it ended."""
        if error is None:
            self.say(f"{self._bulk.account}.", failed=bool(self._bulk.with_status(*TO_RETRY)))
        else:
            self.say(f"Nothing was sent. {error}", failed=True)

    @property
    def refused(self) -> SignInFailed | None:
        """Why nothing more could be sent, if it was for want of a sign-in."""
        return self._bulk.refused

    @on(SignedInAgain)
    def _offer_again(self, event: SignedInAgain) -> None:
        event.stop()
        retry, go_on = key_name("keys.retry"), key_name("keys.go_on")
        self.say(
            f"You are signed in again. {retry} sends what failed again, {go_on} what was not sent."
        )

    def paint(self) -> None:
        """Show how far it is; what has to be read comes first, once it is over."""
        bulk, items = self._bulk, self._bulk.items
        if not self.waiting:
            items = tuple(sorted(items, key=lambda item: _ORDER.index(item.status)))
        seconds_left = bulk.seconds_left if self.waiting else None
        entries = (partial(self._entry, item) for item in items)
        self.fill(len(bulk.with_status(*DONE)), len(items), entries, seconds_left)
        if self.waiting and bulk.with_status(DeleteStatus.SENT):
            for ledger in self.query(EntryList):
                ledger.go_to(_first_sent(items))
            self.say("Stopping…" if bulk.stopping else "")

    def _entry(self, item: Item, width: int) -> Content:
        glyph, style = _LOOKS[item.status]
        name, owner = split_width(width - _GLYPH - _FATE)
        line = Content.assemble(
            (f"{glyph} ", style),
            fit(item.key.name, name),
            "  ",
            (fit(item.key.created_by or self._whose, owner), "$quiet"),
            "  ",
            (item.status.value, style),
        )
        return line + reason(item.reason, width) if item.reason else line

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what helps, once it is over."""
        if action in ("cancel", "close"):
            return self.waiting == (action == "cancel")
        if action in _HELPS and (self.waiting or not self._bulk.with_status(*_HELPS[action])):
            return False
        return super().check_action(action, parameters)

    def action_cancel(self) -> None:
        """Send nothing more; the second time, don't wait for what was sent either."""
        if not self.waiting:
            self.action_close()
        elif not self._bulk.stopping:
            self._stopped_at = monotonic()
            self._bulk.stop()
            self.say(f"Stopping after what is on its way. {_NOT_WAITED_FOR}", failed=True)
        elif monotonic() - self._stopped_at >= dialog.ARMED_AFTER:
            self.stop_waiting()

    def action_close(self) -> None:
        """Go back to the list."""
        self.close(False)

    def action_retry(self) -> None:
        """Send again what failed, and nothing else."""
        self._begin(*TO_RETRY)

    def action_go_on(self) -> None:
        """Send what was not sent, and nothing else."""
        self._begin(DeleteStatus.WAITING)

    def action_review(self) -> None:
        """Have it asked about what was held back."""
        self.close(True)

    def action_export(self) -> None:
        """Write what became of each key to a file, or copy it."""
        self.app.push_screen(ExportKeys(self._export(), self._clipboard), self._tell_path)

    def _tell_path(self, path: Path | None) -> None:
        if path is not None:
            self.notify(f"Wrote {len(self._bulk.items)} keys to {clean(str(path))}.", markup=False)


def _first_sent(items: tuple[Item, ...]) -> int:
    """Give the number of the first key that is on its way."""
    return next(number for number, item in enumerate(items) if item.status is DeleteStatus.SENT)
