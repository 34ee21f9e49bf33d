"""The other keys of a key's owner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..api.access_key import AccessKey
    from .listing import Listing


@dataclass(frozen=True)
class SameOwnerKeys:
    """What else a list has of an owner."""

    names: tuple[str, ...] = ()
    whole: bool = True
    """Whether the server has no more of them than that."""

    def __bool__(self) -> bool:
        return bool(self.names) or not self.whole

    @property
    def words(self) -> str:
        """How many there are."""
        keys = "key" if len(self.names) == 1 else "keys"
        return f"Owner has {len(self.names) or 'no'} more {keys}{'' if self.whole else ' here'}"


def same_owner_keys(key: AccessKey, listing: Listing) -> SameOwnerKeys:
    """Give the other keys of the same owner, if the key names one."""
    if not key.created_by:
        return SameOwnerKeys()
    owner = key.created_by.casefold()
    names = tuple(
        other.name
        for other in listing.keys or ()
        if other.id != key.id and (other.created_by or "").casefold() == owner
    )
    return SameOwnerKeys(names, listing.has_all_of(key.created_by))
