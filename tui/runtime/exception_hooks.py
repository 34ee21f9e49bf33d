"""Exceptions that no handler sees, in threads, forgotten tasks and finalisers.

Python prints them, with their texts, when nobody looks after them.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
from collections.abc import Callable


def catch_strays(
    end: Callable[[BaseException], None], note: Callable[[BaseException], None]
) -> None:
    """Have them reported from now on, and nothing printed.

    Args:
        end: Ends the program; called in the event loop's thread. A thread that is missing leaves
            something undone for ever.
        note: Takes what nobody waited for; called in any thread.
    """
    loop = asyncio.get_running_loop()

    def in_a_thread(stray: threading.ExceptHookArgs) -> None:
        if stray.exc_value is not None and not isinstance(stray.exc_value, SystemExit):
            # The loop may have ended before the thread did.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(end, stray.exc_value)

    def in_a_finaliser(stray: sys.UnraisableHookArgs) -> None:
        if stray.exc_value is not None:
            note(stray.exc_value)

    def in_a_task(_: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            note(error)

    threading.excepthook = in_a_thread
    sys.unraisablehook = in_a_finaliser
    loop.set_exception_handler(in_a_task)
