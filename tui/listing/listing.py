"""State of a list: the keys last loaded, and the latest attempt to refresh them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from ..api.errors import Rejected
from .server_query import ALL, Query

if TYPE_CHECKING:
    from collections.abc import Set

    from ..api.access_key import AccessKey, KeyList
    from ..api.errors import ApiError
    from .coverage import Coverage, MergedList

SERVER_LIMIT = 100
"""Maximum length of a list (the contract's AccessKeys schema); there is no paging."""

_FORBIDDEN = 403

AT_LIMIT = "The server lists at most 100 keys, and this list has reached that: there may be more."


class Count(NamedTuple):
    """The number of keys in a list."""

    text: str
    """The number, as it is shown."""
    keys: tuple[AccessKey, ...]

    def outlasts(self, deleted: Set[str]) -> bool:
        """Return whether deleting keys of some ids leaves it true: never if none are named."""
        return bool(deleted) and all(key.id not in deleted for key in self.keys)


def is_complete(found: KeyList | MergedList) -> bool:
    """Return whether a list has all keys, so that a missing key is gone."""
    return not found.skipped and len(found.keys) < SERVER_LIMIT


class Listing(NamedTuple):
    """The last good list, and the outcome of the latest attempt to refresh it."""

    keys: tuple[AccessKey, ...] | None = None
    """None until the first list is loaded."""
    skipped: int = 0
    """Number of items that could not be read or repeat an id."""
    updated: datetime | None = None
    query: Query = ALL
    """Query that these keys were loaded with."""
    attempted: Query = ALL
    """Query of the latest attempt."""
    coverage: Coverage | None = None
    """Coverage of a list that was loaded owner by owner."""
    failure: ApiError | None = None
    """Error of the latest attempt; the keys are those of the last good one."""

    @property
    def reload_query(self) -> Query:
        """Query that loads the same list again, or retries the first one."""
        return self.attempted if self.keys is None else self.query

    def loaded(self, found: KeyList | MergedList, now: datetime, query: Query) -> Listing:
        """Replace the keys by a list that was loaded."""
        # Only a merged list has a coverage.
        coverage = getattr(found, "coverage", None)
        return Listing(found.keys, found.skipped, now, query, query, coverage)

    def failed(self, error: ApiError, query: Query) -> Listing:
        """Record a failed attempt; the keys stay."""
        return self._replace(failure=error, attempted=query)

    def with_key(self, key: AccessKey) -> Listing:
        """Add a key that was just created, unless no list is loaded yet."""
        if self.keys is None:
            return self
        return self._replace(keys=(key, *(self.without(key.id).keys or ())))

    def without(self, key_id: str) -> Listing:
        """Remove a key that was just deleted."""
        if self.keys is None:
            return self
        return self._replace(keys=tuple(key for key in self.keys if key.id != key_id))

    @property
    def skipped_text(self) -> str:
        """Text about items that are not shown; empty for none."""
        count = self.skipped
        return f"Left out: {count} that can't be read or repeat an id." if count else ""

    def has_all_of(self, owner: str) -> bool:
        """Return whether all keys of an owner are listed, as far as is known."""
        if self.query.by_owner:
            return True
        is_for_others = self.query and self.query != Query(owner)
        return not self.at_limit and not is_for_others

    @property
    def is_forbidden(self) -> bool:
        """Whether the user is not allowed to see the list."""
        failure = self.failure
        refused = isinstance(failure, Rejected) and failure.status == _FORBIDDEN
        return refused and self.keys is None

    @property
    def at_limit(self) -> bool:
        """Whether the server may have left out keys."""
        return self.keys is not None and len(self.keys) + self.skipped >= SERVER_LIMIT
