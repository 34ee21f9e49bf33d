"""What stands on the terminal, and the least to write for a frame that differs from it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from rich.cells import cell_len

from .pen import PLAIN, Pen, on_blanks, pen_of

_PART = re.compile(r"\x1b\[(\d+);(\d+)H|\x1b\[([0-9;]*)m|(\n)|([^\x1b\r\n]+)")

_HOME = "\x1b[1;1H"
"""Where Textual leaves the cursor when no field has it; it is not seen there."""

_WORTH_SCROLLING = 6
"""Changed lines from which on it is looked whether they have only moved."""

_LOOKED_AT = 40
"""Cells at the left by which a line that has moved is known again."""


class _Run(NamedTuple):
    """A piece of a line, in one style."""

    x: int
    text: str
    pen: Pen


@dataclass
class _Line:
    """A line of the screen, as far as it is known: no pen stands for a cell that is not."""

    text: str = ""
    pens: list[Pen | None] = field(default_factory=list)
    odd: list[_Run] | None = None
    """All that was drawn last, if terminals may differ in how wide it is."""

    def copy(self) -> _Line:
        return _Line(self.text, self.pens.copy(), self.odd)

    def changed(self, run: _Run) -> _Run | None:
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
        return _Run(run.x + differ[0], run.text[differ[0] : differ[-1] + 1], run.pen)

    def forget_from(self, x: int) -> None:
        """Know no more how the line looks from a cell on."""
        self.pens[x:] = [None] * len(self.pens[x:])


_Lines = dict[int, _Line]
_Frame = dict[int, list[_Run]]
"""What is drawn on each line."""


class Painted:
    """Knows what stands on the terminal, so that only what changes has to be written.

    Textual writes whole widgets again, and every style in full. On a slow line that is the
    difference between a list that follows the keys and one that lags behind them.
    """

    def __init__(self) -> None:
        self._lines: _Lines = {}
        self._cursor = ""

    def forget(self) -> None:
        """Know nothing any more, because somebody else has drawn there, or the size changed."""
        self._lines.clear()
        self._cursor = ""

    def least(self, frame: str) -> str:
        """Write what makes the terminal look as after the frame, and note how it looks."""
        try:
            runs, cursor = _read(frame)
        except ValueError:
            self.forget()
            return frame
        written, lines = _draw(self._lines, runs)
        if (moved := _moved(self._lines, lines, runs)) is not None:
            scroll, start = moved
            redrawn, after = _draw(start, runs)
            if len(scroll) + len(redrawn) < len(written):
                written, lines = scroll + redrawn, after
        self._lines = lines
        if not written and cursor == self._cursor:
            return ""
        self._cursor = cursor
        return written + cursor


def _read(frame: str) -> tuple[_Frame, str]:
    """Take a frame apart into its runs, and where it leaves the cursor, unless that is at home.

    Raises:
        ValueError: it holds more than we know of.
    """
    runs: _Frame = {}
    x = y = at = 0
    pen, cursor = PLAIN, ""
    for part in _PART.finditer(frame):
        if part.start() != at:
            break
        at = part.end()
        line, column, style, _, text = part.groups()
        if line:
            y, x, cursor = int(line) - 1, int(column) - 1, part[0]
        elif style is not None:
            pen = pen_of(style)
        elif text:
            x, cursor = _add(runs.setdefault(y, []), x, text, pen), ""
    if at != len(frame):
        raise ValueError(frame[at:])
    return runs, "" if cursor == _HOME else cursor


def _add(runs: list[_Run], x: int, text: str, pen: Pen) -> int:
    """Take in a text, the blanks at its end by themselves, and give where it ends."""
    words = text.rstrip(" ")
    if words:
        runs.append(_Run(x, words, pen))
        x += cell_len(words)
    if blanks := text[len(words) :]:
        runs.append(_Run(x, blanks, on_blanks(pen)))
    return x + len(blanks)


def _draw(before: _Lines, frame: _Frame) -> tuple[str, _Lines]:
    """Write what has changed, and give the lines as they are then."""
    lines = {y: line.copy() for y, line in before.items()}
    written: list[str] = []
    pen, at = PLAIN, (-1, -1)
    for y, runs in frame.items():
        line = lines.setdefault(y, _Line())
        for x, piece, wanted in _pieces(line, runs):
            if at != (y, x):
                written.append(f"\x1b[{y + 1};{x + 1}H")
            wanted = pen.over_blanks(wanted) if piece.isspace() else wanted  # noqa: PLW2901
            written += pen.change_to(wanted), piece
            pen, at = wanted, (y, x + len(piece)) if line.odd is None else (-1, -1)
    return "".join([*written, pen.change_to(PLAIN)]), lines


def _pieces(line: _Line, runs: list[_Run]) -> list[_Run]:
    """Give what has to be drawn of a line, and note that it is."""
    if line.odd == runs:
        return []
    simple = list(takewhile(lambda run: _takes_a_cell_each(run.text), runs))
    pieces = [piece for run in simple if (piece := line.changed(run)) is not None]
    # Terminals differ in how wide they take the rest for, so only as a whole it is not drawn again.
    line.odd = runs if len(simple) < len(runs) else None
    for run in runs[len(simple) :]:
        line.forget_from(max(0, run.x - 1))
        pieces.append(run)
    return pieces


def _takes_a_cell_each(text: str) -> bool:
    return text.isascii() or all(cell_len(character) == 1 for character in set(text))


def _moved(before: _Lines, after: _Lines, frame: _Frame) -> tuple[str, _Lines] | None:
    """Look whether lines have moved up or down together that are drawn from their beginning.

    Returns:
        What has the terminal move them, and the lines as they are then; None if they haven't moved.
    """
    changed = [y for y, line in after.items() if y in before and line != before[y]]
    # What is drawn of others, such as of the line that a filter is typed into, is not all of them.
    changed = [y for y in changed if y in frame and frame[y][0].x == 0]
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


def _within(lines: _Lines, y: int, top: int, bottom: int) -> bool:
    return top <= y <= bottom and y in lines


def _shift(before: _Lines, after: _Lines, region: range) -> tuple[int, int]:
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
