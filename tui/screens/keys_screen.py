"""What "My keys" and "All keys" share: a table that is loaded, filtered, sorted and refreshed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.message import Message
from textual.reactive import var
from textual.screen import Screen

from ..api.errors import ApiError
from ..listing.filters import Filter
from ..listing.order import Column, Order
from ..listing.state import Listing
from ..widgets.age_strip import AgeStrip, count_uses
from ..widgets.filter_bar import FilterBar
from ..widgets.key_bar import KeyBar
from ..widgets.key_table import KeyTable
from ..widgets.notice import Notice
from ..widgets.tab_line import TabLine
from ..widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from ..api.models import AccessKey, KeyList
    from ..api.service import AccessKeyService
    from ..delivery.clipboard import Clipboard
    from ..delivery.pending import Pending
    from ..session import Session


class KeysScreen(Screen[None]):
    """A list of keys that keeps its last good state whatever the network does.

    Workers post what came of a request; handlers set an immutable state; watchers paint it.
    """

    MODE: ClassVar[str]
    COLUMNS: ClassVar[tuple[Column, ...]]

    listing: var[Listing] = var(Listing(), init=False)
    filter: var[Filter] = var(Filter(), init=False)
    order: var[Order] = var(Order(), init=False)
    opening = False
    """Whether a verb has begun and what takes the keys is not there yet: they are not for here."""

    loading_list: var[bool] = var(True, init=False)

    _seen_changes = 0

    class Loaded(Message):
        """A list has come."""

        def __init__(self, found: KeyList) -> None:
            super().__init__()
            self.found = found

    class LoadFailed(Message):
        """A list has not come."""

        def __init__(self, error: ApiError) -> None:
            super().__init__()
            self.error = error

    def __init__(
        self, session: Session, clipboard: Clipboard, pending: Pending | None = None
    ) -> None:
        super().__init__()
        self.session = session
        self.clipboard = clipboard
        self.pending = pending

    async def fetch(self, service: AccessKeyService) -> KeyList:
        """Ask for the list."""
        raise NotImplementedError

    @property
    def message(self) -> str:
        """What stands in place of the rows when there are none."""
        raise NotImplementedError

    @property
    def narrowed(self) -> str:
        """What narrows the list, to be said beside the tabs."""
        return f"filter: {self.filter.text}" if self.filter else ""

    @property
    def notes(self) -> str:
        """What has to be said about the list."""
        parts = []
        if self.listing.failure is not None and self.listing.keys is not None:
            parts.append(f"{self.listing.failure} Shown is the list of {self._updated}.")
        if self.listing.skipped:
            left_out = f"Left out: {self.listing.skipped} that can't be read or repeat an id."
            parts.append(left_out)
        return " ".join(parts)

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield TitleBar()
        yield TabLine()
        yield AgeStrip()
        yield KeyTable(self.COLUMNS)
        yield Notice()
        yield KeyBar()

    @property
    def table(self) -> KeyTable:
        """The table."""
        return self.query_one(KeyTable)

    def on_mount(self) -> None:
        """Paint the frame, then ask for the list."""
        self.paint()
        self.reload()

    def on_screen_resume(self) -> None:
        """Show what another screen has learnt, and load the list again if it changed something."""
        if self.is_mounted:
            self._paint_bars()
            if self._seen_changes != self.session.changes:
                self.reload()

    def reload(self) -> None:
        """Load the list again, keeping what is shown until it comes."""
        self.loading_list = True
        self._seen_changes = self.session.changes
        self._load()

    @work(group="refresh", exclusive=True)
    async def _load(self) -> None:
        await self.relist()

    async def relist(self) -> KeyList | None:
        """Load the list, tell the screen, and give it; None if it can't be had."""
        try:
            found = await self.fetch(await self.session.service())
        except ApiError as error:
            self.post_message(self.LoadFailed(error))
            return None
        self.post_message(self.Loaded(found))
        return found

    @on(Loaded)
    def _take(self, event: Loaded) -> None:
        event.stop()
        self.loading_list = False
        self.listing = self.listing.loaded(event.found, self.session.now())

    @on(LoadFailed)
    def _note_failure(self, event: LoadFailed) -> None:
        event.stop()
        self.loading_list = False
        self.listing = self.listing.failed(event.error)

    def watch_listing(self) -> None:
        """Paint the keys."""
        if self.is_mounted:
            self.paint()

    def watch_filter(self) -> None:
        """Paint the keys that pass."""
        if self.is_mounted:
            self.paint()

    def watch_order(self) -> None:
        """Paint the keys in their order."""
        if self.is_mounted:
            self.paint()

    def watch_loading_list(self) -> None:
        """Say what is going on."""
        if self.is_mounted:
            self._paint_bars()

    @property
    def shown(self) -> tuple[AccessKey, ...]:
        """The keys that pass the filter, in order."""
        now, keys = self.session.now(), self.listing.keys or ()
        if self.filter:
            keys = tuple(key for key in keys if self.filter.matches(key, now))
        return self.order.sort(keys)

    def paint(self) -> None:
        """Show the state as it is."""
        shown, now = self.shown, self.session.now()
        self.table.show(
            shown,
            order=self.order,
            now=now,
            listed=self.listing.keys or (),
            message=self.message,
        )
        self.query_one(AgeStrip).counts = count_uses(shown, now)
        self.query_one(Notice).say(self.notes, failed=self.listing.failure is not None)
        self._paint_bars()
        self.refresh_bindings()

    def _paint_bars(self) -> None:
        if self.listing.keys is not None:
            self.session.counts[self.MODE] = self.count
        loaded = f"updated {self._updated}" if self._updated else "not loaded"
        freshness = "loading…" if self.loading_list else loaded
        self.query_one(TitleBar).show(self.session, freshness)
        self.query_one(TabLine).show(self.session.counts, self.MODE, self.narrowed)

    @property
    def count(self) -> str:
        """How many keys are listed, for the tab."""
        return str(len(self.listing.keys or ()))

    @property
    def _updated(self) -> str:
        moment = self.listing.updated
        return f"{moment.astimezone():%H:%M:%S}" if moment is not None else ""

    async def action_filter(self) -> None:
        """Open the filter, or go back to it."""
        if not self.query(FilterBar):
            self.opening = True
            await self.mount(FilterBar(self.filter.text), before=self.query_one(KeyBar))
        self.query_one(FilterBar).take_keys()
        self.opening = False

    @on(FilterBar.Changed)
    def _filter(self, event: FilterBar.Changed) -> None:
        event.stop()
        self.filter = event.filter

    @on(FilterBar.Closed)
    def _close_filter(self, event: FilterBar.Closed) -> None:
        event.stop()
        self.query(FilterBar).remove()
        self.table.focus()

    def action_back(self) -> None:
        """Drop the filter."""
        self.filter = Filter()

    def action_sort(self, by: int) -> None:
        """Sort by another column."""
        self.order = self.order.step(self.table.shown_columns or self.COLUMNS, by)

    def action_invert(self) -> None:
        """Turn the order round."""
        self.order = self.order.invert()

    @on(KeyTable.HeadingClicked)
    def _sort_by(self, event: KeyTable.HeadingClicked) -> None:
        event.stop()
        self.order = self.order.by(event.column)

    def action_refresh(self) -> None:
        """Load the list again."""
        self.reload()
