"""Targets of the program, and whether it reaches them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Target:
    """The most that a figure may be.

    Args:
        limit: The most.
        kind: `x` for a ratio to the floor, `+` for what comes on top of it, nothing for itself.
    """

    limit: float
    kind: str = ""

    def judge(self, floor: Sequence[float], ours: Sequence[float]) -> float:
        """Return the figure that the limit applies to, from alternating measurements."""
        if self.kind == "x":
            return median(own / bare for own, bare in zip(ours, floor, strict=True) if bare)
        return median(ours) - (median(floor) if self.kind == "+" else 0)


def heading(title: str) -> None:
    """Begin a part of the report."""
    print(f"\n{title:34}{'floor':>10}{'ours':>10}{'is':>9}{'target':>9}")


def report(
    figure: str, floor: Sequence[float], ours: Sequence[float], target: Target | None = None
) -> None:
    """Print a line; without a target it is for information."""
    bare = f"{median(floor):10.1f}" if floor else f"{'':10}"
    line = f"{figure:34}{bare}{median(ours):10.1f}"
    if target is not None:
        value = target.judge(floor, ours)
        sign = "+" if target.kind == "+" else ""
        ratio = "x" if target.kind == "x" else ""
        line += f"{sign}{value:.2f}{ratio}".rjust(9) + f"{sign}{target.limit:g}{ratio}".rjust(9)
        line += "  met" if value <= target.limit else "  MISSED"
    elif floor and median(floor):
        line += f"{median(ours) / median(floor):.2f}x".rjust(9)
    print(line, flush=True)


def compare(figure: str, floor: Sequence[float], others: Mapping[str, Sequence[float]]) -> None:
    """Print what the floor takes, and each program's ratio to it: median and worst round."""
    line = f"{figure:34}{median(floor):10.1f}"
    for values in others.values():
        pairs = zip(values, floor, strict=True)
        ratios = [value / bare for value, bare in pairs if bare and value]
        line += f"{median(ratios):9.2f}x ({max(ratios):5.2f})" if ratios else f"{'-':>18}"
    print(line, flush=True)
