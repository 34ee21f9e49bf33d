"""Open a screen, and wait for the user's answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen

Answer = TypeVar("Answer")


async def ask(app: App[Any], screen: Screen[Answer]) -> Answer | None:
    """Open a screen and wait for its result; call it from a worker.

    `push_screen_wait` is not safe here: it first awaits the application's pending callbacks, such
    as the removal of another screen. If that cancels the worker, the removal and Textual's message
    loop are cancelled as well, and the program ends silently.
    """
    # The screen sets its result even if the worker has been cancelled.
    return await asyncio.shield(app.push_screen(screen, wait_for_dismiss=True))
