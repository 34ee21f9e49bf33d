"""Run of the application, from its event loop to the end of its last task."""

from __future__ import annotations

import asyncio
import gc
import sys
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..runtime.watchdog import Watchdog

if TYPE_CHECKING:
    from textual.app import App

    from ..runtime.early_screen import EarlyScreen
    from .terminal.textual_internals import CrashSafeApp

_START = 1.5
"""Seconds without garbage collection: while everything is loaded, hardly anything can be freed."""

STYLE_SHEETS = (
    *("app.tcss", "command_palette.tcss"),
    *("dialogs/base/dialog.tcss", "screens/sign_in.tcss"),
)
"""All of the program's, beside this module."""

_TIDY_UP = 1.0
"""Seconds for cancelled tasks to clean up, such as to kill a child process."""


def load_packed_style_sheets(app: App[None]) -> str:
    """Load what Textual reads from files alone, where the program runs out of an archive.

    Returns:
        What is missing, in words; empty if nothing is.
    """
    folder = Path(__file__).parent
    if (folder / STYLE_SHEETS[0]).is_file():
        return ""
    loader: Any = __spec__.loader
    for path in (str(folder / name) for name in STYLE_SHEETS):
        try:
            css = loader.get_data(path).decode()
        except (OSError, AttributeError):
            return (
                f"{path} is missing: install runai-keys as a package, or pack its *.tcss files as "
                "well as its code."
            )
        # By the name that Textual looks for before it reads a file.
        app.stylesheet.add_source(css, read_from=(path, ""))
    app.css_path.clear()
    return ""


def run(app: CrashSafeApp, early: EarlyScreen | None = None, *, mouse: bool = True) -> None:
    """Run until the user, a signal or the loss of the terminal ends the application.

    Args:
        app: The application.
        early: The screen with the frame before Textual, if there is one.
        mouse: Whether the mouse is taken from the terminal.
    """
    app.early_screen = early
    loop = asyncio.new_event_loop()

    def leave(status: int) -> None:
        end_it = partial(app.exit, return_code=status)
        # What is being mounted would fail, which counts as a bug: it comes behind that.
        _ = end_it() if app.is_drawn else app.call_later(end_it)

    def end(status: int) -> None:
        loop.call_soon_threadsafe(leave, status)

    loop.call_later(_START, _collect_garbage)
    try:
        with (
            Watchdog(end, sys.stdin.fileno(), early.attributes if early else None),
            # Restores the terminal if the app has not taken it, ahead of the watchdog.
            early or nullcontext(),
        ):
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
