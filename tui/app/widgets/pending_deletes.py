"""Line with the pending deletes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from ..keymap import key_name
from .column_layout import fit

if TYPE_CHECKING:
    from ...session.delete_queue import DeleteQueue

_NAME = 24
"""Maximum cells of a name."""

_TAKE_BACK = f"  {key_name('keys.take_back')} takes back "


class PendingDeletes(Widget):
    """Line with names and seconds left, the latest delete first; painted once a second."""

    waiting: reactive[tuple[tuple[str, int], ...]] = reactive((), layout=False)
    """Name and seconds left of each pending delete, the latest first."""
    on_its_way: reactive[tuple[str, ...]] = reactive((), layout=False)
    """Names of the keys whose delete was sent."""

    def show(self, deletes: DeleteQueue) -> None:
        """Show the state of the queue."""
        waiting = [(each.key.name, deletes.seconds_left(each)) for each in deletes.waiting]
        self.waiting, self.on_its_way = tuple(waiting[::-1]), deletes.in_flight

    def render(self) -> Content:
        """Draw the line; what doesn't fit is counted."""
        parts = [f"{_short(name)} in {seconds} s" for name, seconds in self.waiting]
        parts += [f"{_short(name)} now" for name in self.on_its_way]
        way_back = f"{_TAKE_BACK}{_short(self.waiting[0][0])}" if self.waiting else ""
        room = self.size.width - cell_len(way_back)
        text = _joined(parts)
        shown = len(parts)
        while cell_len(text) > room and shown > 1:
            shown -= 1
            text = _joined([*parts[:shown], f"{len(parts) - shown} more"])
        return Content.assemble((text, "bold $text-error"), (way_back, "$text-accent"))


def _joined(parts: list[str]) -> str:
    return f" ✗ Deleting {', '.join(parts)}"


def _short(name: str) -> str:
    return fit(name, min(_NAME, cell_len(name)))
