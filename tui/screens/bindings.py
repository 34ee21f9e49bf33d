"""Every key of the two lists, declared once; footer, help and palette are made from these."""

from __future__ import annotations

from textual.binding import Binding

NEW = Binding("n", "new", "New", id="keys.new", tooltip="Create an access key")
REGENERATE = Binding(
    "S", "regenerate", "New secret", id="key.regenerate", tooltip="Replace its secret, after asking"
)
DELETE = Binding("D", "delete", "Delete", id="key.delete", tooltip="Delete it, after asking")
COPY_ID = Binding(
    "c", "copy_id", "Copy client ID", id="key.copy_id", tooltip="Copy it to your clipboard"
)
DETAILS = Binding("enter", "details", "Details", id="key.details", tooltip="All that is known")
FILTER = Binding("slash", "filter", "Filter", id="keys.filter", tooltip="Show only some keys")
FIND = Binding(
    "f", "find", "Find on server", id="keys.find", tooltip="Ask for one owner or client ID"
)
REFRESH = Binding("r", "refresh", "Refresh", id="keys.refresh", tooltip="Load the list again")
CLEAR = Binding(
    "x",
    "clear",
    "Clear clipboard",
    id="keys.clear_clipboard",
    tooltip="Take a secret off the clipboard",
)
SORTING = (
    Binding(
        "greater_than_sign",
        "sort(1)",
        "Sort by next",
        show=False,
        id="keys.sort_next",
        tooltip="Sort by the column to the right",
    ),
    Binding(
        "less_than_sign",
        "sort(-1)",
        "Sort by previous",
        show=False,
        id="keys.sort_previous",
        tooltip="Sort by the column to the left",
    ),
    Binding("I", "invert", "Invert", show=False, id="keys.invert", tooltip="Turn the order round"),
)
BACK = Binding(
    "escape", "back", "Show all", show=False, id="keys.back", tooltip="Drop what narrows the list"
)
