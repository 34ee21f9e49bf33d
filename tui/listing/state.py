"""What a screen knows of the keys it lists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..api.errors import ApiError
    from ..api.models import AccessKey, KeyList

SERVER_LIMIT = 100
"""A list has no more items than this (the contract's AccessKeys schema), and there is no paging."""


@dataclass(frozen=True)
class Listing:
    """The last good list, and what became of the latest attempt to load it again."""

    keys: tuple[AccessKey, ...] | None = None
    """None until the first list has come."""
    skipped: int = 0
    """Items that could not be read, or repeat an id."""
    updated: datetime | None = None
    failure: ApiError | None = None
    """Why the latest attempt failed; the keys are those of the last good one."""

    def loaded(self, found: KeyList, now: datetime) -> Listing:
        """Take in a list that has come."""
        return Listing(found.keys, found.skipped, now)

    def failed(self, error: ApiError) -> Listing:
        """Note that an attempt failed, keeping what is known."""
        return replace(self, failure=error)

    def with_key(self, key: AccessKey) -> Listing:
        """Take in a key that was created just now."""
        others = self.without(key.id).keys or ()
        return replace(self, keys=(key, *others))

    def without(self, key_id: str) -> Listing:
        """Leave out a key that was deleted just now."""
        if self.keys is None:
            return self
        return replace(self, keys=tuple(key for key in self.keys if key.id != key_id))

    @property
    def at_limit(self) -> bool:
        """Whether the server may have left keys out."""
        return self.keys is not None and len(self.keys) + self.skipped >= SERVER_LIMIT
