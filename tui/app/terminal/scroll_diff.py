"""Whether the lines of a terminal have only moved: it can do that by itself."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from operator import attrgetter

from .line_diff import Frame, Line, Lines, Run

_WORTH_SCROLLING = 6
"""Changed lines from which on it is looked whether they have only moved."""

_LOOKED_AT = 40
"""Cells at the left by which a line that has moved is known again."""


def moved(before: Lines, after: Lines) -> tuple[str, Lines] | None:
    """Look whether lines have moved up or down together.

    Returns:
        What has the terminal move them, and the lines as they are then; None if they haven't moved.
    """
    changed = [y for y, line in after.items() if y in before and line != before[y]]
    if len(changed) < _WORTH_SCROLLING:
        return None
    # Never the first line: what leaves the screen there may be kept by the terminal.
    top, bottom = max(1, min(changed)), max(changed)
    by, count = _shift(before, after, range(top, bottom + 1))
    if not by or count < _WORTH_SCROLLING:
        return None
    lines = {y: line for y, line in before.items() if not top <= y <= bottom}
    lines |= {
        y: before[y + by] for y in range(top, bottom + 1) if _within(before, y + by, top, bottom)
    }
    where, step = (bottom, "\n") if by > 0 else (top, "\x1bM")
    return f"\x1b[{top + 1};{bottom + 1}r\x1b[{where + 1};1H{step * abs(by)}\x1b[r", lines


def carried_along(after: Lines, wanted: Lines) -> Frame:
    """Give the whole of the lines that a move has spoilt beside what the frame draws of them."""
    spoilt = {y: _whole(line) for y, line in wanted.items() if after.get(y) != line}
    return {y: runs for y, runs in spoilt.items() if runs}


def _whole(line: Line) -> list[Run]:
    """Give what is known of a line as if it was drawn anew."""
    cells = groupby(range(len(line.text)), key=line.pens.__getitem__)
    known = [(pen, list(places)) for pen, places in cells if pen is not None]
    runs = [Run(places[0], line.text[places[0] : places[-1] + 1], pen) for pen, places in known]
    return sorted([*runs, *line.odd], key=attrgetter("x"))


def _within(lines: Lines, y: int, top: int, bottom: int) -> bool:
    return top <= y <= bottom and y in lines


def _shift(before: Lines, after: Lines, region: range) -> tuple[int, int]:
    """Tell by how many lines most lines have moved, upwards if positive, and how many have."""
    places: dict[str, list[int]] = {}
    for y in region:
        if y in before and not before[y].text[:_LOOKED_AT].isspace():
            places.setdefault(before[y].text[:_LOOKED_AT], []).append(y)
    found = Counter(
        place - y
        for y in region
        if y in after
        for place in places.get(after[y].text[:_LOOKED_AT], ())
    )
    return found.most_common(1)[0] if found else (0, 0)
