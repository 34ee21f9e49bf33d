"""The forked process of a prefetch: starts, answers once through a pipe, and is reaped.

It knows what this process knows, and no more, and ends with it if not before.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from ..runtime.hardening import end_with_parent

# The rest is imported by the process that needs it, after the fork.
if TYPE_CHECKING:
    from asyncio import Task

    from ..config.settings import Settings
    from .prefetch_result import PrefetchResult


class ForkedFetch:
    """A child process that fetches the first list.

    Args:
        process: Its id.
        pipe: The descriptor to read its result from.
    """

    def __init__(self, process: int, pipe: int) -> None:
        self._process = process
        self._pipe = pipe
        self._reaper: Task[None] | None = None

    async def result(self) -> PrefetchResult:
        """Read the result; to be awaited once. It is empty if the child was killed."""
        import asyncio

        # Unpickled in the thread as well: loading an error may import all that the service needs.
        result = await asyncio.to_thread(self._read)
        self._reaper = asyncio.create_task(asyncio.to_thread(self._wait_for_end))
        self._reaper.add_done_callback(self._reap)
        return result

    def kill(self) -> None:
        """Kill the child, unless it was reaped."""
        # Where SIGCHLD is ignored, it may be gone before its result is read.
        with suppress(ProcessLookupError):
            if self._process:
                os.kill(self._process, signal.SIGKILL)

    def _read(self) -> PrefetchResult:
        import pickle

        from .prefetch_result import PrefetchResult

        with os.fdopen(self._pipe, "rb") as file:
            pickled = file.read()
        try:
            result: PrefetchResult = pickle.loads(pickled)  # noqa: S301 - written by ourselves
        except (EOFError, pickle.UnpicklingError):
            # It was killed, or something went wrong in it.
            return PrefetchResult()
        return result

    def _wait_for_end(self) -> None:
        # Where SIGCHLD is ignored, there is no child to wait for.
        with suppress(ChildProcessError):
            os.waitid(os.P_PID, self._process, os.WEXITED | os.WNOWAIT)

    def _reap(self, _: Task[None]) -> None:
        """Release the process id, in the thread that may kill by it: it can be reused from now."""
        with suppress(ChildProcessError):
            os.waitpid(self._process, 0)
        self._process = 0


def fork_fetch(settings: Settings) -> ForkedFetch | None:
    """Fork a process that fetches the first list; None if there can be no more processes."""
    reading, writing = os.pipe()
    parent = os.getpid()
    try:
        process = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        return None
    if process == 0:
        _fetch_and_exit(settings, writing, parent)
    os.close(writing)
    return ForkedFetch(process, reading)


def _fetch_and_exit(settings: Settings, pipe: int, parent: int) -> NoReturn:
    # No failure of it belongs on the terminal: the program sends the request again by itself.
    try:
        end_with_parent(parent)
        os.setsid()
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        import asyncio

        from .prefetch_result import fetch

        # asyncio.run would wait for a thread that resolves a name, which can't be stopped.
        loop = asyncio.new_event_loop()
        with os.fdopen(pipe, "wb") as file:
            file.write(loop.run_until_complete(fetch(settings)))
    finally:
        os._exit(0)
