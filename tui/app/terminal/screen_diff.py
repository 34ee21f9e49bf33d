"""What stands on the terminal, and the least to write for a frame that differs from it."""

from __future__ import annotations

import re

from rich.cells import cell_len

from .line_diff import Frame, Lines, Run, draw
from .scroll_diff import carried_along, moved
from .sgr import PLAIN, Pen, on_blanks, pen_of

_PART = re.compile(r"\x1b\[(\d+);(\d+)H|\x1b\[([0-9;]*)m|(\n)|([^\x1b\r\n]+)")

_HOME = "\x1b[1;1H"
"""Where Textual leaves the cursor when no field has it; it is not seen there."""


class Painted:
    """Knows what stands on the terminal, so that only what changes has to be written.

    Textual writes whole widgets again, and every style in full. On a slow line that is the
    difference between a list that follows the keys and one that lags behind them.
    """

    def __init__(self) -> None:
        self._lines: Lines = {}
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
        written, lines = draw(self._lines, runs)
        if (shift := moved(self._lines, lines)) is not None:
            scroll, start = shift
            redrawn, after = draw(start, runs)
            if spoilt := carried_along(after, lines):
                redrawn, after = draw(start, runs | spoilt)
            if after == lines and len(scroll) + len(redrawn) < len(written):
                written = scroll + redrawn
        self._lines = lines
        if not written and cursor == self._cursor:
            return ""
        self._cursor = cursor
        return written + cursor


def _read(frame: str) -> tuple[Frame, str]:
    """Take a frame apart into its runs, and where it leaves the cursor, unless that is at home.

    Raises:
        ValueError: it holds more than we know of.
    """
    runs: Frame = {}
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


def _add(runs: list[Run], x: int, text: str, pen: Pen) -> int:
    """Take in a text, the blanks at its end by themselves, and give where it ends."""
    words = text.rstrip(" ")
    if words:
        runs.append(Run(x, words, pen))
        x += cell_len(words)
    if blanks := text[len(words) :]:
        runs.append(Run(x, blanks, on_blanks(pen)))
    return x + len(blanks)
