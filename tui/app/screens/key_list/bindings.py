"""Every key of the two lists, declared once; footer, help and palette are made from these."""

from __future__ import annotations

from ...widgets.bindings_view import bind

NEW = bind("keys.new", "new", "New", tooltip="Create an access key")
REGENERATE = bind(
    "key.regenerate", "regenerate", "New secret", tooltip="Replace its secret, after asking"
)
DELETE = bind("key.delete", "delete", "Delete", tooltip="Delete it, after asking")
DELETE_MARKED = bind(
    "keys.delete_marked",
    "delete_marked",
    "Delete marked",
    tooltip="Delete all that are marked, after a review",
)
TAKE_BACK = bind(
    "keys.take_back", "take_back", "Take back", tooltip="Keep the key that waits to be deleted"
)
COPY_ID = bind("key.copy_id", "copy_id", "Copy client ID", tooltip="Copy it to your clipboard")
DETAILS = bind("key.details", "details", "Details", tooltip="All that is known")
MARKING = (
    bind("keys.mark", "mark", "Mark", tooltip="Mark it, or not, and go on"),
    bind(
        "keys.mark_range",
        "mark_range",
        "Mark to here",
        tooltip="Mark all from the last mark to here",
        show=False,
    ),
    bind(
        "keys.mark_shown", "mark_shown", "Mark all", tooltip="Mark all that are shown", show=False
    ),
    bind("keys.unmark", "unmark", "Unmark", tooltip="Take all marks away"),
)
BACK = bind("keys.back", "back", "Show all", tooltip="Drop what narrows the list")
STOP = bind(
    "keys.stop", "stop_waiting", "Stop waiting", tooltip="Leave the list as it is", show=False
)
FILTER = bind("keys.filter", "filter", "Filter", tooltip="Show only some keys")
FIND = bind("keys.find", "find", "Find on server", tooltip="Ask for one owner or client ID")
COMPLETE = bind(
    "keys.complete", "complete", "Complete", tooltip="Ask owner by owner for what is missing"
)
SAME_OWNER = bind(
    "keys.same_owner", "same_owner", "Same owner", tooltip="Show all keys of its owner", show=False
)
FINDINGS = bind(
    "keys.findings", "findings", "Findings", tooltip="Show or mark what is worth a look"
)
EXPORT = bind(
    "keys.export",
    "export",
    "Export",
    tooltip="Write what is marked, or shown, to a file",
    show=False,
)
REFRESH = bind("keys.refresh", "refresh", "Refresh", tooltip="Load the list again")
CLEAR = bind(
    "keys.clear_clipboard", "clear", "Clear clipboard", tooltip="Take a secret off the clipboard"
)
SORTING = (
    bind(
        "keys.sort_next",
        "sort(1)",
        "Sort by next",
        tooltip="Sort by the column to the right",
        show=False,
    ),
    bind(
        "keys.sort_previous",
        "sort(-1)",
        "Sort by previous",
        tooltip="Sort by the column to the left",
        show=False,
    ),
    bind("keys.invert", "invert", "Invert", tooltip="Turn the order round", show=False),
)
