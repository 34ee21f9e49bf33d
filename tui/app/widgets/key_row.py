"""Draws lines of the key table, by pure functions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment
from rich.style import Style

from ...listing.columns import OWN_MARK
from ...listing.usage import UsageLimits, usage_of
from .column_layout import GAP, GUTTER, Layout, cell, fit

if TYPE_CHECKING:
    from ...api.access_key import AccessKey
    from ...listing.columns import Column, SortOrder

Look = Callable[[str], Style]
"""Function that returns the style of a part of the table."""

Line = list[Segment]

MARKED = "✓"
PENDING = "✗"
"""Sign of a key that is about to be deleted."""
ROTATING = "↻"
"""Sign of both keys of a rotation."""

_NAME_PARTS = {
    MARKED: "marked",
    PENDING: "pending",
    ROTATING: "name",
    OWN_MARK: "name",
    " ": "name",
}
"""The part that determines the style of a name, by the sign before it."""


class Rows(NamedTuple):
    """The keys in the table, with the time and limits that determine their usage."""

    keys: tuple[AccessKey, ...]
    """Filtered and sorted."""
    order: SortOrder
    """The order shown in the headings."""
    now: datetime
    limits: UsageLimits
    listed: tuple[AccessKey, ...]
    """All keys, including those hidden by a filter.

    They determine the widths of the columns, which must not change while a filter is typed, and the
    cursor returns to its key among them.
    """
    message: str
    """Shown instead of rows if there are none."""
    own: str | None = None
    """The client ID that the program signs in with, whose key is marked."""
    rotating: frozenset[str] = frozenset()
    """Ids of the keys that are in a rotation."""


def heading(layout: Layout, order: SortOrder, look: Look, more: tuple[bool, bool]) -> Line:
    """Draw the headings, with an arrow at the column that the rows are sorted by.

    Args:
        layout: The columns and their widths.
        order: The order of the rows.
        look: The style of each part.
        more: Whether there are columns to the left, and to the right, that are not shown.
    """
    segments = [Segment(("←" if more[0] else " ").ljust(GUTTER), look("heading"))]
    # Gaps get the style of the text before them, as each change of style takes 40 bytes.
    for column, width in layout:
        text, part = column.heading, "heading"
        if column is order.column:
            text, part = f"{text} {'▼' if order.descending else '▲'}", "sorted"
        segments.append(Segment(fit(text, width) + " " * GAP, look(part)))
    if more[1]:
        last = segments[-1]
        segments[-1] = Segment(f"{last.text[: -GAP - 1]}→{' ' * GAP}", last.style)
    return segments


def row(
    key: AccessKey,
    rows: Rows,
    layout: Layout,
    look: Look,
    background: Style | None,
    *,
    sign: str,
) -> Line:
    """Draw a key.

    Args:
        rows: The rows that it is one of.
        layout: The columns and their widths.
        look: The style of each part, of which only the colour is taken.
        background: The style of the line; None under the cursor, which has its own.
        sign: Stands before a key that is marked, about to be deleted, in a rotation, or the
            program's own, and is seen without colour too.
    """
    base = look("cursor") if background is None else background
    text, part = ("›", "cursor-mark") if background is None else (" ", _NAME_PARTS[sign])
    segments = [Segment(text + sign, _colored(base, look(part)))]
    for column, width in layout:
        text = cell(column, key, width, rows.now, rows.limits)
        if column.is_name and sign != OWN_MARK and key.client_id == rows.own:
            text = _with_own_mark(text, width)
        part = _part(column, key, rows, sign, is_under_cursor=background is None)
        segments.append(Segment(text + " " * GAP, _colored(base, look(part))))
    return segments


def _part(column: Column, key: AccessKey, rows: Rows, sign: str, *, is_under_cursor: bool) -> str:
    if column.is_name:
        return _NAME_PARTS[sign]
    if is_under_cursor:
        # A single colour stands out, and takes fewer bytes when the cursor moves.
        return "name"
    return usage_of(key, rows.now, rows.limits).name.lower() if column.is_usage else "quiet"


def _with_own_mark(name: str, width: int) -> str:
    """Mark the program's own key after its name, if another sign precedes the name."""
    return fit(f"{fit(name.rstrip(), width - 2).rstrip()} {OWN_MARK}", width)


@lru_cache(256)
def _colored(base: Style, style: Style) -> Style:
    return base + Style(color=style.color)


@lru_cache(8)
def wrapped(message: str, width: int) -> tuple[str, ...]:
    """Wrap the message of an empty table, with a margin on both sides."""
    room = max(10, width - 2 * GUTTER)
    lines = [part for line in message.splitlines() for part in wrap(line, room) or [""]]
    return tuple(f"{' ' * GUTTER}{line}" for line in lines)
