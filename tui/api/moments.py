"""Moments and durations in responses, as servers write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

_LEAP_SECOND = re.compile(r"(?<=T\d\d:\d\d:)60")
_READABLE_YEARS = range(2000, 9999)
"""Outside of them a date is a zero value of the server's language, not a moment."""

_FAR_FUTURE = 1e11
"""In seconds, of a lifetime or of a moment; it rules out infinity and junk."""


def moment(stamp: Any) -> datetime | None:  # noqa: ANN401 - whatever was sent
    """Parse an RFC 3339 date-time to UTC; None if it is anything else."""
    try:
        moment: Any = datetime.fromisoformat(stamp)
    except TypeError:
        moment = stamp
    except ValueError:
        moment = _unusual_moment(stamp)
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        return None
    if moment.year not in _READABLE_YEARS:
        return None
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


def _unusual_moment(stamp: str) -> datetime | None:
    """Parse valid forms that Python does not: small letters, and leap seconds."""
    try:
        return datetime.fromisoformat(_LEAP_SECOND.sub("59", stamp.upper()))
    except ValueError:
        return None


def positive_seconds(number: object) -> float | None:
    """Return seconds that make sense: positive, at most about 30 years past the year 2000."""
    try:
        seconds = float(number)  # type: ignore[arg-type]  # whatever was sent
    except (TypeError, ValueError, OverflowError):
        return None
    return seconds if 0 < seconds < _FAR_FUTURE else None
