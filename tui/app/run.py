"""Run of the application, from its event loop to the end of its last task."""

from __future__ import annotations

import asyncio
import gc
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ..runtime.watchdog import Watchdog

if TYPE_CHECKING:
    from textual.app import App

_START = 1.5
"""Seconds without garbage collection: while everything is loaded, hardly anything can be freed."""

_TIDY_UP = 1.0
"""Seconds for cancelled tasks to clean up, such as to kill a child process."""


def missing_style_sheet(app: App[None]) -> str:
    """Return what is to be said where only the code was packed or frozen; else nothing."""
    path = next((path for path in app.css_path if not Path(path).is_file()), None)
    if path is None:
        return ""
    return (
        f"{path} is missing: install runai-keys as a package, or pack its *.tcss files beside the "
        "code and unpack them before it starts; it can't draw out of an archive."
    )


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
    # What the start has made stays: later collections need not look through it.
    gc.freeze()
    gc.enable()


async def _tidy_up() -> None:
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    if left:
        await asyncio.wait(left, timeout=_TIDY_UP)
