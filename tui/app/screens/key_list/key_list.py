"""What "My keys" and "All keys" share: a table of keys that is filtered and sorted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Horizontal
from textual.reactive import var

from ....api.errors import SignInFailed
from ....listing.columns import Column, SortOrder
from ....listing.filter import Filter
from ...keymap import key_name
from ...widgets.footer import Footer
from ...widgets.key_row import Rows
from ...widgets.key_table import KeyTable
from ...widgets.notice import Notice
from ...widgets.tab_bar import TabBar
from ...widgets.title_bar import TitleBar
from ...widgets.usage_bar import UsageBar, count_by_usage
from .loading import ListScreen

if TYPE_CHECKING:
    from datetime import datetime

    from textual.app import ComposeResult

    from ....api.access_key import AccessKey, KeyList
    from ....delivery.clipboard import Clipboard
    from ....delivery.undelivered import UndeliveredNotes
    from ....session.session import Session
    from ...widgets.filter_input import FilterInput

COUNT_DOWN = 1.0
"""Seconds between two looks at the clock: how long a busy server still wants to be left alone, how
old the list is that could not be had again. Nothing is painted unless the words change."""

_AGES_AFTER = timedelta(minutes=1)
"""After this, ages are other ones."""


class KeysScreen(ListScreen):
    """A list of keys as the user wants to see it, with what has to be said about it."""

    MODE: ClassVar[str]
    COLUMNS: ClassVar[tuple[Column, ...]]
    LOADING: ClassVar[str]
    """Said until the first list is there."""
    OF_ROWS: ClassVar[frozenset[str]] = frozenset({"filter", "sort", "invert"})
    """Actions that are not offered where there can be no rows."""

    filter: var[Filter] = var(Filter(), init=False)
    order: var[SortOrder] = var(SortOrder(), init=False)

    _painted: datetime
    """The moment that ages are counted to."""

    def __init__(
        self,
        session: Session,
        clipboard: Clipboard,
        pending: UndeliveredNotes | None = None,
        first: KeyList | None = None,
    ) -> None:
        super().__init__(session, first)
        self.clipboard = clipboard
        self.pending = pending

    @property
    def message(self) -> str:
        """What stands in place of the rows when there are none."""
        if self.listing.keys is not None:
            return self._none_passes if self.listing.keys else self.none_listed
        failure = self.listing.failure
        if failure is None:
            return self.LOADING
        return f"{failure}\n\n{key_name('keys.refresh')} tries again."

    @property
    def _none_passes(self) -> str:
        listed = len(self.listing.keys or ())
        ways = f"{key_name('keys.back')} drops it, {key_name('keys.filter')} changes it."
        return f"Nothing in the list of {listed} passes the filter.\n\n{ways}"

    @property
    def none_listed(self) -> str:
        """What to say of a list that came, and is empty."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done with what is shown."""
        if action in self.OF_ROWS and self.listing.keys is None and self.listing.failure:
            return None
        if action == "stop_waiting":
            # Not even named while esc has something to drop, which it does first.
            return self.loading_list and not self.can_go_back
        if action == "back" and not self.can_go_back:
            return None
        return super().check_action(action, parameters)

    @property
    def can_go_back(self) -> bool:
        """Whether there is anything that esc would drop."""
        return bool(self.filter)

    @property
    def narrowings(self) -> tuple[str, ...]:
        """What narrows the list, each way of its own."""
        return (f"filter: {self.filter}",) if self.filter else ()

    @property
    def narrowed(self) -> str:
        """What narrows the list, in words."""
        return "  ".join(self.narrowings)

    @property
    def notes(self) -> str:
        """What has to be said about the list."""
        parts = []
        if self.listing.failure is not None and self.listing.keys is not None:
            parts.append(f"{self.listing.failure} Shown is the list of {self._how_old}.")
            if isinstance(self.listing.failure, SignInFailed):
                parts.append(f"{key_name('keys.refresh')} refreshes.")
        parts.append(self.listing.skipped_text)
        return " ".join(filter(None, parts))

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        yield TitleBar()
        yield TabBar()
        yield UsageBar()
        with Horizontal(id="beside"):
            yield KeyTable(self.COLUMNS)
        yield Notice()
        yield Footer()

    @property
    def table(self) -> KeyTable:
        """The table."""
        return self.query_one(KeyTable)

    def on_mount(self) -> None:
        """Paint the frame, and look at the clock from now on."""
        self.paint()
        self.set_interval(COUNT_DOWN, self._look_at_clock)

    def on_screen_resume(self) -> None:
        """Show what another screen has learnt."""
        if self.is_mounted:
            self._paint_bars()

    def _watch_state(self) -> None:
        if self.is_mounted:
            self.paint()

    watch_listing = watch_filter = watch_order = _watch_state

    def _look_at_clock(self) -> None:
        if not self.is_active:
            return
        if self.loading_list:
            self._paint_bars()
        elif self.listing.keys and self.session.now() - self._painted >= _AGES_AFTER:
            self.paint()
        elif self.listing.failure is not None:
            self._paint_notes()

    def watch_loading_list(self) -> None:
        """Say what is going on."""
        if self.is_mounted:
            self._paint_bars()

    @property
    def shown(self) -> tuple[AccessKey, ...]:
        """The keys that pass the filter, in order."""
        return self.order.sort(
            self.filter.select(self.listing.keys or (), self.session.filter_context)
        )

    def paint(self) -> None:
        """Show the state as it is."""
        shown, now, limits = self.shown, self.session.now(), self.session.limits
        self._painted = now
        listed = self.listing.keys or ()
        self.table.show(
            Rows(shown, self.order, now, limits, listed, self.message, self.session.client_id)
        )
        self.query_one(UsageBar).counts = count_by_usage(shown, now, limits)
        self._paint_notes()
        self._paint_bars()
        self.refresh_bindings()

    def _paint_notes(self) -> None:
        self.query_one(Notice).say(self.notes, failed=self.listing.failure is not None)

    def _paint_bars(self) -> None:
        if self.listing.keys is not None:
            self.session.counts[self.MODE] = self.count
        self.query_one(TitleBar).show(self.session, self._freshness)
        self.query_one(TabBar).show(self.session.counts, self.MODE, self.narrowings)

    @property
    def count(self) -> str:
        """How many keys are listed, for the tab."""
        return str(len(self.listing.keys or ()))

    async def action_filter(self) -> None:
        """Open the filter, or go back to it."""
        from ...widgets.filter_input import FilterInput

        if not self.query(FilterInput):
            self.add_class("-filtering")
            bar = self.filter_input()
            await self.mount(bar, before=self.query_one(Footer))
            self.watch(bar, "filter", self._take_filter, init=False)
        self.query_one(FilterInput).focus_field()

    def filter_input(self) -> FilterInput:
        """Make the box that a filter is typed into."""
        from ...widgets.filter_input import FilterInput

        return FilterInput(self.filter)

    def _take_filter(self, typed: Filter) -> None:
        self.filter = typed.local

    def on_filter_input_closed(self, event: FilterInput.Closed) -> None:
        """Go back to the table."""
        event.stop()
        self.query("FilterInput").remove()
        self.remove_class("-filtering")
        self.table.focus()

    def action_back(self) -> None:
        """Drop the filter."""
        self.filter = Filter()

    def go_to(self, key_id: str) -> None:
        """Put the cursor on a key of the list, and drop the filter if it hides it."""
        if all(key.id != key_id for key in self.shown):
            self.filter = Filter()
        self.table.move_to(key_id)

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
