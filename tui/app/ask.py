"""Ask the user by a screen, and wait for the answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen

Answer = TypeVar("Answer")


async def ask(app: App[Any], screen: Screen[Answer]) -> Answer | None:
    """Open a screen and wait for its result; to be called by a worker.

    `push_screen_wait` first awaits what the application was to call next, such as the removal of
    another screen. If that ends the worker, the removal and Textual's own message loop are
    cancelled with it, and the program ends without a word.
    """
    # The screen sets its result even if nobody waits for it any more.
    return await asyncio.shield(app.push_screen(screen, wait_for_dismiss=True))
