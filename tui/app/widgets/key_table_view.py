"""Lines of the key table, drawn as they come into view."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.geometry import Region, Size
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ...listing.columns import OWN_MARK, Column, SortOrder
from ...listing.usage import DEFAULT_LIMITS
from .column_layout import Layout, Widths, pages, row_width, wanted_widths
from .key_row import MARKED, PENDING, ROTATING, Rows, heading, row, wrapped
from .one_line import Looks, lines_of

if TYPE_CHECKING:
    from rich.style import Style

    from ...api.access_key import AccessKey

HEADER = 1
"""Lines taken by the headings."""

_MESSAGE = 2
"""The line that a message begins on."""

_KEPT = 500
"""Rows that are kept as they were drawn."""


class KeyTableView(ScrollView):
    """Keys, one a line, with a cursor on one of them.

    Only visible lines are drawn, and the caller's tuple is kept, so that the number of keys costs
    nothing while the cursor moves. Columns that don't fit are on a page of their own.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "key-table--heading",
        "key-table--sorted",
        "key-table--name",
        "key-table--marked",
        "key-table--pending",
        "key-table--quiet",
        "key-table--cursor",
        "key-table--cursor-mark",
        "key-table--active",
        "key-table--idle",
        "key-table--stale",
        "key-table--never",
        "key-table--unknown",
    }

    virtual_size = var(Size(0, 0))
    """Textual's lays out the whole screen as it changes; all that it changes here is the bar."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        super().__init__()
        self._columns = columns
        self._rows = Rows((), SortOrder(), datetime.now(UTC), DEFAULT_LIMITS, (), "")
        self._cursor = 0
        self._marked: frozenset[str] = frozenset()
        self._pending: frozenset[str] = frozenset()
        self._wanted: Widths = {}
        self._pages: tuple[Layout, ...] = ((),)
        self._page = 0
        """Index of the page of columns that is shown."""
        self._look = Looks(self, "key-table")
        self._formatted: dict[tuple[str, bool, str], tuple[AccessKey, Strip]] = {}
        """Rows by the ID of their key, as they look with and without the cursor and by sign."""
        self.is_taking_in = False
        """Whether it scrolls because the rows are other ones."""
        self._heading: tuple[SortOrder, Strip] | None = None
        """The headings as they were drawn last, and for which order."""
        self._on_screen: dict[int, Strip] = {}
        """Lines as they were drawn last."""

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Skip what Textual does here: the table looks the same without the focus."""

    @property
    def keys(self) -> tuple[AccessKey, ...]:
        """The keys shown, from the first row to the last."""
        return self._rows.keys

    @property
    def shown_columns(self) -> tuple[Column, ...]:
        """The columns that fit."""
        return tuple(column for column, _ in self._fitted)

    def mark(self, key_ids: frozenset[str]) -> None:
        """Mark these keys and no others."""
        changed, self._marked = self._marked ^ key_ids, key_ids
        self._refresh_keys(changed)

    def mark_pending(self, key_ids: frozenset[str]) -> None:
        """Show these keys, and no others, as about to be deleted."""
        changed, self._pending = self._pending ^ key_ids, key_ids
        self._refresh_keys(changed)

    def _refresh_keys(self, changed: frozenset[str]) -> None:
        if not changed:
            return
        top = round(self.scroll_y)
        for line, key in enumerate(self.keys[top : top + self._visible], top):
            if key.id in changed:
                self._refresh_line(line)

    @property
    def _fitted(self) -> Layout:
        return self._pages[self._page]

    def _take_in(self, rows: Rows) -> None:
        before, self._rows = self._rows, rows
        if rows.listed is not before.listed or not self._wanted:
            self._wanted = wanted_widths(self._columns, rows.listed, rows.now)
            self._measure()
        if (rows.now, rows.limits, rows.own) != (before.now, before.limits, before.own):
            self._formatted.clear()
        self._size_to_rows()

    def _measure(self) -> None:
        width = self.scrollable_content_region.width
        self._pages = pages(self._wanted, width) if width else ((),)
        self._page = min(self._page, len(self._pages) - 1)
        self._forget_drawn()
        self._size_to_rows()

    def _size_to_rows(self) -> None:
        """Scroll as far as the rows go."""
        self.virtual_size = Size(self.scrollable_content_region.width, len(self.keys) + HEADER)

    def watch_scroll_y(self, before: float, after: float) -> None:
        """Draw all lines and the scrollbar, unless only what has changed will be drawn anyway."""
        if not self.is_taking_in:
            super().watch_scroll_y(before, after)

    def fit_bar(self) -> None:
        """Draw the scrollbar for the number of rows."""
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.window_virtual_size = self.virtual_size.height
            self.vertical_scrollbar.position = self.scroll_y

    def action_turn(self, by: int) -> None:
        """Show the page of columns that is `by` pages further."""
        page = max(0, min(self._page + by, len(self._pages) - 1))
        if page != self._page:
            self._page = page
            self._forget_drawn()
            self.refresh()

    @property
    def _visible(self) -> int:
        return max(1, self.scrollable_content_region.height - HEADER)

    def _refresh_line(self, line: int) -> None:
        y = line - round(self.scroll_y) + HEADER
        if HEADER <= y < self.size.height:
            self.refresh(Region(0, y, min(row_width(self._fitted), self.size.width), 1))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw lines."""
        return lines_of(self, crop)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        strip = self._on_screen[y] = self._line(y)
        return strip

    def _line(self, y: int) -> Strip:
        line = y - HEADER + round(self.scroll_y)
        if y < HEADER:
            return self._headings()
        if line < len(self.keys):
            return self._row(self.keys[line], has_cursor=line == self._cursor)
        return self._strip([Segment(self._message_line(y - _MESSAGE), self._look.background)])

    def _headings(self) -> Strip:
        order = self._rows.order
        if self._heading is None or self._heading[0] != order:
            more = (self._page > 0, self._page < len(self._pages) - 1)
            self._heading = order, self._strip(heading(self._fitted, order, self._look, more))
        return self._heading[1]

    def _row(self, key: AccessKey, *, has_cursor: bool) -> Strip:
        """Draw a key, or take what was drawn of it: a filter moves most rows, and changes none."""
        place = (key.id, has_cursor, self._sign(key))
        known = self._formatted.get(place)
        if known is not None and known[0] is key:
            return known[1]
        if len(self._formatted) >= _KEPT:
            self._formatted.clear()
        background = None if has_cursor else self._look.background
        segments = row(key, self._rows, self._fitted, self._look, background, sign=place[-1])
        strip = self._strip(segments, self._look.background if has_cursor else None)
        self._formatted[place] = (key, strip)
        return strip

    def _strip(self, segments: list[Segment], fill: Style | None = None) -> Strip:
        """Fill a line; the cursor's own with the background.

        So it ends with the columns: nothing to their right has to change when it moves.
        """
        style = fill or segments[-1].style
        return Strip(segments).adjust_cell_length(self.size.width, style).simplify()

    def _sign(self, key: AccessKey) -> str:
        if key.id in self._pending:
            return PENDING
        if key.id in self._marked:
            return MARKED
        if key.id in self._rows.rotating:
            return ROTATING
        return OWN_MARK if key.client_id == self._rows.own else " "

    def notify_style_update(self) -> None:
        """Forget all cached styles."""
        super().notify_style_update()
        self._look.clear()
        self._forget_drawn()

    def _forget_drawn(self) -> None:
        self._formatted.clear()
        self._heading = None

    def _message_line(self, line: int) -> str:
        lines = () if self.keys else wrapped(self._rows.message, self.size.width)
        return lines[line] if 0 <= line < len(lines) else ""

    def _refresh_changed_lines(self) -> None:
        """Refresh the lines from the first to the last that differ from what is on the screen."""
        width, on_screen = self.scrollable_content_region.width, self._on_screen
        changed = [y for y in range(self.size.height) if on_screen.get(y) != self._line(y)]
        if changed:
            # One region: Textual looks at each of them several times.
            self.refresh(Region(0, changed[0], width, changed[-1] - changed[0] + 1))
