"""Usage of a key: how long it has been unused, as a state, a text and a glyph."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..api.access_key import AccessKey


class UsageLimits(NamedTuple):
    """Time unused after which a key counts as idle, and as stale."""

    idle: timedelta = timedelta(days=45)
    stale: timedelta = timedelta(days=90)


DEFAULT_LIMITS = UsageLimits()

_UNITS = (
    (timedelta(days=2), timedelta(days=1), "d"),
    (timedelta(hours=2), timedelta(hours=1), "h"),
    (timedelta(minutes=1), timedelta(minutes=1), "min"),
)
"""Age from which a unit is used, the unit, and its name."""


class Usage(Enum):
    """Usage state of a key; the value is its label."""

    ACTIVE = "active"
    IDLE = "idle"
    STALE = "stale"
    NEVER = "never used"
    UNKNOWN = "unknown"


GLYPHS = {
    Usage.ACTIVE: "●",
    Usage.IDLE: "◐",
    Usage.STALE: "▲",
    Usage.NEVER: "○",
    Usage.UNKNOWN: "?",
}


def usage_of(key: AccessKey, now: datetime, limits: UsageLimits = DEFAULT_LIMITS) -> Usage:
    """Return the usage state of a key.

    If the last login is missing or unreadable, the state is unknown, not never used.
    """
    if not key.last_login_known:
        return Usage.UNKNOWN
    if key.last_login is None:
        return Usage.NEVER
    age = now - key.last_login
    if age > limits.stale:
        return Usage.STALE
    return Usage.IDLE if age > limits.idle else Usage.ACTIVE


def unused_for(key: AccessKey, now: datetime) -> timedelta | None:
    """Return how long a key has been unused, counted from its creation if it never was used.

    Returns:
        None if that is unknown.
    """
    since = key.last_login if key.last_login or not key.last_login_known else key.created_at
    return None if since is None else now - since


def ago(moment: datetime, now: datetime) -> str:
    """Format the time since a moment in the largest fitting unit: "2 min ago"."""
    age = now - moment
    for least, step, unit in _UNITS:
        if age >= least:
            return f"{age // step} {unit} ago"
    return "just now"


def last_used(key: AccessKey, now: datetime) -> str:
    """Format when a key was last used: "2 min ago", "never" or "unknown"."""
    if key.last_login is not None:
        return ago(key.last_login, now)
    return "never" if key.last_login_known else "unknown"


@lru_cache(16_384)
def day(moment: datetime | None) -> str:
    """Format the date of a moment in the user's time zone: "12 Mar 2026", or "unknown"."""
    # Cached, because looking up the time zone is the slowest part of a filter.
    return "unknown" if moment is None else _date(moment.astimezone())


def minute(moment: datetime | None) -> str:
    """Format a moment to the minute in the user's time zone: "12 Mar 2026 10:30 CET"."""
    if moment is None:
        return "unknown"
    local = moment.astimezone()
    zone = f"{local:%Z}"
    # Zones without a name are called +03 and the like.
    return f"{_date(local)} {local:%H:%M} {'UTC' if zone[:1] in ('+', '-') else ''}{zone}"


def _date(moment: datetime) -> str:
    # Not strftime's %b, which depends on the locale: a filter should work for every user.
    return f"{moment.day:02d} {MONTHS[moment.month - 1]} {moment.year}"


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def span(duration: timedelta) -> str:
    """Format a duration in the largest fitting unit, rounded down: "3 h"."""
    for least, unit, name in _UNITS:
        if duration >= least:
            return f"{duration // unit} {name}"
    return "less than a minute"


def span_left(duration: timedelta) -> str:
    """Format a remaining time, rounded up, so that it is over by then."""
    for least, unit, name in _UNITS:
        if duration >= least:
            return f"{-(-duration // unit)} {name}"
    return "1 min"
