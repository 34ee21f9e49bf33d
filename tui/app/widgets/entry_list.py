"""Scrollable list of entries, such as keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from textwrap import wrap
from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from .bindings_view import bind

if TYPE_CHECKING:
    from textual.binding import Binding
    from textual.geometry import Size

_SHARE = 33
"""Maximum height, in percent of the screen's."""

SCROLLING: tuple[Binding, ...] = (
    bind("move.down", "scroll_entries(1)", "Down", show=False, tooltip="Scroll down"),
    bind("move.up", "scroll_entries(-1)", "Up", show=False, tooltip="Scroll up"),
    bind("move.page_down", "scroll_entries(8)", "Page down", show=False, tooltip="Next page"),
    bind("move.page_up", "scroll_entries(-8)", "Page up", show=False, tooltip="Back"),
)
"""Bindings of a dialog with such a list; its `action_scroll_entries` calls `scroll_by`."""

GLYPH_WIDTH = 2
"""Cells of the glyph before an entry, with the blank after it."""

Entry = Callable[[int], Content]
"""Function that draws an entry of a given width, on one or more lines."""


class EntryLines(Widget):
    """The entries, one below the other."""

    entries: tuple[Entry, ...] = ()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the height of all entries."""
        return self.height_of(self.entries, width)

    def height_of(self, entries: Iterable[Entry], width: int) -> int:
        """Return the number of lines of some entries."""
        return sum(entry(width).plain.count("\n") + 1 for entry in entries)

    def render(self) -> Content:
        """Draw the entries."""
        return Content("\n").join(entry(self.size.width) for entry in self.entries)


class EntryList(VerticalScroll, can_focus=False):
    """List of entries, as high as it needs to be up to a share of the screen."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._page = EntryLines()
        self._page.entries = tuple(entries)
        super().__init__(self._page)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the height of the entries, limited to leave room for the rest of the dialog."""
        needed = super().get_content_height(container, viewport, width)
        return min(needed, viewport.height * _SHARE // 100)

    def show(self, entries: Iterable[Entry]) -> None:
        """Replace the entries."""
        self._page.entries = tuple(entries)
        self._page.refresh(layout=True)

    def scroll_by(self, lines: int) -> None:
        """Scroll down or, if negative, up."""
        self.scroll_relative(y=lines, animate=False, force=True)

    def go_to(self, number: int) -> None:
        """Scroll to an entry."""
        above = self._page.height_of(self._page.entries[:number], self._page.size.width)
        self.scroll_to(y=above, animate=False, force=True)


def reason(text: str, width: int) -> Content:
    """Draw a reason to append below an entry's line."""
    lines = wrap(text, max(1, width - 2))
    return Content.styled("".join(f"\n  {line}" for line in lines), "$quiet")
