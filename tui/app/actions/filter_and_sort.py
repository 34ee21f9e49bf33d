"""Filter and sort the list, and drop filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .action import Action, View

if TYPE_CHECKING:
    from .context import ActionContext


def _can_have_rows(view: View) -> bool | None:
    return True if view.can_have_rows else None


def _invert(context: ActionContext) -> None:
    context.order = context.order.invert()


FILTER = Action(
    "keys.filter",
    "Filter",
    "Show only some keys",
    lambda context: context.open_filter(),
    _can_have_rows,
)

BACK = Action(
    "keys.back",
    "Show all",
    "Remove all filters",
    lambda context: context.go_back(),
    lambda view: True if view.can_go_back else None,
)

SORT_NEXT = Action(
    "keys.sort_next",
    "Sort by next",
    "Sort by the column to the right",
    lambda context: context.sort_by_next(1),
    _can_have_rows,
    shown=False,
)

SORT_PREVIOUS = Action(
    "keys.sort_previous",
    "Sort by previous",
    "Sort by the column to the left",
    lambda context: context.sort_by_next(-1),
    _can_have_rows,
    shown=False,
)

INVERT = Action("keys.invert", "Invert", "Reverse the order", _invert, _can_have_rows, shown=False)

SORTING = (SORT_NEXT, SORT_PREVIOUS, INVERT)
