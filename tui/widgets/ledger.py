"""Lines about many keys, to be scrolled through."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

if TYPE_CHECKING:
    from textual.geometry import Size

_SHARE = 33
"""Percent of the screen's height, at the most."""

SCROLLING: list[BindingType] = [
    Binding("down,j", "scroll_ledger(1)", "Down", show=False, id="move.down", tooltip="Read on"),
    Binding("up,k", "scroll_ledger(-1)", "Up", show=False, id="move.up", tooltip="Read back"),
    Binding(
        "pagedown",
        "scroll_ledger(8)",
        "Page down",
        show=False,
        id="move.page_down",
        tooltip="A page on",
    ),
    Binding(
        "pageup", "scroll_ledger(-8)", "Page up", show=False, id="move.page_up", tooltip="Back"
    ),
]
"""The keys of a dialog with a ledger, which calls `scroll_by`."""


class Ledger(VerticalScroll, can_focus=False):
    """Lines of text, as high as they need to be or as there is room for."""

    def __init__(self, lines: Iterable[Content] = ()) -> None:
        super().__init__(Static(Content("\n").join(lines)))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Take no more than the lines need, and leave room for what is said about them."""
        needed = super().get_content_height(container, viewport, width)
        return min(needed, viewport.height * _SHARE // 100)

    def show(self, lines: Iterable[Content]) -> None:
        """Replace the lines."""
        self.query_one(Static).update(Content("\n").join(lines))

    def scroll_by(self, lines: int) -> None:
        """Scroll, down or up."""
        self.scroll_relative(y=lines, animate=False, force=True)
