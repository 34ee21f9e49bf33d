"""Limits of what a setting may be; loads nothing, as the command line's help names them."""

from __future__ import annotations

LEAST_REFRESH = 5
"""Seconds; to refresh more often would be a burden for the control plane."""

MOST_SECONDS = 86_400
"""A day."""

LEAST_TIMEOUT, MOST_TIMEOUT = 1, 600
"""Seconds for a command of a target, for which the user waits."""

MOST_DAYS = 3_650
"""Ten years."""

LEAST_QUIET = 1
"""Hours; a token issued before is valid for that long, so less would prove nothing."""

MOST_HOURS = 8_760
"""A year."""

COLORS = ("red", "yellow", "green", "blue")
"""The colours with which a profile can mark the title bar."""


def checked_refresh(seconds: float) -> float:
    """Return the number of seconds, if a list may be refreshed so often.

    Raises:
        ValueError: it may not.
    """
    if seconds and not LEAST_REFRESH <= seconds <= MOST_SECONDS:
        raise ValueError
    return seconds
