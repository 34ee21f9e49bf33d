"""Detection of lines that have only moved, which the terminal can scroll."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from operator import attrgetter

from .line_diff import Frame, Line, Lines, Piece, Run

_WORTH_SCROLLING = 6
"""Minimum number of changed lines that a scroll has to move.

It has to move at least half of them, too; otherwise drawing the others costs more than it saves.
"""

_COMPARED = 40
"""Number of columns at the left that identify a moved line."""


def detect_scroll(before: Lines, after: Lines) -> tuple[str, Lines] | None:
    """Detect lines that have moved up or down together.

    Returns:
        The output that scrolls them, and the lines after it; None if there are too few.
    """
    changed = [y for y, line in after.items() if y in before and line != before[y]]
    if len(changed) < _WORTH_SCROLLING:
        return None
    # Never the first line, from which terminals move text into the scrollback.
    top, bottom = max(1, min(changed)), max(changed)
    by, count = _offset(before, after, range(top, bottom + 1))
    if not by or count < max(_WORTH_SCROLLING, len(changed) / 2):
        return None
    lines = {y: line for y, line in before.items() if not top <= y <= bottom}
    lines |= {
        y: before[y + by] for y in range(top, bottom + 1) if _within(before, y + by, top, bottom)
    }
    where, step = (bottom, "\n") if by > 0 else (top, "\x1bM")
    return f"\x1b[{top + 1};{bottom + 1}r\x1b[{where + 1};1H{step * abs(by)}\x1b[r", lines


def damaged_lines(after: Lines, wanted: Lines) -> Frame:
    """Return the whole lines that a scroll has damaged outside of the frame's own changes."""
    damaged = {y: _runs_of(line) for y, line in wanted.items() if after.get(y) != line}
    return {y: [Piece.of(run) for run in runs] for y, runs in damaged.items() if runs}


def _runs_of(line: Line) -> list[Run]:
    """Return the known runs of a line."""
    cells = groupby(range(len(line.text)), key=line.styles.__getitem__)
    known = [(style, list(columns)) for style, columns in cells if style is not None]
    runs = [Run(each[0], line.text[each[0] : each[-1] + 1], style) for style, each in known]
    return sorted([*runs, *line.ambiguous], key=attrgetter("x"))


def _within(lines: Lines, y: int, top: int, bottom: int) -> bool:
    return top <= y <= bottom and y in lines


def _offset(before: Lines, after: Lines, region: range) -> tuple[int, int]:
    """Return the most frequent offset (upwards if positive), and the number of lines with it."""
    places: dict[str, list[int]] = {}
    for y in region:
        if y in before and not before[y].text[:_COMPARED].isspace():
            places.setdefault(before[y].text[:_COMPARED], []).append(y)
    offsets = Counter(
        place - y
        for y in region
        if y in after
        for place in places.get(after[y].text[:_COMPARED], ())
    )
    return offsets.most_common(1)[0] if offsets else (0, 0)
