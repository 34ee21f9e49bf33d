"""The keys that move the cursor of the key table."""

from __future__ import annotations

from textual.binding import Binding, BindingType

MOVING: list[BindingType] = [
    Binding("down,j", "move(1)", "Down", show=False, id="move.down", tooltip="Next key"),
    Binding("up,k", "move(-1)", "Up", show=False, id="move.up", tooltip="Previous key"),
    Binding(
        "pagedown", "page(1)", "Page down", show=False, id="move.page_down", tooltip="A page on"
    ),
    Binding("pageup", "page(-1)", "Page up", show=False, id="move.page_up", tooltip="A page back"),
    Binding(
        "right",
        "turn(1)",
        "More columns",
        show=False,
        id="move.right",
        tooltip="Those that did not fit",
    ),
    Binding(
        "left",
        "turn(-1)",
        "Columns back",
        show=False,
        id="move.left",
        tooltip="Those that were there before",
    ),
    Binding("home,g", "first", "First", show=False, id="move.first", tooltip="First key"),
    Binding("end,G", "last", "Last", show=False, id="move.last", tooltip="Last key"),
]
