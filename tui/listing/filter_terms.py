"""The terms that a filter is made of: each tests a key, prints itself, and says what it means.

Those that look at texts have a module of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from .usage import Usage, usage_of

if TYPE_CHECKING:
    from ..api.access_key import AccessKey
    from .filter_context import FilterContext


class Term(Protocol):
    """One test that a key passes or fails. Parsing what it prints gives an equal term."""

    @property
    def meaning(self) -> str:
        """What keys pass, in words."""

    def matches(self, key: AccessKey, view: FilterContext) -> bool:
        """Tell whether a key passes."""


@dataclass(frozen=True)
class Not:
    """Passes what another term doesn't."""

    term: Term

    def __str__(self) -> str:
        return f"!{self.term}"

    @property
    def meaning(self) -> str:
        """What keys pass, in words."""
        return f"not ({self.term.meaning})"

    def matches(self, key: AccessKey, view: FilterContext) -> bool:
        """Tell whether a key passes."""
        return not self.term.matches(key, view)


@dataclass(frozen=True)
class OwnedByMe:
    """Passes the keys of whoever is signed in."""

    def __str__(self) -> str:
        return "me"

    @property
    def meaning(self) -> str:
        """What keys pass, in words."""
        return "is yours"

    def matches(self, key: AccessKey, view: FilterContext) -> bool:
        """Tell whether a key passes; a key that names no owner is from the user's own list."""
        if key.created_by is None:
            return True
        return bool(view.me) and key.created_by.casefold() == view.me.casefold()


@dataclass(frozen=True)
class Used:
    """Passes keys in one state of use."""

    state: Usage

    def __str__(self) -> str:
        return f"used:{self.state.name.lower()}"

    @property
    def meaning(self) -> str:
        """What keys pass, in words."""
        return f"is {self.state.value}"

    def matches(self, key: AccessKey, view: FilterContext) -> bool:
        """Tell whether a key passes."""
        return usage_of(key, view.now, view.limits) is self.state


@dataclass(frozen=True)
class KeysPerOwner:
    """Passes the keys of owners who have more, or fewer, keys than a number."""

    more: bool
    count: int

    def __str__(self) -> str:
        return f"keys:{'>' if self.more else '<'}{self.count}"

    @property
    def meaning(self) -> str:
        """What keys pass, in words."""
        return f"owner has {'more' if self.more else 'fewer'} than {self.count} keys here"

    def matches(self, key: AccessKey, view: FilterContext) -> bool:
        """Tell whether a key passes."""
        owned = view.keys_of.get(key.created_by or "", 0)
        return owned > self.count if self.more else owned < self.count
