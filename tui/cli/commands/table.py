"""Table in plain text, for people and for programs that split lines at blanks."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

_GAP = "  "
_WIDEST = 40
"""Cells of a text on a terminal, so that most rows fit; in a pipe or a file it stays whole."""


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return rows in columns under their headings, each as wide as its longest text."""
    lines = [headings, *([_fitted(text) for text in row] for row in rows)]
    widths = [max(cell_len(text) for text in column) for column in zip(*lines, strict=True)]
    return "".join(f"{_GAP.join(map(set_cell_size, line, widths)).rstrip()}\n" for line in lines)


def _fitted(text: str) -> str:
    if cell_len(text) <= _WIDEST or not sys.stdout.isatty():
        return text
    return f"{set_cell_size(text, _WIDEST - 1)}…"
