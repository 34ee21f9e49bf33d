"""Every key of the two lists, declared once; footer, help and palette are made from these."""

from __future__ import annotations

from textual.binding import Binding

NEW = Binding("n", "new", "New", id="keys.new", tooltip="Create an access key")
REGENERATE = Binding(
    "S", "regenerate", "New secret", id="key.regenerate", tooltip="Replace its secret, after asking"
)
DELETE = Binding("D", "delete", "Delete", id="key.delete", tooltip="Delete it, after asking")
DELETE_MARKED = Binding(
    "D",
    "delete_marked",
    "Delete marked",
    id="keys.delete_marked",
    tooltip="Delete all that are marked, after a review",
)
TAKE_BACK = Binding(
    "u",
    "take_back",
    "Take back",
    id="keys.take_back",
    tooltip="Keep the key that waits to be deleted",
)
COPY_ID = Binding(
    "c", "copy_id", "Copy client ID", id="key.copy_id", tooltip="Copy it to your clipboard"
)
DETAILS = Binding("enter", "details", "Details", id="key.details", tooltip="All that is known")
MARKING = (
    Binding("space", "mark", "Mark", id="keys.mark", tooltip="Mark it, or not, and go on"),
    Binding(
        "V",
        "mark_range",
        "Mark to here",
        show=False,
        id="keys.mark_range",
        tooltip="Mark all from the last mark to here",
    ),
    Binding(
        "asterisk",
        "mark_shown",
        "Mark all",
        show=False,
        id="keys.mark_shown",
        tooltip="Mark all that are shown",
    ),
    Binding("U", "unmark", "Unmark", id="keys.unmark", tooltip="Take all marks away"),
)
BACK = Binding("escape", "back", "Show all", id="keys.back", tooltip="Drop what narrows the list")
STOP = Binding(
    "escape",
    "stop_waiting",
    "Stop waiting",
    show=False,
    id="keys.stop",
    tooltip="Leave the list as it is",
)
FILTER = Binding("slash", "filter", "Filter", id="keys.filter", tooltip="Show only some keys")
FIND = Binding(
    "f", "find", "Find on server", id="keys.find", tooltip="Ask for one owner or client ID"
)
COMPLETE = Binding(
    "A",
    "complete",
    "Complete",
    id="keys.complete",
    tooltip="Ask owner by owner for what is missing",
)
SAME_OWNER = Binding(
    "o",
    "same_owner",
    "Same owner",
    show=False,
    id="keys.same_owner",
    tooltip="Show all keys of its owner",
)
FINDINGS = Binding(
    "F", "findings", "Findings", id="keys.findings", tooltip="Show or mark what is worth a look"
)
EXPORT = Binding(
    "e",
    "export",
    "Export",
    show=False,
    id="keys.export",
    tooltip="Write what is marked, or shown, to a file",
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
