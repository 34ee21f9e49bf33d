"""A dialog that sends many requests, and shows how each of them goes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, ClassVar, Generic

from textual import on, work
from textual.message import Message
from textual.reactive import var

from ....api.errors import ApiError, SignInFailed
from ...messages import SignInNeeded
from ...widgets.entry_list import SCROLLING, EntryList
from ...widgets.progress_line import ProgressLine
from ...widgets.status_line import StatusLine
from ..base.dialog import Answer, Dialog

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from ...widgets.entry_list import Entry

_REPAINT = 0.2
"""Seconds; a line that is slow gets no picture of every single answer."""


class ManyRequests(Dialog[Answer], Generic[Answer]):
    """A bar, a line for each request, and what there is to say of them all."""

    BINDINGS: ClassVar[list[BindingType]] = SCROLLING

    waiting: var[bool] = var(False, init=False)
    """Whether requests are on their way, or will be."""
    _will_paint = False

    class Ended(Message):
        """There is nothing more to be sent."""

        def __init__(self, error: ApiError | None = None) -> None:
            super().__init__()
            self.error = error

    def compose_box(self) -> ComposeResult:
        """Lay out the bar, the lines, and what there is to say."""
        yield ProgressLine(0)
        yield EntryList()
        yield StatusLine()

    def begin(self, send: Callable[[], Awaitable[None]]) -> None:
        """Send what is to be sent."""
        self.waiting = True
        self._send(send)

    @work(group="request")
    async def _send(self, send: Callable[[], Awaitable[None]]) -> None:
        try:
            await send()
        except ApiError as error:
            self.post_message(self.Ended(error))
        except asyncio.CancelledError:
            self.post_message(self.Ended())
            raise
        else:
            self.post_message(self.Ended())

    def stop_waiting(self) -> None:
        """Wait for nothing that is on its way."""
        self.workers.cancel_group(self, "request")

    @on(Ended)
    def _end(self, event: Ended) -> None:
        event.stop()
        self.waiting = False
        for ledger in self.query(EntryList):
            ledger.scroll_home(animate=False, force=True)
        self.ended(event.error)
        error = event.error or self.refused
        if isinstance(error, SignInFailed):
            self.post_message(SignInNeeded(self, error))

    def ended(self, error: ApiError | None) -> None:
        """Say how it ended, and why nothing could be sent if nothing could."""
        raise NotImplementedError

    @property
    def refused(self) -> SignInFailed | None:
        """Why nothing more could be sent, if it was for want of a sign-in."""
        raise NotImplementedError

    def watch_waiting(self) -> None:
        """Show how far it is, and offer what helps now."""
        self.paint()
        self.refresh_bindings()

    def paint_soon(self) -> None:
        """Show how far it is, together with what else comes in a moment."""
        if not self._will_paint and self.is_mounted:
            self._will_paint = True
            self.set_timer(_REPAINT, self._paint_again)

    def _paint_again(self) -> None:
        self._will_paint = False
        self.paint()

    def paint(self) -> None:
        """Show how far it is."""
        raise NotImplementedError

    def fill(
        self, done: int, total: int, entries: Iterable[Entry], seconds_left: float | None = None
    ) -> None:
        """Fill the bar, and replace the entries."""
        # While a dialog closes, its children go before its workers do.
        for progress in self.query(ProgressLine):
            progress.done, progress.total, progress.seconds_left = done, total, seconds_left
        for ledger in self.query(EntryList):
            ledger.show(entries)

    def action_scroll_ledger(self, by: int) -> None:
        """Scroll through the lines."""
        self.query_one(EntryList).scroll_by(by)
