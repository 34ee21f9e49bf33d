"""Table in plain text, for people and for programs that split lines at spaces."""

from __future__ import annotations

import sys
from collections.abc import Sequence

_GAP = "  "
_WIDEST = 40
"""Maximum cells of a text on a terminal; in a pipe or a file it is never cut."""


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return rows in columns under their headings, each as wide as its longest text."""
    lines = [headings, *([_fitted(text) for text in row] for row in rows)]
    widths = [max(_cells(text) for text in column) for column in zip(*lines, strict=True)]
    return "".join(f"{_GAP.join(map(_sized, line, widths)).rstrip()}\n" for line in lines)


def _fitted(text: str) -> str:
    if _cells(text) <= _WIDEST or not sys.stdout.isatty():
        return text
    return f"{_sized(text, _WIDEST - 1)}…"


# Nearly every list is pure ASCII, for which Rich need not be loaded.


def _cells(text: str) -> int:
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _sized(text: str, width: int) -> str:
    if text.isascii():
        return text[:width].ljust(width)
    from rich.cells import set_cell_size

    return set_cell_size(text, width)
