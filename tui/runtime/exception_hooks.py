"""Hooks for exceptions that nothing catches: in threads, tasks that nobody awaits, and finalizers.

Without them Python prints such an exception with its text, which may hold a secret.
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
    """Report such exceptions from now on, and print nothing.

    Args:
        crash: Ends the program; called in the event loop's thread. The work of a thread that died
            stays undone for ever.
        note: Notes an exception of a task or a finalizer; called in any thread.
    """
    loop = asyncio.get_running_loop()

    def in_thread(uncaught: threading.ExceptHookArgs) -> None:
        if uncaught.exc_value is not None and not isinstance(uncaught.exc_value, SystemExit):
            # The loop may have ended before the thread did.
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
