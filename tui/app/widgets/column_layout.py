"""Layout of the key table's columns, and the texts of their cells."""

from __future__ import annotations

from itertools import repeat
from operator import attrgetter
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from ...listing.columns import Column
from ...listing.usage import GLYPHS, UsageLimits, usage_of

if TYPE_CHECKING:
    from datetime import datetime

    from ...api.access_key import AccessKey

GUTTER = 2
"""Cells before the first column, for the cursor's mark and another sign."""
GAP = 2

Layout = tuple[tuple[Column, int], ...]
"""The shown columns with their widths in cells."""

Widths = dict[Column, int]


def wanted_widths(
    columns: tuple[Column, ...], keys: tuple[AccessKey, ...], now: datetime
) -> Widths:
    """Return the width that each column wants for its texts, within its limits."""
    return {column: _wanted_width(column, keys, now) for column in columns}


def lay_out(widths: Widths, width: int) -> Layout:
    """Fit columns of these widths into one width.

    If they don't fit, the creation date is dropped first; then all columns shrink, and finally the
    client ID and the owner are dropped.
    """
    wanted = dict(widths)
    for column in sorted(widths, key=attrgetter("drop_rank")):
        needed = wanted if column.drop_rank == 1 else {shown: shown.min_width for shown in wanted}
        if column.drop_rank and _total(needed) > width:
            wanted.pop(column)
    return _shrink(wanted, width)


def pages(widths: Widths, width: int) -> tuple[Layout, ...]:
    """Lay out the columns on pages, each of which begins with the first column."""
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
    """Return the width of a row, including the gap after its last column."""
    return GUTTER + sum(width + GAP for _, width in layout)


def _wanted_width(column: Column, keys: tuple[AccessKey, ...], now: datetime) -> int:
    if column.min_width == column.max_width:
        return column.max_width
    texts = map(column.text, keys, repeat(now))
    longest = max(map(_length, texts), default=column.initial_width)
    fixed = max(column.min_width, len(column.heading) + 2, len(column.placeholder))
    return min(max(longest, fixed), column.max_width)


def _length(text: str) -> int:
    # Only characters outside ASCII may take no cell or two.
    return len(text) if text.isascii() else cell_len(text)


def _total(widths: Widths) -> int:
    return GUTTER + sum(widths.values()) + GAP * (len(widths) - 1)


def _shrink(wanted: Widths, width: int) -> Layout:
    widths = dict(wanted)
    for _ in range(_total(widths) - width):
        column = max(widths, key=lambda column: _slack(column, widths))
        if _slack(column, widths) <= 0:
            break
        widths[column] -= 1
    return tuple(widths.items())


def _slack(column: Column, widths: Widths) -> int:
    # Both ends of an ID are enough to recognise it, so its column shrinks twice as fast.
    slack = widths[column] - column.min_width
    return 2 * slack if column.is_id else slack


def cell(column: Column, key: AccessKey, width: int, now: datetime, limits: UsageLimits) -> str:
    """Return the text of a table cell, exactly `width` cells wide."""
    text = column.text(key, now) or column.placeholder
    if column.is_id:
        return set_cell_size(shorten(text, width), width)
    return fit(f"{GLYPHS[usage_of(key, now, limits)]} {text}" if column.is_usage else text, width)


def split_width(width: int) -> tuple[int, int]:
    """Divide a width between a name and an owner, with a gap between them."""
    name = max(1, min(22, (width - GAP) // 2))
    return name, max(1, min(24, width - GAP - name))


def fit(text: str, width: int) -> str:
    """Pad a text to a width, or cut it there with an ellipsis."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, width - 1) + "…"


def shorten(text: str, width: int) -> str:
    """Cut the middle out of a text that is too wide, as both ends of an ID identify it."""
    if cell_len(text) <= width:
        return text
    tail = (width - 1) // 2
    return f"{text[: width - 1 - tail]}…{text[-tail:] if tail else ''}"
