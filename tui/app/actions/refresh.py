"""Refresh the list, and stop waiting for it."""

from __future__ import annotations

from .action import Action

REFRESH = Action(
    "keys.refresh",
    "Refresh",
    "Load the list again",
    lambda context: context.loader.refresh(),
)

STOP_WAITING = Action(
    "keys.stop",
    "Stop waiting",
    "Leave the list as it is",
    lambda context: context.loader.stop_waiting(),
    # Hidden while the same key has a filter or a note to drop, which it does first.
    lambda view: view.loading and not view.can_go_back,
    shown=False,
)
