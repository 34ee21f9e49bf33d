"""The screen of a terminal, as pieces of text with their looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style

Row = tuple[Segment, ...]
Rows = tuple[Row, ...]


def rows_of(cells: Iterable[Iterable[Any]]) -> Rows:
    """Make pieces of pyte's characters, as few as there are looks in a line."""
    return tuple(tuple(Segment.simplify(_segments(line))) for line in cells)


def _segments(line: Iterable[Any]) -> Iterator[Segment]:
    before = Style.null()
    for cell in line:
        style = _style(cell.fg, cell.bg, cell.bold, cell.italics, cell.underscore, cell.reverse)
        if cell.data == " " and not style.underline:
            # What else its style says can't be seen, and depends on how the program drew it.
            same = style.bgcolor == before.bgcolor and not before.underline
            style = before if same else Style(bgcolor=style.bgcolor)
        yield Segment(cell.data, style)
        before = style


@lru_cache(1024)
def _style(
    color: str, background: str, bold: bool, italic: bool, underline: bool, reverse: bool
) -> Style:
    if reverse:
        color, background = background, color
    return Style(
        color=_color(color),
        bgcolor=_color(background),
        bold=bold or None,
        italic=italic or None,
        underline=underline or None,
    )


def _color(name: str) -> str | None:
    return None if name == "default" else f"#{name}"


def width_of(segments: Iterable[Segment]) -> int:
    """Count the columns that pieces take."""
    return sum(cell_len(segment.text) for segment in segments)


def text_of(rows: Rows) -> str:
    """Return the text at a place."""
    return "\n".join("".join(segment.text for segment in row).rstrip() for row in rows)


def change(before: Rows, after: Rows) -> str:
    """Return the output that turns one screen into another."""
    changed = zip(range(1, len(after) + 1), before, after, strict=True)
    return "".join(_rewrite(line, old, new) for line, old, new in changed if old != new)


def _rewrite(line: int, old: Row, new: Row) -> str:
    pairs = enumerate(zip_longest(old, new))
    same = next(place for place, (before, after) in pairs if before != after)
    text = "".join(_ansi(segment) for segment in new[same:])
    return f"\x1b[{line};{width_of(new[:same]) + 1}H{text}"


def _ansi(segment: Segment) -> str:
    style = segment.style or Style.null()
    return style.render(segment.text, color_system=ColorSystem.TRUECOLOR)
