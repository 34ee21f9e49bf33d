"""The order of the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..api.access_key import AccessKey

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Column(Enum):
    """The columns of a list of keys; the value is the heading."""

    NAME = "Name"
    OWNER = "Owner"
    CLIENT_ID = "Client ID"
    CREATED = "Created"
    LAST_USED = "Last used"


_SORT_KEYS: dict[Column, Callable[[AccessKey], Any]] = {
    Column.NAME: lambda key: key.name.casefold(),
    Column.OWNER: lambda key: (key.created_by or "").casefold(),
    Column.CLIENT_ID: lambda key: key.client_id.casefold(),
    Column.CREATED: lambda key: key.created_at or _LONG_AGO,
    Column.LAST_USED: lambda key: key.last_login or _LONG_AGO,
}

_STEADY = attrgetter("name", "id")

_NEWEST_FIRST = frozenset({Column.CREATED, Column.LAST_USED})


@dataclass(frozen=True)
class SortOrder:
    """A column to sort by; times are newest first and words from A to Z, unless inverted."""

    column: Column = Column.LAST_USED
    inverted: bool = False

    @property
    def descending(self) -> bool:
        """Whether the largest value comes first."""
        return (self.column in _NEWEST_FIRST) != self.inverted

    def by(self, column: Column) -> SortOrder:
        """Sort by a column; by the same one again, the other way round."""
        return self.invert() if column is self.column else SortOrder(column)

    def invert(self) -> SortOrder:
        """Turn the order round."""
        return replace(self, inverted=not self.inverted)

    def step(self, columns: tuple[Column, ...], by: int) -> SortOrder:
        """Move to the column `by` places further among those that are shown."""
        here = columns.index(self.column) if self.column in columns else 0
        return SortOrder(columns[(here + by) % len(columns)])

    def sort(self, keys: Iterable[AccessKey]) -> tuple[AccessKey, ...]:
        """Sort keys; equal ones stay in the order of their names and ids."""
        steady = sorted(keys, key=_STEADY)
        return tuple(sorted(steady, key=_SORT_KEYS[self.column], reverse=self.descending))
