"""Columns of a list of keys, each declared once, and the sort order of the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from .usage import day, last_used

if TYPE_CHECKING:
    from ..api.access_key import AccessKey

OWN_MARK = "@"
"""Mark of the key that the program signs in with."""

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Column(NamedTuple):
    """A column: heading, text and sort key of a key, and limits of the width in terminal cells."""

    heading: str
    text: Callable[[AccessKey, datetime], str]
    """The text at a given time; empty if the key has none."""
    sort_key: Callable[[AccessKey], Any]
    min_width: int
    max_width: int
    initial_width: int = 0
    """Width before the first keys, for a column whose width depends on them."""
    placeholder: str = ""
    """Shown on screen instead of an empty text."""
    newest_first: bool = False
    is_name: bool = False
    """Drawn as the name of the row, with its mark."""
    is_usage: bool = False
    """Drawn with the glyph and in the colour of the key's usage."""
    is_id: bool = False
    """Shortened in the middle, since both ends tell an ID from others."""
    is_owner: bool = False
    """Left out of a user's own keys."""
    drop_rank: int = 0
    """Rank in which columns are dropped if space is short; a column with 0 never is.

    The first is dropped as soon as not all columns fit at full width, the others if shrinking all
    columns is not enough.
    """


NAME = Column(
    "Name",
    text=lambda key, _now: key.name,
    sort_key=lambda key: key.name.casefold(),
    min_width=12,
    max_width=32,
    initial_width=32,
    is_name=True,
)
OWNER = Column(
    "Owner",
    text=lambda key, _now: key.created_by or "",
    sort_key=lambda key: (key.created_by or "").casefold(),
    min_width=12,
    max_width=30,
    initial_width=30,
    placeholder="unknown",
    is_owner=True,
    drop_rank=3,
)
CLIENT_ID = Column(
    "Client ID",
    text=lambda key, _now: key.client_id,
    sort_key=lambda key: key.client_id.casefold(),
    min_width=9,
    max_width=36,
    initial_width=16,
    is_id=True,
    drop_rank=2,
)
CREATED = Column(
    "Created",
    text=lambda key, _now: day(key.created_at),
    sort_key=lambda key: key.created_at or _LONG_AGO,
    min_width=11,
    max_width=11,
    newest_first=True,
    drop_rank=1,
)
LAST_USED = Column(
    "Last used",
    text=last_used,
    sort_key=lambda key: key.last_login or _LONG_AGO,
    min_width=13,
    max_width=13,
    newest_first=True,
    is_usage=True,
)

COLUMNS = (NAME, OWNER, CLIENT_ID, CREATED, LAST_USED)


def columns_shown(*, with_owner: bool) -> tuple[Column, ...]:
    """Return the columns of a list, from left to right."""
    return tuple(column for column in COLUMNS if with_owner or not column.is_owner)


_BY_NAME_AND_ID = attrgetter("name", "id")


class SortOrder(NamedTuple):
    """A column to sort by; times are newest first and texts from A to Z, unless inverted."""

    column: Column = LAST_USED
    inverted: bool = False

    @property
    def descending(self) -> bool:
        """Whether the largest value comes first."""
        return self.column.newest_first != self.inverted

    def by(self, column: Column) -> SortOrder:
        """Sort by a column; invert the order if it is sorted by that one already."""
        return self.invert() if column is self.column else SortOrder(column)

    def invert(self) -> SortOrder:
        """Reverse the order."""
        return self._replace(inverted=not self.inverted)

    def step(self, columns: tuple[Column, ...], by: int) -> SortOrder:
        """Sort by the column `by` places further among those shown."""
        here = columns.index(self.column) if self.column in columns else 0
        return SortOrder(columns[(here + by) % len(columns)])

    def sort(self, keys: Iterable[AccessKey]) -> tuple[AccessKey, ...]:
        """Sort keys; equal ones are in the order of their names and ids."""
        by_name = sorted(keys, key=_BY_NAME_AND_ID)
        return tuple(sorted(by_name, key=self.column.sort_key, reverse=self.descending))
