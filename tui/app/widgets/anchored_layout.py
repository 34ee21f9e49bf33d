"""Layout of a screen whose box stays where it is while its text changes."""

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
    """Centres a box once per screen size; from then on the box grows downwards.

    It moves up only where there is no room left below it.
    """

    def __init__(self, box: str) -> None:
        """Prepare a layout.

        Args:
            box: The id of the box; what is arranged without it stays where it is.
        """
        self._box = box
        self._top = 0
        self._placed_for: tuple[Size, Spacing] | None = None
        """The size of the screen, and the box's padding and border, that `_top` was found for.

        Textual changes these after the size, where a breakpoint of the screen asks for that.
        """

    @classmethod
    def use_on(cls, screen: Screen[Any], box: str) -> AnchoredLayout:
        """Set the layout of a screen."""
        layout = cls(box)
        # `styles.layout = layout` would take its name alone, and make a layout of its own.
        screen.styles.set_rule("layout", layout)
        return layout

    def arrange(
        self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True
    ) -> ArrangeResult:
        """Arrange the box; `size` is what docked bars leave of the screen."""
        placements = super().arrange(parent, children, size, greedy)
        box = next((child for child in children if child.id == self._box), None)
        if box is None:
            return placements
        room = max(0, size.height - WidgetPlacement.get_bounds(placements).height)
        if self._placed_for != (look := (size, box.styles.gutter)):
            # A single free line is left above, where the title bar is.
            self._top, self._placed_for = max(room // 2, min(room, 1)), look
        return WidgetPlacement.translate(placements, Offset(0, min(self._top, room)))

    def place_again(self) -> None:
        """Centre the box anew with the next layout."""
        self._placed_for = None
