"""Known state of the screen's lines, and the shortest output that changes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter, itemgetter
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
        """The column after the last one."""
        return self.x + cell_len(self.text)

    @property
    def is_ambiguous(self) -> bool:
        """Whether terminals may disagree about its width."""
        return not self.text.isascii() and _has_wide_or_combining(self.text)

    def overlaps(self, other: Run) -> bool:
        """Return whether they share a cell."""
        return self.x < other.end and other.x < self.end


class Piece(NamedTuple):
    """Adjacent runs, and the text and style of each of their cells."""

    runs: tuple[Run, ...]
    text: str
    styles: list[SgrState]
    is_ambiguous: bool
    """Whether one of the runs is ambiguous, so that the number of cells is unknown."""

    @classmethod
    def of(cls, *runs: Run) -> Piece:
        """Join runs."""
        styles = [run.style for run in runs for _ in run.text]
        is_ambiguous = any(run.is_ambiguous for run in runs)
        return cls(runs, "".join(run.text for run in runs), styles, is_ambiguous)


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

    def update(self, piece: Piece) -> list[Run]:
        """Apply a piece of single-cell characters, and return the dirty parts of its runs."""
        start = piece.runs[0].x
        end = start + len(piece.text)
        if missing := max(0, end - len(self.text)):
            self.text += " " * missing
            self.styles += [None] * missing
        text, styles = self.text[start:end], self.styles[start:end]
        if text == piece.text and styles == piece.styles:
            return []
        self.text = self.text[:start] + piece.text + self.text[end:]
        self.styles[start:end] = piece.styles
        dirty, at = [], 0
        for run in piece.runs:
            before, at = at, at + len(run.text)
            if (part := _dirty_part(run, text[before:at], styles[before:at])) is not None:
                dirty.append(part)
        return dirty

    def invalidate(self, start: int, end: int) -> None:
        """Mark the cells between two columns as unknown."""
        count = max(0, min(end, len(self.text)) - start)
        self.text = self.text[:start] + " " * count + self.text[start + count :]
        self.styles[start : start + count] = [None] * count


def _dirty_part(run: Run, before: str, looks: list[SgrState | None]) -> Run | None:
    """Return the part of a run that holds its dirty cells, if any is.

    Args:
        run: The run, of single-cell characters.
        before: The present text in its place.
        looks: The styles of that text.
    """
    x, text, style = run
    if text == before and looks.count(style) == len(looks):
        return None
    if not text.isascii():
        # In parts it could be misplaced on a terminal that takes it for wider.
        return run
    dirty = [
        i
        for i, (old, new, look) in enumerate(zip(before, text, looks, strict=True))
        if old != new or (look is not style and look != style)
    ]
    return Run(x + dirty[0], text[dirty[0] : dirty[-1] + 1], style)


_BEYOND_EVERY_LINE = 1_000_000
"""A column."""

_WORTH_GROUPING = 2
"""Runs per style above which setting styles costs more than moving the cursor back."""

_FEW = 16
"""Maximum number of runs, such as those of two rows, for which several orders are tried."""

Lines = dict[int, Line]
Frame = dict[int, list[Piece]]
"""Pieces that are drawn on each line."""


def diff_lines(before: Lines, frame: Frame) -> tuple[str, Lines]:
    """Return the output for the dirty cells, and the lines as they are after it."""
    lines = before.copy()
    drawn: list[tuple[int, Run]] = []
    in_order: list[tuple[int, Run]] = []
    for y, pieces in frame.items():
        line = lines[y] = lines[y].copy() if y in lines else Line()
        dirty = _dirty_runs(line, pieces)
        (in_order if line.ambiguous else drawn).extend([(y, run) for run in dirty])
    return _draw(in_order, is_sure=False) + _shortest(drawn), lines


def _shortest(drawn: list[tuple[int, Run]]) -> str:
    """Return the output for runs in the order in which their styles take the fewest bytes."""
    output = _draw(_grouped(drawn))
    if len(drawn) > _FEW:
        return output
    upwards = sorted(drawn, key=lambda place: -place[0])
    return min(output, _draw(upwards), key=len)


def _grouped(drawn: list[tuple[int, Run]]) -> list[tuple[int, Run]]:
    """Order runs by their styles: most rows alternate between the same few."""
    places: dict[SgrState, int] = {}
    ordered: list[tuple[int, int, Run]] = []
    place, behind = 0, (-1, -1)
    for y, run in drawn:
        # Blanks stay with the run before them, as they look the same in most styles.
        if (y, run.x) != behind or not run.text.isspace():
            place = places.setdefault(run.style, len(places))
        ordered.append((place, y, run))
        behind = y, run.x + len(run.text)
    if len(drawn) <= len(places) * _WORTH_GROUPING:
        return drawn
    ordered.sort(key=itemgetter(0))
    return [(y, run) for _, y, run in ordered]


def _draw(drawn: list[tuple[int, Run]], *, is_sure: bool = True) -> str:
    """Return the output for runs.

    Args:
        drawn: The runs, each with the number of its line.
        is_sure: Whether the position of the cursor after a run is known.
    """
    output: list[str] = []
    state, cursor = RESET, (-1, -1)
    for y, (x, text, style) in drawn:
        if cursor != (y, x):
            output.append(f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H")
        style = state.nearest_for_blanks(style) if text.isspace() else style  # noqa: PLW2901
        output += state.transition_to(style), text
        state, cursor = style, (y, x + len(text)) if is_sure else (-1, -1)
    return "".join([*output, state.transition_to(RESET)])


def _dirty_runs(line: Line, pieces: list[Piece]) -> list[Run]:
    """Update a line, and return the runs of it that have to be drawn."""
    if not (line.ambiguous or any(piece.is_ambiguous for piece in pieces)):
        return [run for piece in pieces for run in line.update(piece)]
    runs = [run for piece in pieces for run in piece.runs]
    drawn = [run for run in runs if run.is_ambiguous]
    kept = [run for run in line.ambiguous if not any(run.overlaps(each) for each in runs)]
    ambiguous = tuple(sorted([*kept, *drawn], key=attrgetter("x")))
    redraw_from = _BEYOND_EVERY_LINE
    if any(cell_len(run.text[0]) == 0 for run in drawn):
        # It may combine with the character before it.
        redraw_from = 0
    elif drawn and ambiguous != line.ambiguous:
        # Terminals disagree about its width, so everything to the right of it is drawn as well.
        redraw_from = drawn[0].x
    line.ambiguous = ambiguous
    changed = [(run, _changed_part(line, run, runs[-1])) for run in runs]
    return [part for run, parts in changed for part in ([run] if run.x >= redraw_from else parts)]


def _changed_part(line: Line, run: Run, last: Run) -> list[Run]:
    if not run.is_ambiguous:
        return line.update(Piece.of(run))
    line.invalidate(run.x, _BEYOND_EVERY_LINE if run is last else run.end)
    return []
