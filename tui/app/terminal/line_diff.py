"""What is drawn on the lines of a terminal, and what that costs to write."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from rich.cells import cell_len

from .sgr import PLAIN, Pen


@lru_cache(2048)
def _is_odd(text: str) -> bool:
    return any(cell_len(character) != 1 for character in set(text))


class Run(NamedTuple):
    """A piece of a line, in one style."""

    x: int
    text: str
    pen: Pen

    @property
    def end(self) -> int:
        """The cell behind it."""
        return self.x + cell_len(self.text)

    @property
    def is_odd(self) -> bool:
        """Whether terminals may differ in how wide it is."""
        return not self.text.isascii() and _is_odd(self.text)

    def meets(self, other: Run) -> bool:
        """Whether they have a cell in common."""
        return self.x < other.end and other.x < self.end


@dataclass
class Line:
    """A line of the screen, as far as it is known: no pen stands for a cell that is not."""

    text: str = ""
    pens: list[Pen | None] = field(default_factory=list)
    odd: tuple[Run, ...] = ()
    """What stands there that is odd, from left to right; the cells of that are not known."""

    def copy(self) -> Line:
        """Give one that can be changed instead of it."""
        return Line(self.text, self.pens.copy(), self.odd)

    def changed(self, run: Run) -> Run | None:
        """Note what is drawn where each character takes a cell; give what of it looks different."""
        end = run.x + len(run.text)
        if missing := max(0, end - len(self.text)):
            self.text += " " * missing
            self.pens += [None] * missing
        text, pens = self.text[run.x : end], self.pens[run.x : end]
        if text == run.text and pens.count(run.pen) == len(pens):
            return None
        self.text = self.text[: run.x] + run.text + self.text[end:]
        self.pens[run.x : end] = [run.pen] * len(pens)
        if not run.text.isascii():
            # Should the terminal take it for wider than we do, it must not be written in parts.
            return run
        cells = zip(text, pens, run.text, strict=True)
        differ = [i for i, (old, pen, new) in enumerate(cells) if old != new or pen != run.pen]
        return Run(run.x + differ[0], run.text[differ[0] : differ[-1] + 1], run.pen)

    def forget(self, start: int, end: int) -> None:
        """Know no more how the line looks between two cells."""
        count = max(0, min(end, len(self.text)) - start)
        self.text = self.text[:start] + " " * count + self.text[start + count :]
        self.pens[start : start + count] = [None] * count


_NOWHERE = 1_000_000
"""A cell that no line has."""

Lines = dict[int, Line]
Frame = dict[int, list[Run]]
"""What is drawn on each line."""


def draw(before: Lines, frame: Frame) -> tuple[str, Lines]:
    """Write what has changed, and give the lines as they are then."""
    lines = before.copy()
    written: list[str] = []
    pen, at = PLAIN, (-1, -1)
    for y, runs in frame.items():
        line = lines[y] = lines[y].copy() if y in lines else Line()
        for x, piece, wanted in _pieces(line, runs):
            if at != (y, x):
                written.append(f"\x1b[{y + 1};{x + 1}H")
            wanted = pen.over_blanks(wanted) if piece.isspace() else wanted  # noqa: PLW2901
            written += pen.change_to(wanted), piece
            pen, at = wanted, (y, x + len(piece)) if not line.odd else (-1, -1)
    return "".join([*written, pen.change_to(PLAIN)]), lines


def _pieces(line: Line, runs: list[Run]) -> list[Run]:
    """Give what has to be drawn of a line, and note that it is."""
    odd = [run for run in runs if run.is_odd]
    beside = [run for run in line.odd if not any(run.meets(drawn) for drawn in runs)]
    stand = tuple(sorted([*beside, *odd], key=attrgetter("x")))
    anew = _NOWHERE
    if any(cell_len(run.text[0]) == 0 for run in odd):
        # It is one with whatever stands before it.
        anew = 0
    elif odd and stand != line.odd:
        # Terminals differ in how wide it is, so whatever comes behind it is drawn with it.
        anew = odd[0].x
    line.odd = stand
    return [piece for run in runs if (piece := _piece(line, run, anew, runs[-1])) is not None]


def _piece(line: Line, run: Run, anew: int, last: Run) -> Run | None:
    if run.is_odd:
        line.forget(run.x, _NOWHERE if run is last else run.end)
    changed = None if run.is_odd else line.changed(run)
    return run if run.x >= anew else changed
