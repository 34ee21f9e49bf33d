"""Terminal lent to a command of the profile, which may ask for a password or show a code."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .terminal.textual_internals import terminal_driver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import App

_LENT = "runai-keys: a command of the profile has the terminal; ctrl+c ends it."


@contextmanager
def lent_terminal(app: App[Any]) -> Iterator[None]:
    """Leave the terminal to a command for a while, and say so there."""
    driver = terminal_driver(app)
    if driver is None:
        yield
        return
    driver.lend()
    try:
        if sys.__stderr__ is not None:
            print(_LENT, file=sys.__stderr__, flush=True)
        yield
    finally:
        # An app that has ended meanwhile has given the terminal back to the shell.
        if app.return_code is None:
            driver.take_back()
            driver.repaint()
