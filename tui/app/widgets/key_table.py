"""The table of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.message import Message

from ..terminal.textual_internals import drawn_at_once
from .bindings_view import bind
from .column_layout import GAP, GUTTER
from .key_table_view import HEADER, KeyTableView

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType

    from ...api.access_key import AccessKey
    from ...listing.columns import Column
    from .key_row import Rows


class KeyTable(KeyTableView, can_focus=True):
    """Table whose cursor stays with its key through refresh, sort and filter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("move.down", "move(1)", "Down", tooltip="Next key", show=False),
        bind("move.up", "move(-1)", "Up", tooltip="Previous key", show=False),
        bind("move.page_down", "page(1)", "Page down", tooltip="Next page", show=False),
        bind("move.page_up", "page(-1)", "Page up", tooltip="Previous page", show=False),
        bind(
            "move.right", "turn(1)", "More columns", tooltip="Columns that did not fit", show=False
        ),
        bind(
            "move.left",
            "turn(-1)",
            "Columns back",
            tooltip="Columns shown before",
            show=False,
        ),
        bind("move.first", "first", "First", tooltip="First key", show=False),
        bind("move.last", "last", "Last", tooltip="Last key", show=False),
    ]
    own_keys: ClassVar[dict[str, str]] = {
        key: binding.action
        for binding in BINDINGS
        if isinstance(binding, Binding)
        for key in binding.key.split(",")
    }
    """Actions by the keys that the table handles itself: bindings would wake its ancestors."""

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
        super().__init__(columns)
        self._held = ""
        """Id of the key that the user put the cursor on, shown or not."""

    @property
    def selected(self) -> AccessKey | None:
        """The key under the cursor."""
        return self.keys[self._cursor] if self._cursor < len(self.keys) else None

    def show(self, rows: Rows) -> None:
        """Replace the rows; cursor and scroll stay with the key that the user put the cursor on.

        If that key is gone, the cursor stays on its line. If a filter hides it, the cursor returns
        to it as soon as it is shown again, unless another key was picked meanwhile.
        """
        above = self._cursor - round(self.scroll_y)
        self._cursor = self._find(rows.keys)
        self._take_in(rows)
        if rows.keys and all(key.id != self._held for key in rows.listed):
            self.pick()
        self.is_taking_in = True
        self.scroll_to(y=self._cursor - above, animate=False, force=True)
        self._keep_cursor_visible()
        self.is_taking_in = False
        self._refresh_changed_lines()

    def move_to(self, key_id: str) -> None:
        """Put the cursor on a key, now or as soon as it is shown."""
        self._held = key_id
        self._move_cursor(self._find(self.keys), hold=False)

    def pick(self) -> AccessKey | None:
        """Return the key under the cursor to act on it, and keep the cursor on it and visible."""
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

    def on_resize(self) -> None:
        """Fit the columns into the new width and keep the cursor visible."""
        self._measure()
        self._keep_cursor_visible()
        self.refresh()

    async def on_key(self, event: events.Key) -> None:
        """Move at once."""
        if (action := self.own_keys.get(event.key)) is not None:
            event.stop()
            with drawn_at_once(self):
                await self.run_action(action)

    def action_move(self, by: int) -> None:
        """Move the cursor by lines."""
        self._move_cursor(self._cursor + by)

    def action_page(self, by: int) -> None:
        """Move the cursor by pages, each a line shorter than the visible part."""
        self._move_cursor(self._cursor + by * max(1, self._visible - 1))

    def action_first(self) -> None:
        """Move the cursor to the first key."""
        self._move_cursor(0)

    def action_last(self) -> None:
        """Move the cursor to the last key."""
        self._move_cursor(len(self.keys) - 1)

    def _move_cursor(self, line: int, *, hold: bool = True) -> None:
        before, self._cursor = self._cursor, max(0, min(line, len(self.keys) - 1))
        if hold:
            self.pick()
        if before != self._cursor:
            self._refresh_line(before)
            self._refresh_line(self._cursor)
            self._keep_cursor_visible()
            self.post_message(self.Moved())

    def _keep_cursor_visible(self) -> None:
        top = round(self.scroll_target_y)
        if self._cursor < top:
            self.scroll_to(y=self._cursor, animate=False, force=True)
        elif self._cursor >= top + self._visible:
            self.scroll_to(y=self._cursor - self._visible + 1, animate=False, force=True)

    def on_click(self, event: events.Click) -> None:
        """Move to a clicked key, choose it on a double click, and sort by a clicked heading."""
        line = event.y - HEADER + round(self.scroll_y)
        if event.y < HEADER:
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
