"""The terms of a filter that are about time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from .usage import unused_for

if TYPE_CHECKING:
    from ..api.access_key import AccessKey
    from .filter_context import FilterContext


@dataclass(frozen=True)
class Duration:
    """A length of time as it is typed: a count of hours, days, weeks or years."""

    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"

    @property
    def length(self) -> timedelta:
        """The length."""
        return self.count * _UNITS[self.unit]

    @property
    def words(self) -> str:
        """The length in words."""
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
    """Passes keys that have gone unused for longer, or shorter, than a span."""

    longer: bool
    span: Duration

    def __str__(self) -> str:
        return f"idle:{'>' if self.longer else '<'}{self.span}"

    @property
    def meaning(self) -> str:
        """What keys pass, in words."""
        return f"unused for {'more' if self.longer else 'less'} than {self.span.words}"

    def matches(self, key: AccessKey, view: FilterContext) -> bool:
        """Tell whether a key passes; one whose use is not known passes neither way."""
        unused = unused_for(key, view.now)
        if unused is None:
            return False
        return unused > self.span.length if self.longer else unused < self.span.length


@dataclass(frozen=True)
class Created:
    """Passes keys that were created before, after or on a day, as the user's time zone has it."""

    sign: str
    """One of `<`, `>` and nothing."""
    day: date

    def __str__(self) -> str:
        return f"created:{self.sign}{self.day.isoformat()}"

    @property
    def meaning(self) -> str:
        """What keys pass, in words."""
        where = {"<": "before", ">": "after", "": "on"}[self.sign]
        return f"created {where} {self.day.isoformat()}"

    def matches(self, key: AccessKey, view: FilterContext) -> bool:
        """Tell whether a key passes; one without a date never does."""
        if key.created_at is None:
            return False
        created = key.created_at.astimezone().date()
        if self.sign == "<":
            return created < self.day
        return created > self.day if self.sign else created == self.day
