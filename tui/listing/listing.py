"""What a screen knows of the keys it lists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from .server_query import ALL, Query

if TYPE_CHECKING:
    from ..api.access_key import AccessKey, KeyList
    from ..api.errors import ApiError
    from .coverage import Coverage, MergedList

SERVER_LIMIT = 100
"""A list has no more items than this (the contract's AccessKeys schema), and there is no paging."""

AT_LIMIT = "The server lists at most 100 keys, and this list has reached that: there may be more."


@dataclass(frozen=True)
class Listing:
    """The last good list, and what became of the latest attempt to load it again."""

    keys: tuple[AccessKey, ...] | None = None
    """None until the first list has come."""
    skipped: int = 0
    """Items that could not be read, or repeat an id."""
    updated: datetime | None = None
    query: Query = ALL
    """What the server was asked for to give these keys."""
    asked: Query = ALL
    """What it was asked for in the latest attempt, in vain if there is a failure."""
    coverage: Coverage | None = None
    """Who was asked for, if it was asked owner by owner."""
    failure: ApiError | None = None
    """Why the latest attempt failed; the keys are those of the last good one."""

    @property
    def again(self) -> Query:
        """What to ask for to have the same list again, or to have one at all."""
        return self.asked if self.keys is None else self.query

    def loaded(self, found: KeyList | MergedList, now: datetime, query: Query) -> Listing:
        """Take in a list that has come."""
        # Only what was put together from many answers has one.
        coverage = getattr(found, "coverage", None)
        return Listing(found.keys, found.skipped, now, query, query, coverage)

    def failed(self, error: ApiError, query: Query) -> Listing:
        """Note that an attempt failed, keeping what is known."""
        return replace(self, failure=error, asked=query)

    def with_key(self, key: AccessKey) -> Listing:
        """Take in a key that was created just now; alone it would not be a list."""
        if self.keys is None:
            return self
        return replace(self, keys=(key, *(self.without(key.id).keys or ())))

    def without(self, key_id: str) -> Listing:
        """Leave out a key that was deleted just now."""
        if self.keys is None:
            return self
        return replace(self, keys=tuple(key for key in self.keys if key.id != key_id))

    @property
    def skipped_text(self) -> str:
        """What is not shown of the list that came, in words; empty for nothing."""
        count = self.skipped
        return f"Left out: {count} that can't be read or repeat an id." if count else ""

    def has_all_of(self, owner: str) -> bool:
        """Tell whether all keys of an owner are listed; of a completed list, as far as it says."""
        if self.query.by_owner:
            return True
        is_for_others = self.query and self.query != Query(owner)
        return not self.at_limit and not is_for_others

    @property
    def at_limit(self) -> bool:
        """Whether the server may have left keys out."""
        return self.keys is not None and len(self.keys) + self.skipped >= SERVER_LIMIT
