"""Draws the lines of the key table, each from what it shows and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from textwrap import wrap
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style

from ...listing.columns import Column, SortOrder
from ...listing.key_facts import OWN_MARK
from ...listing.usage import UsageLimits, usage_of
from .key_columns import GAP, GUTTER, Layout, cell, fit

if TYPE_CHECKING:
    from ...api.access_key import AccessKey

_QUIET = ("never", "unknown")
"""States that are drawn quietly, but for the line of the cursor."""

Look = Callable[[str], Style]
"""Gives the style of a part of the table."""

Line = list[Segment]

MARKED = "✓"
PENDING = "✗"
"""Stands before a key that is about to be deleted."""

_NAMES = {MARKED: "marked", PENDING: "pending", OWN_MARK: "name", " ": "name"}
"""The style of a name, by what stands before it."""


@dataclass(frozen=True)
class Rows:
    """What the table shows."""

    keys: tuple[AccessKey, ...]
    """Filtered and sorted."""
    order: SortOrder
    """What they are sorted by, for the headings."""
    now: datetime
    """The moment that ages are counted to."""
    limits: UsageLimits
    """What ages are judged by."""
    listed: tuple[AccessKey, ...]
    """All keys, those that a filter hides too: they size the columns, which so don't jump while a
    filter is typed, and the cursor waits for its key among them."""
    message: str
    """Said in place of the rows when there are none."""
    own: str | None = None
    """The client ID that the program signs in with, to mark its key."""


def heading(layout: Layout, order: SortOrder, look: Look, more: tuple[bool, bool]) -> Line:
    """Draw the headings, with an arrow at the one that the rows are sorted by.

    Args:
        layout: The columns and their widths.
        order: What the rows are sorted by.
        look: The style of each part.
        more: Whether there are columns to the left, and to the right, that are not shown.
    """
    segments = [Segment(("←" if more[0] else " ").ljust(GUTTER), look("heading"))]
    # Blanks are drawn in the style of what they follow: a change of style costs 40 bytes.
    for column, width in layout:
        text, part = column.value, "heading"
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
    ground: Style | None,
    *,
    sign: str,
) -> Line:
    """Draw a key.

    Args:
        key: The key.
        rows: What it is shown among.
        layout: The columns and their widths.
        look: The style of each part, of which only the colour is taken.
        ground: The style of the line; None if the cursor is on it, which has its own.
        sign: What stands before a key that is marked, doomed or the program's own: that is seen
            without colour too.
    """
    base = look("cursor") if ground is None else ground
    name = _NAMES[sign]
    text, part = ("❯", "cursor-mark") if ground is None else (" ", name)
    segments = [Segment(text + sign, _colored(base, look(part)))]
    for column, width in layout:
        part = "quiet"
        if column is Column.LAST_USED:
            part = usage_of(key, rows.now, rows.limits).name.lower()
            if ground is None and part in _QUIET:
                part = "name"
        elif column is Column.NAME:
            part = name
        elif part == "quiet" and ground is None:
            part = "name"
        text = cell(column, key, width, rows.now, rows.limits)
        if column is Column.NAME and sign != OWN_MARK and key.client_id == rows.own:
            text = _with_badge(text, width)
        text += " " * GAP
        segments.append(Segment(text, _colored(base, look(part))))
    return segments


def _with_badge(name: str, width: int) -> str:
    """Have the program's own key told behind its name, as something else stands before that."""
    return fit(f"{fit(name.rstrip(), width - 2).rstrip()} {OWN_MARK}", width)


@lru_cache(256)
def _colored(base: Style, style: Style) -> Style:
    return base + Style(color=style.color)


@lru_cache(8)
def wrapped(message: str, width: int) -> tuple[str, ...]:
    """Break what is said in place of the rows into lines, clear of both edges."""
    room = max(10, width - 2 * GUTTER)
    lines = [part for line in message.splitlines() for part in wrap(line, room) or [""]]
    return tuple(f"{' ' * GUTTER}{line}" for line in lines)
