"""What a list of keys shows in each column, and how wide, at a given width."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from ...listing.columns import Column
from ...listing.usage import GLYPHS, UsageLimits, day, last_used, usage_of

if TYPE_CHECKING:
    from ...api.access_key import AccessKey

GUTTER = 2
"""Cells before the first column: the cursor's mark and a blank."""
GAP = 2


@dataclass(frozen=True)
class Span:
    """The cells that a column may take."""

    least: int
    most: int
    usual: int = 0
    """What it takes while there are no keys yet."""


_SPANS = {
    Column.NAME: Span(12, 32, 32),
    Column.OWNER: Span(12, 30, 30),
    Column.CLIENT_ID: Span(9, 36, 16),
    Column.CREATED: Span(11, 11),
    Column.LAST_USED: Span(13, 13),
}

_DROPPED_FIRST = (Column.CREATED, Column.CLIENT_ID, Column.OWNER)

Layout = tuple[tuple[Column, int], ...]


Widths = dict[Column, int]


def wanted_widths(columns: tuple[Column, ...], keys: tuple[AccessKey, ...]) -> Widths:
    """Tell what the texts of each column need, within its span."""
    return {column: _wanted(column, keys) for column in columns}


def lay_out(widths: Widths, width: int) -> Layout:
    """Fit columns that want these widths into one.

    What doesn't fit at full size makes the creation date go first; then all shrink, and at last
    the client ID and the owner go.
    """
    wanted = dict(widths)
    if _total(wanted) > width:
        wanted.pop(Column.CREATED, None)
    for column in _DROPPED_FIRST:
        if _total({name: _SPANS[name].least for name in wanted}) > width:
            wanted.pop(column, None)
    return _shrink(wanted, width)


def pages(widths: Widths, width: int) -> tuple[Layout, ...]:
    """Lay out what fits into a width, and then, beside the first column, what did not."""
    found: list[Layout] = []
    first, rest = dict(list(widths.items())[:1]), widths
    while rest:
        layout = lay_out(first | rest, width)
        if found and len(layout) == 1:
            break
        found.append(layout)
        shown = dict(layout)
        rest = {column: wanted for column, wanted in rest.items() if column not in shown}
    return tuple(found)


def row_width(layout: Layout) -> int:
    """Tell how many cells a row takes, with the gap behind its last column."""
    return GUTTER + sum(width + GAP for _, width in layout)


def _wanted(column: Column, keys: tuple[AccessKey, ...]) -> int:
    span = _SPANS[column]
    if span.least == span.most:
        return span.most
    texts = _TEXTS[column]
    longest = max(map(_cells, map(texts, keys)), default=span.usual)
    return min(max(longest, span.least, len(column.value) + 2), span.most)


def _cells(text: str) -> int:
    # Measuring cell by cell is worth it only where a character may take none or two.
    return len(text) if text.isascii() else cell_len(text)


def _total(widths: Widths) -> int:
    return GUTTER + sum(widths.values()) + GAP * (len(widths) - 1)


def _shrink(wanted: Widths, width: int) -> Layout:
    widths = dict(wanted)
    for _ in range(_total(widths) - width):
        column = max(widths, key=lambda name: _can_give(name, widths))
        if _can_give(column, widths) <= 0:
            break
        widths[column] -= 1
    return tuple(widths.items())


def _can_give(column: Column, widths: Widths) -> int:
    # Both ends of a client ID tell it from others, so it gives twice as readily as a name.
    spare = widths[column] - _SPANS[column].least
    return 2 * spare if column is Column.CLIENT_ID else spare


def _owner(key: AccessKey) -> str:
    return key.created_by or "unknown"


_TEXTS: dict[Column, Callable[[AccessKey], str]] = {
    Column.NAME: attrgetter("name"),
    Column.OWNER: _owner,
    Column.CLIENT_ID: attrgetter("client_id"),
}


def cell(column: Column, key: AccessKey, width: int, now: datetime, limits: UsageLimits) -> str:
    """Write one cell, exactly `width` cells wide."""
    match column:
        case Column.CREATED:
            text = day(key.created_at)
        case Column.LAST_USED:
            text = f"{GLYPHS[usage_of(key, now, limits)]} {last_used(key, now)}"
        case Column.CLIENT_ID:
            return set_cell_size(shorten(key.client_id, width), width)
        case _:
            text = _TEXTS[column](key)
    return fit(text, width)


def split_width(width: int) -> tuple[int, int]:
    """Divide what is left of a line among a name and an owner, with a gap between them."""
    name = max(1, min(22, (width - GAP) // 2))
    return name, max(1, min(24, width - GAP - name))


def fit(text: str, width: int) -> str:
    """Pad a text to a width, or cut it there with an ellipsis."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, width - 1) + "…"


def shorten(text: str, width: int) -> str:
    """Take out the middle of a text that is too wide: both ends of an ID tell it from others."""
    if cell_len(text) <= width:
        return text
    tail = (width - 1) // 2
    return f"{text[: width - 1 - tail]}…{text[-tail:] if tail else ''}"
