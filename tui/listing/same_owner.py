"""Other keys of the same owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..api.access_key import AccessKey
    from .listing import Listing


class SameOwnerKeys(NamedTuple):
    """Names of an owner's other keys in a list."""

    names: tuple[str, ...] = ()
    whole: bool = True
    """Whether the server has no more of them."""

    def __bool__(self) -> bool:
        return bool(self.names) or not self.whole

    @property
    def summary(self) -> str:
        """Their number, in words."""
        keys = "key" if len(self.names) == 1 else "keys"
        return f"Owner has {len(self.names) or 'no'} more {keys}{'' if self.whole else ' here'}"


def same_owner_keys(key: AccessKey, listing: Listing) -> SameOwnerKeys:
    """Return the other keys of the same owner; none if the key names no owner."""
    if not key.created_by:
        return SameOwnerKeys()
    owner = key.created_by.casefold()
    names = tuple(
        other.name
        for other in listing.keys or ()
        if other.id != key.id and (other.created_by or "").casefold() == owner
    )
    return SameOwnerKeys(names, listing.has_all_of(key.created_by))
