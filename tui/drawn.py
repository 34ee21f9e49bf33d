"""What is drawn on the lines of a terminal, and what that costs to write."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from rich.cells import cell_len

from .pen import PLAIN, Pen


class Run(NamedTuple):
    """A piece of a line, in one style."""

    x: int
    text: str
    pen: Pen


class _Unknown:
    """Something that is known only for where it begins, and so is like nothing else."""

    def __init__(self, x: int) -> None:
        self.x = x


@dataclass
class Line:
    """A line of the screen, as far as it is known: no pen stands for a cell that is not."""

    text: str = ""
    pens: list[Pen | None] = field(default_factory=list)
    odd: list[Run] | None = None
    """All that was drawn last, if terminals may differ in how wide it is."""
    unknown: _Unknown | None = None
    """What of that still stands where something else was drawn beside it."""

    def copy(self) -> Line:
        """Give one that can be changed instead of it."""
        return Line(self.text, self.pens.copy(), self.odd, self.unknown)

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

    def forget_from(self, x: int) -> None:
        """Know no more how the line looks from a cell on."""
        self.pens[x:] = [None] * len(self.pens[x:])


Lines = dict[int, Line]
Frame = dict[int, list[Run]]
"""What is drawn on each line."""


def draw(before: Lines, frame: Frame) -> tuple[str, Lines]:
    """Write what has changed, and give the lines as they are then."""
    lines = {y: line.copy() for y, line in before.items()}
    written: list[str] = []
    pen, at = PLAIN, (-1, -1)
    for y, runs in frame.items():
        line = lines.setdefault(y, Line())
        for x, piece, wanted in _pieces(line, runs):
            if at != (y, x):
                written.append(f"\x1b[{y + 1};{x + 1}H")
            wanted = pen.over_blanks(wanted) if piece.isspace() else wanted  # noqa: PLW2901
            written += pen.change_to(wanted), piece
            pen, at = wanted, (y, x + len(piece)) if line.odd is None else (-1, -1)
    return "".join([*written, pen.change_to(PLAIN)]), lines


def _pieces(line: Line, runs: list[Run]) -> list[Run]:
    """Give what has to be drawn of a line, and note that it is."""
    if line.odd == runs:
        return []
    simple = list(takewhile(lambda run: _takes_a_cell_each(run.text), runs))
    pieces = [piece for run in simple if (piece := line.changed(run)) is not None]
    # Terminals differ in how wide they take the rest for, so only as a whole it is not drawn again.
    line.unknown = _left_standing(line, runs)
    line.odd = runs if len(simple) < len(runs) else None
    for run in runs[len(simple) :]:
        line.forget_from(max(0, run.x - 1))
        pieces.append(run)
    return pieces


def _left_standing(line: Line, runs: list[Run]) -> _Unknown | None:
    """Give what of a line can't be known any more once these runs are drawn."""
    odd = (run.x for run in line.odd or () if not _takes_a_cell_each(run.text))
    unknown = line.unknown or next(map(_Unknown, odd), None)
    end = runs[-1].x + cell_len(runs[-1].text)
    return unknown if unknown and not runs[0].x < unknown.x < end else None


def _takes_a_cell_each(text: str) -> bool:
    return text.isascii() or all(cell_len(character) == 1 for character in set(text))
