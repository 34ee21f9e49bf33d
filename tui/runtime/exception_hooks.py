"""Hooks for uncaught exceptions in threads, tasks that nobody awaits, and finalizers.

By default Python prints the exception's message, which may hold a secret.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
from collections.abc import Callable


def install_exception_hooks(
    crash: Callable[[BaseException], None], note: Callable[[BaseException], None]
) -> None:
    """Install the hooks, which print nothing.

    Args:
        crash: Ends the program after an exception in a thread, whose work nobody else would do;
            called in the event loop's thread.
        note: Records an exception of a task or a finalizer; called in any thread.
    """
    loop = asyncio.get_running_loop()

    def in_thread(uncaught: threading.ExceptHookArgs) -> None:
        if uncaught.exc_value is not None and not isinstance(uncaught.exc_value, SystemExit):
            # RuntimeError: the loop was closed before the thread ended.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(crash, uncaught.exc_value)

    def in_finalizer(uncaught: sys.UnraisableHookArgs) -> None:
        if uncaught.exc_value is not None:
            note(uncaught.exc_value)

    def in_task(_: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            note(error)

    threading.excepthook = in_thread
    sys.unraisablehook = in_finalizer
    loop.set_exception_handler(in_task)
