"""Ends the program in good order when a signal asks for it."""

from __future__ import annotations

import asyncio
import signal
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.app import App

ENDING = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)


def obey_signals(app: App[None]) -> None:
    """Leave the program on a signal, with the terminal restored and 128 + its number as status.

    By default a signal ends the process where it stands, in raw mode and on the alternate screen.
    """
    loop = asyncio.get_running_loop()
    for number in ENDING:
        loop.add_signal_handler(number, partial(app.exit, return_code=128 + number))
