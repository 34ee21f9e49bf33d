"""Corrections of the environment, before anything reads it that would be misled."""

from __future__ import annotations

import os
from collections.abc import MutableMapping


def correct_environment(environment: MutableMapping[str, str], terminal: int) -> None:
    """Drop variables that say less of the terminal than the terminal itself.

    Args:
        environment: Variables, which are changed in place.
        terminal: File descriptor of the terminal.
    """
    if _has_size(terminal):
        # Some terminals export the size that they had when they were opened.
        environment.pop("COLUMNS", None)
        environment.pop("LINES", None)
    if environment.get("STY"):
        # It is that of the terminal around GNU screen, which garbles 24-bit colours.
        environment.pop("COLORTERM", None)


def _has_size(terminal: int) -> bool:
    try:
        return all(os.get_terminal_size(terminal))
    except OSError:
        return False
