"""Narrow the list by a filter, and show all of it again."""

from __future__ import annotations

from .action import Action

FILTER = Action(
    "keys.filter",
    "Filter",
    "Show only some keys",
    lambda desk: desk.open_filter(),
    lambda view: True if view.can_have_rows else None,
)

BACK = Action(
    "keys.back",
    "Show all",
    "Remove all filters",
    lambda desk: desk.go_back(),
    lambda view: True if view.can_go_back else None,
)
