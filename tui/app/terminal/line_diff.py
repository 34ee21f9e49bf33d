"""Lines of the screen as far as they are known, and the least output that changes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from rich.cells import cell_len

from .sgr import RESET, SgrState


@lru_cache(2048)
def _has_wide_or_combining(text: str) -> bool:
    return any(cell_len(character) != 1 for character in set(text))


class Run(NamedTuple):
    """Text at a column of a line, in one style."""

    x: int
    text: str
    style: SgrState

    @property
    def end(self) -> int:
        """Column behind it."""
        return self.x + cell_len(self.text)

    @property
    def is_ambiguous(self) -> bool:
        """Whether terminals may disagree about its width."""
        return not self.text.isascii() and _has_wide_or_combining(self.text)

    def overlaps(self, other: Run) -> bool:
        """Whether they share a cell."""
        return self.x < other.end and other.x < self.end


@dataclass
class Line:
    """Known state of a line of the screen; an unknown cell has no style."""

    text: str = ""
    styles: list[SgrState | None] = field(default_factory=list)
    ambiguous: tuple[Run, ...] = ()
    """Runs of ambiguous width, from left to right; their cells are unknown."""

    def copy(self) -> Line:
        """Return an independent copy."""
        return Line(self.text, self.styles.copy(), self.ambiguous)

    def update(self, run: Run) -> Run | None:
        """Note a run of one cell a character, and return the part that differs, if any."""
        end = run.x + len(run.text)
        if missing := max(0, end - len(self.text)):
            self.text += " " * missing
            self.styles += [None] * missing
        text, styles = self.text[run.x : end], self.styles[run.x : end]
        if text == run.text and styles.count(run.style) == len(styles):
            return None
        self.text = self.text[: run.x] + run.text + self.text[end:]
        self.styles[run.x : end] = [run.style] * len(styles)
        if not run.text.isascii():
            # A terminal that takes it for wider than we do must not get it in parts.
            return run
        cells = zip(text, styles, run.text, strict=True)
        dirty = [i for i, (old, style, new) in enumerate(cells) if old != new or style != run.style]
        return Run(run.x + dirty[0], run.text[dirty[0] : dirty[-1] + 1], run.style)

    def invalidate(self, start: int, end: int) -> None:
        """Mark the cells between two columns as unknown."""
        count = max(0, min(end, len(self.text)) - start)
        self.text = self.text[:start] + " " * count + self.text[start + count :]
        self.styles[start : start + count] = [None] * count


_BEYOND_EVERY_LINE = 1_000_000
"""A column."""

Lines = dict[int, Line]
Frame = dict[int, list[Run]]
"""Runs that are drawn on each line."""


def diff_lines(before: Lines, frame: Frame) -> tuple[str, Lines]:
    """Return the output for the dirty cells, and the lines as they are after it."""
    lines = before.copy()
    output: list[str] = []
    state, cursor = RESET, (-1, -1)
    for y, runs in frame.items():
        line = lines[y] = lines[y].copy() if y in lines else Line()
        for x, text, style in _dirty_runs(line, runs):
            if cursor != (y, x):
                output.append(f"\x1b[{y + 1};{x + 1}H")
            style = state.nearest_for_blanks(style) if text.isspace() else style  # noqa: PLW2901
            output += state.transition_to(style), text
            state, cursor = style, (y, x + len(text)) if not line.ambiguous else (-1, -1)
    return "".join([*output, state.transition_to(RESET)]), lines


def _dirty_runs(line: Line, runs: list[Run]) -> list[Run]:
    """Return what has to be drawn of a line, and note that it is."""
    drawn = [run for run in runs if run.is_ambiguous]
    kept = [run for run in line.ambiguous if not any(run.overlaps(each) for each in runs)]
    ambiguous = tuple(sorted([*kept, *drawn], key=attrgetter("x")))
    redraw_from = _BEYOND_EVERY_LINE
    if any(cell_len(run.text[0]) == 0 for run in drawn):
        # It combines with the character before it.
        redraw_from = 0
    elif drawn and ambiguous != line.ambiguous:
        # Terminals disagree about its width, so all that stands behind it is drawn with it.
        redraw_from = drawn[0].x
    line.ambiguous = ambiguous
    dirty = (_dirty_part(line, run, redraw_from, runs[-1]) for run in runs)
    return [run for run in dirty if run is not None]


def _dirty_part(line: Line, run: Run, redraw_from: int, last: Run) -> Run | None:
    if run.is_ambiguous:
        line.invalidate(run.x, _BEYOND_EVERY_LINE if run is last else run.end)
    changed = None if run.is_ambiguous else line.update(run)
    return run if run.x >= redraw_from else changed
