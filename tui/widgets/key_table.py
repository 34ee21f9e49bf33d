"""The table of keys."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ..listing.ages import DEFAULT_LIMITS
from ..listing.facts import OWN
from ..listing.order import Column, Order
from .columns import GAP, GUTTER, Layout, Widths, lay_out, row_width, wanted_widths
from .key_lines import DOOMED, MARKED, Rows, heading, row, wrapped
from .moving import MOVING
from .repainting import lines_of, refresh_changed

if TYPE_CHECKING:
    from rich.style import Style
    from textual import events
    from textual.binding import BindingType

    from ..api.models import AccessKey

_HEADER = 1
"""Lines that the headings take."""

_MESSAGE = 2
"""The line that a message begins on."""


class KeyTable(ScrollView, can_focus=True):
    """Keys, one a line, with a cursor that follows its key through refresh, sort and filter.

    It draws only the lines that can be seen and keeps the caller's tuple, so the number of keys
    costs nothing while moving about.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "key-table--heading",
        "key-table--sorted",
        "key-table--name",
        "key-table--marked",
        "key-table--doomed",
        "key-table--quiet",
        "key-table--cursor",
        "key-table--cursor-mark",
        "key-table--active",
        "key-table--idle",
        "key-table--stale",
        "key-table--never",
        "key-table--unknown",
    }

    BINDINGS: ClassVar[list[BindingType]] = MOVING

    class Chosen(Message):
        """The key under the cursor was chosen with a double click."""

        def __init__(self, key: AccessKey) -> None:
            super().__init__()
            self.key = key

    class Moved(Message):
        """The cursor is on another key."""

    class HeadingClicked(Message):
        """A heading was clicked."""

        def __init__(self, column: Column) -> None:
            super().__init__()
            self.column = column

    def __init__(self, columns: tuple[Column, ...]) -> None:
        super().__init__()
        self._columns = columns
        self._rows = Rows((), Order(), datetime.now(UTC), DEFAULT_LIMITS, (), "")
        self._cursor = 0
        self._held = ""
        """The id of the key that the user put the cursor on, shown or not."""
        self._marked: frozenset[str] = frozenset()
        self._doomed: frozenset[str] = frozenset()
        self._wanted: Widths = {}
        self._fitted: Layout = ()
        self._looks: dict[str, Style] = {}
        """The styles of its parts: Textual's own memory of them does not outlast a key."""

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Look the same with the focus and without: Textual would apply all styles again."""

    @property
    def selected(self) -> AccessKey | None:
        """The key under the cursor."""
        return self.keys[self._cursor] if self._cursor < len(self.keys) else None

    @property
    def keys(self) -> tuple[AccessKey, ...]:
        """The rows, from the first to the last."""
        return self._rows.keys

    @property
    def shown_columns(self) -> tuple[Column, ...]:
        """The columns that fit."""
        return tuple(column for column, _ in self._fitted)

    def show(self, rows: Rows) -> None:
        """Replace the rows; cursor and scroll stay with the key that the cursor was put on.

        If that key is gone, the cursor stays on its line; if a filter hides it, the cursor comes
        back to it with the key, unless another one was picked meanwhile.
        """
        above = self._cursor - round(self.scroll_y)
        seen = slice(round(self.scroll_y), round(self.scroll_y) + self._visible)
        drawn = lines_of(self) if rows.keys[seen] == self.keys[seen] else []
        self._cursor = self._find(rows.keys)
        before, self._rows = self._rows, rows
        if rows.listed is not before.listed or not self._wanted:
            self._wanted = wanted_widths(self._columns, rows.listed)
        if rows.keys and all(key.id != self._held for key in rows.listed):
            self.pick()
        self._measure()
        self.scroll_to(y=self._cursor - above, animate=False, force=True)
        self._keep_cursor_visible()
        refresh_changed(self, drawn)

    def mark(self, key_ids: frozenset[str]) -> None:
        """Draw marks on these keys and no others."""
        changed, self._marked = self._marked ^ key_ids, key_ids
        self._refresh_keys(changed)

    def doom(self, key_ids: frozenset[str]) -> None:
        """Draw these keys, and no others, as about to be deleted."""
        changed, self._doomed = self._doomed ^ key_ids, key_ids
        self._refresh_keys(changed)

    def _refresh_keys(self, changed: frozenset[str]) -> None:
        if not changed:
            return
        top = round(self.scroll_y)
        for line, key in enumerate(self.keys[top : top + self._visible], top):
            if key.id in changed:
                self._refresh_line(line)

    def move_to(self, key_id: str) -> None:
        """Put the cursor on a key, now or as soon as it is shown."""
        self._held = key_id
        self._move_cursor(self._find(self.keys), hold=False)

    def pick(self) -> AccessKey | None:
        """Give the key under the cursor to act on, and keep the cursor on it, and in sight."""
        key = self.selected
        self._keep_cursor_visible()
        self._held = key.id if key is not None else ""
        return key

    def _find(self, keys: tuple[AccessKey, ...]) -> int:
        under_cursor = self.selected
        for wanted in (self._held, under_cursor.id if under_cursor is not None else ""):
            for line, key in enumerate(keys):
                if key.id == wanted:
                    return line
        return max(0, min(self._cursor, len(keys) - 1))

    def _measure(self) -> None:
        width = self.scrollable_content_region.width
        self._fitted = lay_out(self._wanted, width) if width else ()
        self.virtual_size = Size(width, len(self.keys) + _HEADER)

    def on_resize(self) -> None:
        """Fit the columns into the new width and keep the cursor in sight."""
        self._measure()
        self._keep_cursor_visible()
        self.refresh()

    def action_move(self, by: int) -> None:
        """Move the cursor by lines."""
        self._move_cursor(self._cursor + by)

    def action_page(self, by: int) -> None:
        """Move the cursor by pages, one line less than what is seen."""
        self._move_cursor(self._cursor + by * max(1, self._visible - 1))

    def action_first(self) -> None:
        """Move the cursor to the first key."""
        self._move_cursor(0)

    def action_last(self) -> None:
        """Move the cursor to the last key."""
        self._move_cursor(len(self.keys) - 1)

    @property
    def _visible(self) -> int:
        return max(1, self.scrollable_content_region.height - _HEADER)

    def _move_cursor(self, line: int, *, hold: bool = True) -> None:
        before, self._cursor = self._cursor, max(0, min(line, len(self.keys) - 1))
        if hold:
            self.pick()
        if before != self._cursor:
            self._refresh_line(before)
            self._refresh_line(self._cursor)
            self._keep_cursor_visible()
            self.post_message(self.Moved())

    def _refresh_line(self, line: int) -> None:
        y = line - round(self.scroll_y) + _HEADER
        if _HEADER <= y < self.size.height:
            self.refresh(Region(0, y, min(row_width(self._fitted), self.size.width), 1))

    def _keep_cursor_visible(self) -> None:
        top = round(self.scroll_target_y)
        if self._cursor < top:
            self.scroll_to(y=self._cursor, animate=False, force=True)
        elif self._cursor >= top + self._visible:
            self.scroll_to(y=self._cursor - self._visible + 1, animate=False, force=True)

    def on_click(self, event: events.Click) -> None:
        """Move to the key that is clicked, choose it on a double click, sort by a heading."""
        line = event.y - _HEADER + round(self.scroll_y)
        if event.y < _HEADER:
            self._click_heading(event.x)
        elif line < len(self.keys):
            self._move_cursor(line)
            if event.chain > 1 and (key := self.pick()) is not None:
                self.post_message(self.Chosen(key))

    def _click_heading(self, x: int) -> None:
        left = GUTTER
        for column, width in self._fitted:
            if left <= x < left + width + GAP:
                self.post_message(self.HeadingClicked(column))
            left += width + GAP

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        line = y - _HEADER + round(self.scroll_y)
        if y < _HEADER:
            segments = heading(self._fitted, self._rows.order, self._look)
        elif line < len(self.keys):
            ground = None if line == self._cursor else self._ground
            segments = self._row(self.keys[line], ground)
        else:
            segments = [Segment(self._message_line(y - _MESSAGE), self._ground)]
        # The cursor ends with the columns: what is behind them needs no change when it moves.
        fill = self._ground if line == self._cursor else segments[-1].style
        width = self.scrollable_content_region.width
        return Strip(segments).adjust_cell_length(width, fill).simplify()

    def _row(self, key: AccessKey, ground: Style | None) -> list[Segment]:
        own = OWN if key.client_id == self._rows.own else " "
        doomed = key.id in self._doomed
        sign = DOOMED if doomed else MARKED if key.id in self._marked else own
        return row(key, self._rows, self._fitted, self._look, ground, sign=sign)

    def _look(self, part: str) -> Style:
        if part not in self._looks:
            self._looks[part] = self.get_component_rich_style(f"key-table--{part}")
        return self._looks[part]

    @property
    def _ground(self) -> Style:
        if "" not in self._looks:
            self._looks[""] = self.rich_style
        return self._looks[""]

    def notify_style_update(self) -> None:
        """Forget how everything looks."""
        super().notify_style_update()
        self._looks.clear()

    def _message_line(self, line: int) -> str:
        lines = [] if self.keys else wrapped(self._rows.message, self.size.width)
        return lines[line] if 0 <= line < len(lines) else ""
