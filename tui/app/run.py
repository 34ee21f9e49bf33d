"""Runs the application, from its event loop to the end of its last task."""

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
"""Seconds without garbage collection: during the start hardly anything can be freed."""

STYLE_SHEETS = (
    *("app.tcss", "command_palette.tcss"),
    *("dialogs/base/dialog.tcss", "screens/sign_in.tcss"),
)
"""All style sheets of the program, relative to this module."""

_TIDY_UP = 1.0
"""Seconds for cancelled tasks to clean up, such as to kill a child process."""


def load_packed_style_sheets(app: App[None]) -> str:
    """Load the style sheets, which Textual reads only from files, if run from an archive.

    Returns:
        A message about a missing style sheet; empty if none is missing.
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
        # Under the name that Textual looks up before it reads a file.
        app.stylesheet.add_source(css, read_from=(path, ""))
    app.css_path.clear()
    return ""


def run(app: CrashSafeApp, early: EarlyScreen | None = None, *, mouse: bool = True) -> None:
    """Run the application until the user, a signal or the loss of the terminal ends it.

    Args:
        app: The application.
        early: The screen that was drawn before Textual, if any.
        mouse: Whether to use the mouse.
    """
    app.early_screen = early
    loop = asyncio.new_event_loop()

    def leave(status: int) -> None:
        end_it = partial(app.exit, return_code=status)
        # Not while widgets are being mounted, which would fail and be reported as a bug.
        _ = end_it() if app.is_drawn else app.call_later(end_it)

    def end(status: int) -> None:
        loop.call_soon_threadsafe(leave, status)

    loop.call_later(_START, _collect_garbage)
    try:
        with (
            Watchdog(end, sys.stdin.fileno(), early.attributes if early else None),
            # Before the watchdog, restores the terminal if the app has not taken it over.
            early or nullcontext(),
        ):
            app.run(loop=loop, mouse=mouse)
            loop.run_until_complete(_tidy_up())
    finally:
        loop.close()


def _collect_garbage() -> None:
    gc.collect()
    # Objects of the start stay, so later collections need not scan them.
    gc.freeze()
    gc.enable()


async def _tidy_up() -> None:
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    if left:
        await asyncio.wait(left, timeout=_TIDY_UP)
