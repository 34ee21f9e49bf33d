"""Usage bar: the shown keys by state of usage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive

from ...listing.usage import GLYPHS, Usage, UsageLimits, usage_of
from .one_line import OneLine

if TYPE_CHECKING:
    from datetime import datetime

    from ...api.access_key import AccessKey

Counts = tuple[tuple[Usage, int], ...]

_COLORS = {
    Usage.ACTIVE: "$text-success",
    Usage.IDLE: "$text-warning",
    Usage.STALE: "$stale",
    Usage.NEVER: "$quiet",
    Usage.UNKNOWN: "$quiet",
}


def count_by_usage(keys: tuple[AccessKey, ...], now: datetime, limits: UsageLimits) -> Counts:
    """Count keys by state of usage, without empty states."""
    uses = [usage_of(key, now, limits) for key in keys]
    return tuple((use, number) for use in Usage if (number := uses.count(use)))


class UsageBar(OneLine):
    """Bar divided in proportion to the states, each part with its label and number."""

    counts: reactive[Counts] = reactive((), layout=False)

    def render(self) -> Content:
        """Draw the bar across the whole width."""
        if not self.counts:
            return Content("")
        labels = {use: f"{GLYPHS[use]} {number} {use.value} " for use, number in self.counts}
        free = self.size.width - sum(cell_len(label) + 1 for label in labels.values())
        if free < 0:
            labels = {use: f"{GLYPHS[use]} {number} " for use, number in self.counts}
            free = self.size.width - sum(cell_len(label) + 1 for label in labels.values())
        total = sum(number for _, number in self.counts)
        parts = [
            (f"{labels[use]}{'━' * (max(0, free) * number // total)} ", _COLORS[use])
            for use, number in self.counts
        ]
        return Content.assemble(*parts)
