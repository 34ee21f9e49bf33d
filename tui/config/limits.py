"""What a setting may be; loads nothing, as the command line's help says it too."""

from __future__ import annotations

CLIPBOARD_ROUTES = ("auto", "osc52", "tmux", "screen", "local", "off")
"""The ways to the clipboard that can be asked for."""

LEAST_REFRESH = 5
"""Seconds; to ask more often would be a burden for the control plane."""

MOST_SECONDS = 86_400

COLORS = ("red", "yellow", "green", "blue")
"""What a profile can mark the title bar with."""


def checked_refresh(seconds: float) -> float:
    """Give the number back, if a list can be loaded again so often.

    Raises:
        ValueError: it can't.
    """
    if seconds and not LEAST_REFRESH <= seconds <= MOST_SECONDS:
        raise ValueError
    return seconds
