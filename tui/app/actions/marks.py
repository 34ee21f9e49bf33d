"""Mark keys, to do something with all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...listing.marks import Marks
from .action import Action, View, on_a_key

if TYPE_CHECKING:
    from .desk import Desk


def _mark(desk: Desk) -> None:
    if (key := desk.pick()) is not None:
        desk.marks = desk.marks.toggle(key)
        desk.move_on()


def _mark_range(desk: Desk) -> None:
    if (key := desk.pick()) is not None:
        desk.marks = desk.marks.extend_to(desk.shown, key)


def _mark_shown(desk: Desk) -> None:
    desk.marks = desk.marks.add(desk.shown)


def _unmark(desk: Desk) -> None:
    desk.marks = Marks()


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
