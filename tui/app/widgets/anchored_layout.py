"""Layout that keeps the position of a box while its text changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.geometry import Offset
from textual.layout import WidgetPlacement
from textual.layouts.vertical import VerticalLayout

if TYPE_CHECKING:
    from textual.geometry import Size, Spacing
    from textual.layout import ArrangeResult
    from textual.screen import Screen
    from textual.widget import Widget


class AnchoredLayout(VerticalLayout):
    """Centres a box once for each screen size; after that, the box grows downwards.

    It moves up only when there is no room left below it.
    """

    def __init__(self, box: str) -> None:
        """Prepare a layout.

        Args:
            box: The id of the box; arrangements without it are left unchanged.
        """
        self._box = box
        self._top = 0
        self._placed_for: tuple[Size, Spacing] | None = None
        """The screen's size and the box's padding and border for which `_top` was computed.

        Textual changes the latter after the former, at a breakpoint of the screen.
        """

    @classmethod
    def use_on(cls, screen: Screen[Any], box: str) -> AnchoredLayout:
        """Set the layout of a screen."""
        layout = cls(box)
        # `styles.layout = layout` would use only its name, and create another layout.
        screen.styles.set_rule("layout", layout)
        return layout

    def arrange(
        self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True
    ) -> ArrangeResult:
        """Arrange the box; `size` is the screen's without docked bars."""
        placements = super().arrange(parent, children, size, greedy)
        box = next((child for child in children if child.id == self._box), None)
        if box is None:
            return placements
        room = max(0, size.height - WidgetPlacement.get_bounds(placements).height)
        if self._placed_for != (look := (size, box.styles.gutter)):
            # A single free line goes above the box, next to the title bar.
            self._top, self._placed_for = max(room // 2, min(room, 1)), look
        return WidgetPlacement.translate(placements, Offset(0, min(self._top, room)))

    def place_again(self) -> None:
        """Centre the box again in the next layout."""
        self._placed_for = None
