"""Painters of a key list: its rows and texts, and the details pane beside it."""

from __future__ import annotations

from asyncio import get_running_loop
from datetime import timedelta
from typing import TYPE_CHECKING

from ...api.errors import SignInFailed
from ...listing.listing import Count
from ..actions.details import facts_of
from ..keymap import key_name
from ..terminal.textual_internals import drawn_at_once
from ..widgets.key_row import Rows
from ..widgets.notice import Notice
from ..widgets.tab_bar import TabBar
from ..widgets.title_bar import TitleBar
from ..widgets.usage_bar import UsageBar, count_by_usage

if TYPE_CHECKING:
    from asyncio import TimerHandle
    from datetime import datetime

    from ...listing.listing import Listing
    from ..widgets.details_pane import DetailsPane
    from ..widgets.pending_deletes import PendingDeletes
    from .key_list import KeyListScreen

WIDE = 120
"""Minimum columns for the details pane."""

COUNT_DOWN = 1.0
"""Seconds between updates of what the clock changes: the wait that a busy server has asked for, and
the age of a list that could not be refreshed. Nothing is painted unless the words change."""

AT_REST = 0.1
"""Seconds that the cursor rests on a key before the pane shows it."""

_AGES_AFTER = timedelta(minutes=1)
"""Time after which ages are painted again."""


class ListPainter:
    """Paints a key list, as a whole or only the parts that have changed."""

    _painted: datetime
    """The time that ages are relative to."""
    _listing: Listing | None = None
    """The listing that `_painted` is of."""
    _moved_to: str | None = None
    """The id of the key that the cursor was moved to for its undelivered secret."""

    def __init__(self, screen: KeyListScreen) -> None:
        self._screen = screen
        self._deletes_line: PendingDeletes | None = None

    def paint(self) -> None:
        """Paint the rows, and all texts about them."""
        screen, session = self._screen, self._screen.session
        shown, limits = screen.shown, session.limits
        now = self._painted = self._moment
        listed = screen.listing.keys or ()
        screen.table.show(
            Rows(
                shown,
                screen.order,
                now,
                limits,
                listed,
                self._no_rows,
                session.client_id,
                frozenset(session.rotations),
            )
        )
        screen.query_one(UsageBar).counts = count_by_usage(shown, now, limits)
        self.paint_notes()
        self.paint_bars()
        if not screen.is_filtering:
            screen.refresh_bindings()
        screen.details.fit()
        self.paint_marks()
        self._move_to_undelivered()

    @property
    def _moment(self) -> datetime:
        """The time that ages are relative to; the last one while no age would change."""
        listing, now = self._screen.listing, self._screen.session.now()
        if listing is self._listing and now - self._painted < _AGES_AFTER:
            return self._painted
        self._listing = listing
        return now

    def _move_to_undelivered(self) -> None:
        """Move the cursor to the first key with an undelivered secret, ready to replace it."""
        screen = self._screen
        first = next((key.id for key in screen.undelivered.among(screen.listing)), None)
        if first != self._moved_to:
            self._moved_to = first
            if first is not None:
                screen.table.move_to(first)

    def paint_marks(self) -> None:
        """Paint the marks and their number."""
        screen = self._screen
        screen.table.mark(screen.marks.ids)
        summary = screen.marks.summary(screen.table.keys, screen.listing.keys or ())
        screen.query_one(TabBar).marked = summary

    def paint_notes(self) -> None:
        """Paint the notice below the list."""
        screen = self._screen
        screen.query_one(Notice).say(self._notes, failed=screen.listing.failure is not None)

    def paint_bars(self) -> None:
        """Paint the bars: freshness, number of keys, and filters."""
        screen, session = self._screen, self._screen.session
        counts = dict(session.counts)
        if screen.listing.keys is not None:
            counts[screen.MODE] = Count(screen.count, screen.listing.keys)
        if screen.loader.shows_all_changes:
            session.counts = counts
        screen.query_one(TitleBar).show(session, screen.freshness)
        numbers = {mode: count.text for mode, count in counts.items()}
        screen.query_one(TabBar).show(numbers, screen.MODE, screen.narrowings)

    def update_times(self) -> None:
        """Paint what changes with time: progress and ages."""
        screen = self._screen
        if not screen.is_active:
            return
        if screen.loader.loading:
            self.paint_bars()
        elif screen.listing.keys and screen.session.now() - self._painted >= _AGES_AFTER:
            self.paint()
        elif screen.listing.failure is not None:
            self.paint_notes()

    def paint_deletes(self) -> None:
        """Paint pending deletes."""
        screen, deletes = self._screen, self._screen.session.deletes
        if not screen.is_attached:
            return
        screen.table.mark_pending(deletes.ids)
        if deletes:
            if self._deletes_line is None:
                from ..widgets.pending_deletes import PendingDeletes

                self._deletes_line = PendingDeletes()
                screen.mount(self._deletes_line, after=screen.query_one(Notice))
            self._deletes_line.show(deletes)
        elif self._deletes_line is not None:
            self._deletes_line.remove()
            self._deletes_line = None
        self.paint_bars()
        screen.refresh_bindings()

    @property
    def _no_rows(self) -> str:
        """Text in place of the rows when there are none."""
        screen, listing = self._screen, self._screen.listing
        if listing.keys:
            ways = f"{key_name('keys.back')} drops it, {key_name('keys.filter')} changes it."
            return f"None of the {len(listing.keys)} keys matches the filter.\n\n{ways}"
        if listing.keys is not None:
            return screen.none_listed
        if listing.failure is not None:
            return screen.not_loaded
        return f"{screen.LOADING}{self._ways_on}"

    @property
    def _ways_on(self) -> str:
        """Text about what to press while the first list takes long."""
        screen = self._screen
        if not screen.loader.takes_long:
            return ""
        # The key drops a query first, where there is one.
        stops = (
            "" if screen.action_context.can_go_back else f", {key_name('keys.stop')} stops waiting"
        )
        return f"\n\nThis is taking long: {key_name('keys.refresh')} tries again{stops}."

    @property
    def _notes(self) -> str:
        """Text below the list."""
        screen, listing, parts = self._screen, self._screen.listing, []
        if listing.failure is not None and listing.attempted != listing.query:
            parts.append(f"Loading {listing.attempted or 'all keys'} failed:")
        if listing.failure is not None and listing.keys is not None:
            parts.append(f"{listing.failure} The list shown is of {screen.loader.age}.")
            if isinstance(listing.failure, SignInFailed):
                parts.append(f"{key_name('keys.refresh')} refreshes.")
        parts += [listing.skipped_text, screen.undelivered.text(listing), screen.remarks]
        return " ".join(filter(None, parts))


class DetailsSync:
    """Mounts the details pane, and keeps it and the scrollbar in step with the table.

    Its area is reserved from the first frame on, so that nothing moves when the pane appears.
    """

    def __init__(self, screen: KeyListScreen) -> None:
        self._screen = screen
        self._pane: DetailsPane | None = None
        self._at_rest: TimerHandle | None = None

    def fit(self) -> None:
        """Add or remove the pane, depending on the width, and show the key under the cursor."""
        has_room = self._screen.app.size.width >= WIDE and bool(self._screen.listing.keys)
        if has_room and self._pane is None:
            from ..widgets.details_pane import DetailsPane

            self._pane = DetailsPane()
            self._screen.query_one("#beside").mount(self._pane)
        elif not has_room and self._pane is not None:
            self._pane.remove()
            self._pane = None
        elif self._screen.is_filtering:
            # While a filter is typed, each letter moves the cursor, and nobody reads the pane.
            self.show_key_at_rest()
            return
        self._show_key()

    def clear(self) -> None:
        """Clear the pane while the list scrolls."""
        # The terminal scrolls whole lines, so the pane would be drawn again at each step.
        if self._pane is not None and not self._screen.table.is_taking_in:
            self._show_nothing(self._pane)
            self.show_key_at_rest()

    def show_key_at_rest(self) -> None:
        """Show the key under the cursor once the cursor rests."""
        if self._at_rest is not None:
            self._at_rest.cancel()
        # Cheaper than Textual's timers, each of which is a task.
        later = self._screen.call_later
        self._at_rest = get_running_loop().call_later(AT_REST, later, self._draw_key)

    def _draw_key(self) -> None:
        with drawn_at_once(self._screen.table):
            self._show_key()

    def _show_key(self) -> None:
        screen = self._screen
        if screen.is_filtering:
            # The footer is updated at rest as well, as hardly any letter changes it.
            screen.refresh_bindings()
        screen.table.fit_bar()
        key = screen.table.selected
        if self._pane is None:
            return
        if key is None:
            self._show_nothing(self._pane)
        else:
            from ...listing.same_owner import same_owner_keys

            facts = facts_of(key, screen.session, screen.default_owner)
            self._pane.show(facts, same_owner_keys(key, screen.listing))

    def _show_nothing(self, pane: DetailsPane) -> None:
        from ...listing.same_owner import SameOwnerKeys

        pane.show((), SameOwnerKeys())
