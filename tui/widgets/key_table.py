"""The table of keys."""

from __future__ import annotations

from datetime import UTC, datetime
from textwrap import wrap
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ..listing.ages import use_of
from ..listing.order import Column, Order
from .columns import GAP, GUTTER, Layout, cell, fit, lay_out

if TYPE_CHECKING:
    from textual import events

    from ..api.models import AccessKey

_HEADER = 1
"""Lines that the headings take."""


class KeyTable(ScrollView, can_focus=True):
    """Keys, one a line, with a cursor that follows its key through refresh, sort and filter.

    It draws only the lines that can be seen and keeps the caller's tuple, so the number of keys
    costs nothing while moving about.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "key-table--heading",
        "key-table--sorted",
        "key-table--name",
        "key-table--quiet",
        "key-table--cursor",
        "key-table--cursor-mark",
        "key-table--active",
        "key-table--idle",
        "key-table--stale",
        "key-table--never",
        "key-table--unknown",
    }

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", show=False, id="move.down", tooltip="Next key"),
        Binding("up,k", "move(-1)", "Up", show=False, id="move.up", tooltip="Previous key"),
        Binding(
            "pagedown", "page(1)", "Page down", show=False, id="move.page_down", tooltip="A page on"
        ),
        Binding(
            "pageup", "page(-1)", "Page up", show=False, id="move.page_up", tooltip="A page back"
        ),
        Binding("home,g", "first", "First", show=False, id="move.first", tooltip="First key"),
        Binding("end,G", "last", "Last", show=False, id="move.last", tooltip="Last key"),
    ]

    class Chosen(Message):
        """The key under the cursor was chosen with a double click."""

        def __init__(self, key: AccessKey) -> None:
            super().__init__()
            self.key = key

    class HeadingClicked(Message):
        """A heading was clicked."""

        def __init__(self, column: Column) -> None:
            super().__init__()
            self.column = column

    def __init__(self, columns: tuple[Column, ...], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._columns = columns
        self._keys: tuple[AccessKey, ...] = ()
        self._listed: tuple[AccessKey, ...] = ()
        self._order = Order()
        self._now = datetime.now(UTC)
        self._cursor = 0
        self._held = ""
        """The id of the key that the user put the cursor on, shown or not."""
        self._fitted: Layout = ()
        self._message = ""

    @property
    def selected(self) -> AccessKey | None:
        """The key under the cursor."""
        return self._keys[self._cursor] if self._cursor < len(self._keys) else None

    @property
    def shown_columns(self) -> tuple[Column, ...]:
        """The columns that fit."""
        return tuple(column for column, _ in self._fitted)

    def show(
        self,
        keys: tuple[AccessKey, ...],
        *,
        order: Order,
        now: datetime,
        listed: tuple[AccessKey, ...] = (),
        message: str = "",
    ) -> None:
        """Replace the rows; cursor and scroll stay with the key that the cursor was put on.

        If that key is gone, the cursor stays on its line; if a filter hides it, the cursor comes
        back to it with the key, unless another one was picked meanwhile.

        Args:
            keys: The rows, filtered and sorted.
            order: What they are sorted by, for the headings.
            now: The moment that ages are counted to.
            listed: All keys, those that a filter hides too: they size the columns, which so
                don't jump while a filter is typed, and the cursor waits for its key among them.
            message: Said in place of the rows when there are none.
        """
        above = self._cursor - round(self.scroll_y)
        self._cursor = self._find(keys)
        self._keys, self._order, self._now = keys, order, now
        self._listed = listed or keys
        if keys and all(key.id != self._held for key in self._listed):
            self.pick()
        self._message = message
        self._measure()
        self.scroll_to(y=self._cursor - above, animate=False, force=True)
        self._keep_cursor_visible()
        self.refresh()

    def move_to(self, key_id: str) -> None:
        """Put the cursor on a key, now or as soon as it is shown."""
        self._held = key_id
        line = self._find(self._keys)
        self._move_cursor(line, hold=False)

    def pick(self) -> AccessKey | None:
        """Give the key under the cursor to act on, and keep the cursor on it, and in sight."""
        key = self.selected
        self._keep_cursor_visible()
        self._held = key.id if key is not None else ""
        return key

    def _find(self, keys: tuple[AccessKey, ...]) -> int:
        under_cursor = self.selected
        lines = {key.id: line for line, key in enumerate(keys)}
        if self._held in lines:
            return lines[self._held]
        if under_cursor is not None and under_cursor.id in lines:
            return lines[under_cursor.id]
        return max(0, min(self._cursor, len(keys) - 1))

    def _measure(self) -> None:
        width = self.scrollable_content_region.width
        self._fitted = lay_out(self._columns, self._listed, width) if width else ()
        self.virtual_size = Size(width, len(self._keys) + _HEADER)

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
        self._move_cursor(len(self._keys) - 1)

    @property
    def _visible(self) -> int:
        return max(1, self.scrollable_content_region.height - _HEADER)

    def _move_cursor(self, line: int, *, hold: bool = True) -> None:
        before, self._cursor = self._cursor, max(0, min(line, len(self._keys) - 1))
        if hold:
            self.pick()
        if before != self._cursor:
            self._refresh_line(before)
            self._refresh_line(self._cursor)
            self._keep_cursor_visible()

    def _refresh_line(self, line: int) -> None:
        y = line - round(self.scroll_y) + _HEADER
        if _HEADER <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

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
        elif line < len(self._keys):
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
        if y < _HEADER:
            return self._strip(self._heading())
        line = y - _HEADER + round(self.scroll_y)
        if line < len(self._keys):
            return self._strip(self._row(line))
        return self._strip(self._message_line(y))

    def _strip(self, segments: list[Segment]) -> Strip:
        width = self.scrollable_content_region.width
        strip = Strip(segments)
        fill = segments[-1].style if segments else self.rich_style
        return strip.adjust_cell_length(width, fill)

    def _heading(self) -> list[Segment]:
        plain, sorted_by = self._style("heading"), self._style("sorted")
        segments = [Segment(" " * GUTTER, plain)]
        for column, width in self._fitted:
            if column is self._order.column:
                arrow = "▼" if self._order.descending else "▲"
                segments.append(Segment(fit(f"{column.value} {arrow}", width), sorted_by))
            else:
                segments.append(Segment(fit(column.value, width), plain))
            segments.append(Segment(" " * GAP, plain))
        return segments

    def _row(self, line: int) -> list[Segment]:
        key = self._keys[line]
        at_cursor = line == self._cursor
        base = self._style("cursor") if at_cursor else self.rich_style
        mark = base + self._color("cursor-mark")
        segments = [Segment("❯ " if at_cursor else "  ", mark)]
        for column, width in self._fitted:
            text = cell(column, key, self._now, width)
            part = self._part(column, key)
            if part == "quiet" and at_cursor:
                part = "name"
            segments.append(Segment(text, base + self._color(part)))
            segments.append(Segment(" " * GAP, base))
        return segments

    def _part(self, column: Column, key: AccessKey) -> str:
        if column is Column.LAST_USED:
            return use_of(key, self._now).name.lower()
        return "name" if column is Column.NAME else "quiet"

    def _style(self, part: str) -> Style:
        return self.get_component_rich_style(f"key-table--{part}")

    def _color(self, part: str) -> Style:
        # Only the colour: the background is that of the line.
        return Style(color=self._style(part).color)

    def _message_line(self, y: int) -> list[Segment]:
        text = ""
        if not self._keys:
            lines = self._message_lines()
            text = lines[y - 2] if 0 <= y - 2 < len(lines) else ""
        return [Segment(f"{' ' * GUTTER}{text}", self.rich_style)]

    def _message_lines(self) -> list[str]:
        width = max(10, self.size.width - 2 * GUTTER)
        return [part for line in self._message.splitlines() for part in wrap(line, width) or [""]]
