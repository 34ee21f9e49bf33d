"""Durations as people type them: 24h, 90d, 2w or 1y."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

_TYPED = re.compile(r"([0-9]{1,5})([hdwy])")
_UNITS = {
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "y": timedelta(days=365),
}
_UNIT_WORDS = {"h": "hour", "d": "day", "w": "week", "y": "year"}


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


def parse_duration(text: str) -> Duration:
    """Parse a duration.

    Raises:
        ValueError: the text is no duration.
    """
    found = _TYPED.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return Duration(int(found[1]), found[2])
