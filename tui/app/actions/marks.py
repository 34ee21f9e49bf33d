"""Mark keys, to do something with all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...listing.marks import Marks
from .action import Action, View, on_a_key

if TYPE_CHECKING:
    from .context import ActionContext


def _mark(context: ActionContext) -> None:
    if (key := context.pick()) is not None:
        context.marks = context.marks.toggle(key)
        context.move_to_next()


def _mark_range(context: ActionContext) -> None:
    if (key := context.pick()) is not None:
        context.marks = context.marks.extend_to(context.shown, key)


def _mark_shown(context: ActionContext) -> None:
    context.marks = context.marks.add(context.shown)


def _unmark(context: ActionContext) -> None:
    context.marks = Marks()


def _can_mark_range(view: View) -> bool | None:
    return True if view.marks and view.marks.can_extend(view.shown) else None


MARK = Action("keys.mark", "Mark", "Mark or unmark it, and move on", _mark, on_a_key)

MARK_RANGE = Action(
    "keys.mark_range",
    "Mark to here",
    "Mark all from the last mark to here",
    _mark_range,
    _can_mark_range,
    shown=False,
)

MARK_SHOWN = Action(
    "keys.mark_shown", "Mark all", "Mark all that are shown", _mark_shown, on_a_key, shown=False
)

UNMARK = Action("keys.unmark", "Unmark", "Remove all marks", _unmark, lambda view: bool(view.marks))

MARKING = (MARK, MARK_RANGE, MARK_SHOWN, UNMARK)
