"""Keeps what is being read where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.geometry import Offset
from textual.layout import WidgetPlacement

if TYPE_CHECKING:
    from textual.geometry import Size


class Steady:
    """A screen with a box in its middle, which grows downwards when more is said in it."""

    BOX: ClassVar[str] = "box"
    """The id of the box."""
    BARS: ClassVar[int] = 1
    """How many lines of the screen are taken by others."""

    _top = 0
    """The line that the box begins in."""
    _placed_for: Size | None = None
    """The size of the screen that it has its place in."""

    if TYPE_CHECKING:
        size: Size

    def process_layout(self, placements: list[WidgetPlacement]) -> list[WidgetPlacement]:
        """Put the box into the middle once, and let it go up only where it has no room."""
        if not any(placed.widget.id == self.BOX for placed in placements):
            return placements
        height = WidgetPlacement.get_bounds(placements).height
        room = max(0, self.size.height - self.BARS - height)
        if self._placed_for != self.size:
            self._top, self._placed_for = room // 2, self.size
        return WidgetPlacement.translate(placements, Offset(0, min(self._top, room)))

    def place_again(self) -> None:
        """Put the box into the middle with the next layout."""
        self._placed_for = None
