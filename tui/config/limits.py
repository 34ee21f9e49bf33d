"""Limits of settings' values; imports nothing, as the help of the command line needs them."""

from __future__ import annotations

LEAST_REFRESH = 5
"""Seconds; refreshing more often would burden the control plane."""

MOST_SECONDS = 86_400
"""A day."""

LEAST_TIMEOUT, MOST_TIMEOUT = 1, 600
"""Seconds for a command of a target, for which the user waits."""

MOST_DAYS = 3_650
"""Ten years."""

LEAST_QUIET = 1
"""Hours; tokens issued earlier are valid for up to that long, so less would prove nothing."""

MOST_HOURS = 8_760
"""A year."""

COLORS = ("red", "yellow", "green", "blue")
"""The colours with which a profile can mark the title bar."""


def checked_refresh(seconds: float) -> float:
    """Return a refresh interval in seconds if it is valid; 0 is for never.

    Raises:
        ValueError: the interval is too short or too long.
    """
    if seconds and not LEAST_REFRESH <= seconds <= MOST_SECONDS:
        raise ValueError
    return seconds
