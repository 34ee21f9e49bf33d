"""The keys that move the cursor of the key table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .bindings_view import bind

if TYPE_CHECKING:
    from textual.binding import BindingType

MOVING: list[BindingType] = [
    bind("move.down", "move(1)", "Down", tooltip="Next key", show=False),
    bind("move.up", "move(-1)", "Up", tooltip="Previous key", show=False),
    bind("move.page_down", "page(1)", "Page down", tooltip="A page on", show=False),
    bind("move.page_up", "page(-1)", "Page up", tooltip="A page back", show=False),
    bind("move.right", "turn(1)", "More columns", tooltip="Those that did not fit", show=False),
    bind(
        "move.left", "turn(-1)", "Columns back", tooltip="Those that were there before", show=False
    ),
    bind("move.first", "first", "First", tooltip="First key", show=False),
    bind("move.last", "last", "Last", tooltip="Last key", show=False),
]
