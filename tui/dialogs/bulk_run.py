"""Shows how the deletion of many keys goes, and what became of each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import var

from ..api.errors import ApiError, SignInFailed
from ..bulk import DONE, TO_RETRY, BulkDelete, Fate, Item
from ..text import clean
from ..widgets.columns import fit
from ..widgets.ledger import SCROLLING, Ledger
from ..widgets.notice import Notice
from ..widgets.progress import Progress
from . import dialog
from .dialog import Dialog
from .export_keys import ExportKeys
from .signing_in import SignedInAgain, SignInNeeded

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from ..delivery.clipboard import Clipboard
    from ..listing.export import Export

_LOOKS = {
    Fate.WAITING: ("·", "$quiet"),
    Fate.SENT: ("→", "$text-warning"),
    Fate.DELETED: ("✓", "$text-success"),
    Fate.GONE: ("✓", "$text-success"),
    Fate.FAILED: ("✗", "bold $text-warning"),
    Fate.UNKNOWN: ("?", "bold $text-warning"),
    Fate.HELD: ("!", "bold $text-warning"),
}

_ORDER = (Fate.FAILED, Fate.UNKNOWN, Fate.HELD, Fate.WAITING, Fate.SENT, Fate.GONE, Fate.DELETED)
"""What has to be read comes first, once it is over."""

_HELPS = {
    "retry": tuple(TO_RETRY),
    "go_on": (Fate.WAITING,),
    "review": (Fate.HELD,),
    "export": tuple(Fate),
}
"""The actions that help once it is over, and what has to have become of a key for that."""

_REPAINT = 0.2
"""Seconds; a line that is slow gets no picture of every single answer."""

_NOT_WAITED_FOR = "esc again does not wait for them."


class BulkRun(Dialog[bool]):
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
        *SCROLLING,
    ]

    waiting: var[bool] = var(False, init=False)
    """Whether requests are on their way, or will be."""
    _stopped_at = 0.0
    _will_paint = False

    class Ended(Message):
        """There is nothing more to be sent."""

        def __init__(self, error: ApiError | None = None) -> None:
            super().__init__()
            self.error = error

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

    def compose_box(self) -> ComposeResult:
        """Lay out the bar, the keys, and what there is to say."""
        yield Progress(len(self._bulk.items))
        yield Ledger()
        yield Notice(id="status")

    def on_mount(self) -> None:
        """Begin."""
        self._bulk.changed = self._paint_soon
        self._begin(Fate.WAITING)

    def _begin(self, *fates: Fate) -> None:
        self.waiting = True
        self.say("Looking whether any of them was used meanwhile…")
        self._run(fates)

    @work(group="request")
    async def _run(self, fates: tuple[Fate, ...]) -> None:
        try:
            await self._bulk.run(*fates)
        except ApiError as error:
            self.post_message(self.Ended(error))
        except asyncio.CancelledError:
            self.post_message(self.Ended())
            raise
        else:
            self.post_message(self.Ended())

    @on(Ended)
    def _end(self, event: Ended) -> None:
        event.stop()
        self.waiting = False
        if event.error is not None:
            self.say(f"Nothing was sent. {event.error}", failed=True)
        error = event.error or self._bulk.refused
        if isinstance(error, SignInFailed):
            self.post_message(SignInNeeded(self, error))

    @on(SignedInAgain)
    def _offer_again(self, event: SignedInAgain) -> None:
        event.stop()
        self.say("You are signed in again. r sends what failed again, g what was not sent.")

    def watch_waiting(self, waiting: bool) -> None:
        """Show how it ended."""
        self._paint()
        self.refresh_bindings()
        if not waiting:
            self.say(f"{self._bulk.account}.", failed=bool(self._bulk.having(*TO_RETRY)))

    def _paint_soon(self) -> None:
        if not self._will_paint and self.is_mounted:
            self._will_paint = True
            self.set_timer(_REPAINT, self._paint)

    def _paint(self) -> None:
        self._will_paint = False
        items = self._bulk.items
        bars = self.query(Progress)
        for progress in bars:
            progress.done = len(self._bulk.having(*DONE))
            progress.seconds_left = self._bulk.seconds_left if self.waiting else None
        if not self.waiting:
            items = tuple(sorted(items, key=lambda item: _ORDER.index(item.fate)))
        for ledger in self.query(Ledger):
            ledger.show(self._line(item) for item in items)
            if self.waiting and self._bulk.having(Fate.SENT):
                ledger.scroll_by(_line_of(items) - ledger.scroll_offset.y)
        if self.waiting and self._bulk.having(Fate.SENT):
            self.say("Stopping…" if self._bulk.stopping else "")

    def _line(self, item: Item) -> Content:
        glyph, style = _LOOKS[item.fate]
        line = Content.assemble(
            (f"{glyph} ", style),
            fit(item.key.name, 22),
            "  ",
            (fit(item.key.created_by or self._whose, 24), "$quiet"),
            "  ",
            (item.fate.value, style),
        )
        return line + Content.styled(f"\n  {item.reason}", "$quiet") if item.reason else line

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what helps, once it is over."""
        if action in ("cancel", "close"):
            return self.waiting == (action == "cancel")
        if action in _HELPS and (self.waiting or not self._bulk.having(*_HELPS[action])):
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
            self.workers.cancel_group(self, "request")

    def action_close(self) -> None:
        """Go back to the list."""
        self.close(False)

    def action_retry(self) -> None:
        """Send again what failed, and nothing else."""
        self._begin(*TO_RETRY)

    def action_go_on(self) -> None:
        """Send what was not sent, and nothing else."""
        self._begin(Fate.WAITING)

    def action_review(self) -> None:
        """Have it asked about what was held back."""
        self.close(True)

    def action_export(self) -> None:
        """Write what became of each key to a file, or copy it."""
        self.app.push_screen(ExportKeys(self._export(), self._clipboard), self._tell_path)

    def _tell_path(self, path: Path | None) -> None:
        if path is not None:
            self.notify(f"Wrote {len(self._bulk.items)} keys to {clean(str(path))}.", markup=False)

    def action_scroll_ledger(self, by: int) -> None:
        """Scroll through the keys."""
        self.query_one(Ledger).scroll_by(by)


def _line_of(items: tuple[Item, ...]) -> int:
    """Give the line of the first key that is on its way; a reason takes one of its own."""
    before = takewhile(lambda item: item.fate is not Fate.SENT, items)
    return sum(2 if item.reason else 1 for item in before)
