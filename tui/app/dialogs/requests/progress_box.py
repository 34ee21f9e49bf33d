"""Progress of many requests, as part of a dialog."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING

from textual import on, work
from textual.containers import Vertical
from textual.message import Message
from textual.reactive import var

from ....api.errors import ApiError
from ...widgets.entry_list import EntryList
from ...widgets.progress_line import ProgressLine
from ...widgets.status_line import StatusLine

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from ...widgets.entry_list import Entry

_REPAINT = 0.2
"""Seconds between repaints, as one for each response is too much for a slow line."""


class ProgressBox(Vertical):
    """Sends requests, and shows a progress bar, an entry for each request and a status line."""

    waiting: var[bool] = var(False, init=False)
    """Whether requests are in progress, or will be sent."""
    _will_paint = False

    class Changed(Message):
        """The progress has changed, and the dialog should show it."""

    class Ended(Message):
        """All requests have ended, or were stopped."""

        def __init__(self, error: ApiError | None = None) -> None:
            super().__init__()
            self.error = error

    def __init__(self) -> None:
        super().__init__()
        self._line = ProgressLine(0)
        self._entries = EntryList()

    def compose(self) -> ComposeResult:
        """Lay out the parts."""
        yield self._line
        yield self._entries
        yield StatusLine()

    def begin(self, send: Callable[[], Awaitable[None]]) -> None:
        """Send the requests."""
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

    def stop(self) -> None:
        """Stop waiting for requests in progress."""
        self.workers.cancel_group(self, "request")

    @on(Ended)
    def _end(self) -> None:
        self.waiting = False
        self._entries.scroll_home(animate=False, force=True)

    def watch_waiting(self) -> None:
        """Ask the dialog to show it."""
        self.post_message(self.Changed())

    def paint_soon(self) -> None:
        """Ask the dialog to show the progress, at most once in a while."""
        if not self._will_paint and self.is_mounted:
            self._will_paint = True
            self.set_timer(_REPAINT, self._paint)

    def _paint(self) -> None:
        self._will_paint = False
        self.post_message(self.Changed())

    def show(
        self, done: int, total: int, entries: Iterable[Entry], seconds_left: float | None = None
    ) -> None:
        """Fill the bar, and replace the entries."""
        line = self._line
        line.done, line.total, line.seconds_left = done, total, seconds_left
        self._entries.show(entries)

    def go_to(self, number: int) -> None:
        """Scroll to an entry."""
        self._entries.go_to(number)

    def scroll_by(self, lines: int) -> None:
        """Scroll through the entries."""
        self._entries.scroll_by(lines)
