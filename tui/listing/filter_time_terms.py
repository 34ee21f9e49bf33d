"""Terms of a filter about time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from .usage import unused_for

if TYPE_CHECKING:
    from ..api.access_key import AccessKey
    from .filter import FilterContext


@dataclass(frozen=True)
class Duration:
    """A duration as typed: a number of hours, days, weeks or years."""

    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"

    @property
    def length(self) -> timedelta:
        """The duration as a timedelta."""
        return self.count * _UNITS[self.unit]

    @property
    def words(self) -> str:
        """The duration in words."""
        return f"{self.count} {_UNIT_WORDS[self.unit]}{'s' if self.count != 1 else ''}"


_UNITS = {
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "y": timedelta(days=365),
}
_UNIT_WORDS = {"h": "hour", "d": "day", "w": "week", "y": "year"}


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
    """One of `<`, `>` and nothing."""
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
