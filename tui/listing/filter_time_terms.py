"""Filter terms about time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from .usage import unused_for

if TYPE_CHECKING:
    from ..api.access_key import AccessKey
    from .duration import Duration
    from .filter import FilterContext


@dataclass(frozen=True)
class Idle:
    """Matches keys unused for longer, or shorter, than a duration."""

    longer: bool
    duration: Duration

    def __str__(self) -> str:
        return f"idle:{'>' if self.longer else '<'}{self.duration}"

    @property
    def meaning(self) -> str:
        """The term in words."""
        return f"unused for {'more' if self.longer else 'less'} than {self.duration.words}"

    def matches(self, key: AccessKey, context: FilterContext) -> bool:
        """Return whether a key matches; one whose usage is unknown never does."""
        unused = unused_for(key, context.now)
        if unused is None:
            return False
        return unused > self.duration.length if self.longer else unused < self.duration.length


@dataclass(frozen=True)
class Created:
    """Matches keys created before, after or on a day in the user's time zone."""

    sign: str
    """`<`, `>` or empty."""
    day: date

    def __str__(self) -> str:
        return f"created:{self.sign}{self.day.isoformat()}"

    @property
    def meaning(self) -> str:
        """The term in words."""
        where = {"<": "before", ">": "after", "": "on"}[self.sign]
        return f"created {where} {self.day.isoformat()}"

    def matches(self, key: AccessKey, context: FilterContext) -> bool:
        """Return whether a key matches; one without a date never does."""
        if key.created_at is None:
            return False
        created = key.created_at.astimezone().date()
        if self.sign == "<":
            return created < self.day
        return created > self.day if self.sign else created == self.day


@dataclass(frozen=True)
class SecretAge:
    """Matches keys whose secret is older, or newer, than a duration.

    The control plane does not report when a secret was replaced, so the key's creation counts.
    """

    older: bool
    duration: Duration

    def __str__(self) -> str:
        return f"secret:{'>' if self.older else '<'}{self.duration}"

    @property
    def meaning(self) -> str:
        """The term in words."""
        return f"created {'more' if self.older else 'less'} than {self.duration.words} ago"

    def matches(self, key: AccessKey, context: FilterContext) -> bool:
        """Return whether a key matches; one without a date never does."""
        if key.created_at is None:
            return False
        age = context.now - key.created_at
        return age > self.duration.length if self.older else age < self.duration.length
