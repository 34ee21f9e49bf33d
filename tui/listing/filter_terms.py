"""Filter terms about ownership and usage; terms about texts and times have their own modules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from .usage import Usage, usage_of

if TYPE_CHECKING:
    from ..api.access_key import AccessKey
    from .filter import FilterContext


class Term(Protocol):
    """Test of a key; parsing its string returns an equal term."""

    @property
    def meaning(self) -> str:
        """The term in words."""

    def matches(self, key: AccessKey, context: FilterContext) -> bool:
        """Return whether a key matches."""


@dataclass(frozen=True)
class Not:
    """Matches the keys that another term does not match."""

    term: Term

    def __str__(self) -> str:
        return f"!{self.term}"

    @property
    def meaning(self) -> str:
        """The term in words."""
        return f"not ({self.term.meaning})"

    def matches(self, key: AccessKey, context: FilterContext) -> bool:
        """Return whether a key matches."""
        return not self.term.matches(key, context)


@dataclass(frozen=True)
class OwnedByMe:
    """Matches the keys of the signed-in user."""

    def __str__(self) -> str:
        return "me"

    @property
    def meaning(self) -> str:
        """The term in words."""
        return "is yours"

    def matches(self, key: AccessKey, context: FilterContext) -> bool:
        """Return whether a key matches; own keys may be listed without an owner."""
        if key.created_by is None:
            return True
        return bool(context.me) and key.created_by.casefold() == context.me.casefold()


@dataclass(frozen=True)
class Used:
    """Matches keys with a usage state."""

    state: Usage

    def __str__(self) -> str:
        return f"used:{self.state.name.lower()}"

    @property
    def meaning(self) -> str:
        """The term in words."""
        return f"is {self.state.value}"

    def matches(self, key: AccessKey, context: FilterContext) -> bool:
        """Return whether a key matches."""
        return usage_of(key, context.now, context.limits) is self.state


@dataclass(frozen=True)
class KeysPerOwner:
    """Matches keys of owners with more, or fewer, keys than `count`."""

    more: bool
    count: int

    def __str__(self) -> str:
        return f"keys:{'>' if self.more else '<'}{self.count}"

    @property
    def meaning(self) -> str:
        """The term in words."""
        return f"owner has {'more' if self.more else 'fewer'} than {self.count} keys here"

    def matches(self, key: AccessKey, context: FilterContext) -> bool:
        """Return whether a key matches."""
        owned = context.keys_of.get(key.created_by or "", 0)
        return owned > self.count if self.more else owned < self.count
