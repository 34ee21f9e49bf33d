"""Progress bar on one line."""

from __future__ import annotations

from math import ceil

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget


class ProgressLine(Widget):
    """Number done, progress bar, and time left."""

    total: reactive[int] = reactive(0, layout=False)
    done: reactive[int] = reactive(0, layout=False)
    seconds_left: reactive[float | None] = reactive(None, layout=False)

    def __init__(self, total: int) -> None:
        super().__init__()
        self.set_reactive(ProgressLine.total, total)

    def render(self) -> Content:
        """Draw the line."""
        count = f"{self.done} of {self.total} "
        left = "" if self.seconds_left is None else f" about {_span(self.seconds_left)} left"
        room = max(0, self.size.width - cell_len(count) - cell_len(left))
        filled = room * self.done // max(1, self.total)
        return Content.assemble(
            (count, "bold"),
            ("━" * filled, "$text-success"),
            ("─" * (room - filled), "$quiet"),
            (left, "$quiet"),
        )


def _span(seconds: float) -> str:
    return f"{ceil(seconds / 60)} min" if seconds > 90 else f"{ceil(seconds)} s"
