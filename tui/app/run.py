"""Runs the application, under the eyes of the watchdog, until it ends."""

from __future__ import annotations

import asyncio
import gc
import sys
from functools import partial
from typing import TYPE_CHECKING

from ..runtime.watchdog import Watchdog

if TYPE_CHECKING:
    from textual.app import App

_START = 1.5
"""Seconds in which memory is not looked through for what can be freed, as hardly anything can."""

_TIDY_UP = 1.0
"""Seconds for what was cancelled to clean up, such as to kill a helper program."""


def run(app: App[None], *, mouse: bool = True) -> None:
    """Run until the user, a signal or the loss of the terminal ends the application."""
    loop = asyncio.new_event_loop()

    def end(status: int) -> None:
        loop.call_soon_threadsafe(partial(app.exit, return_code=status))

    loop.call_later(_START, _collect_garbage)
    try:
        with Watchdog(end, sys.stdin.fileno()):
            app.run(loop=loop, mouse=mouse)
            loop.run_until_complete(_tidy_up())
    finally:
        loop.close()


def _collect_garbage() -> None:
    gc.collect()
    # What the start has made stays, and is not worth to be looked through ever again.
    gc.freeze()
    gc.enable()


async def _tidy_up() -> None:
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    if left:
        await asyncio.wait(left, timeout=_TIDY_UP)
