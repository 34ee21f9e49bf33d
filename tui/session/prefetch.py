"""Asks for the first list in a process of its own, while this one loads what it draws with.

What the service needs takes as long to load as what the screen needs, and to sign in takes as long
as the network does: that way all of it passes at the same time. The process knows what this one
knows, and no more; it answers once, to this one, and ends with it if not before.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from ..config.settings import SecretFile, SecretInConfig
from ..runtime.hardening import end_with_parent

# Whatever else is needed is loaded by the process that needs it, after they have parted.
if TYPE_CHECKING:
    from asyncio import Task

    from ..config.settings import Settings
    from .prefetch_result import Outcome


class HeadStart:
    """The other process, and what it found out.

    Args:
        process: Its id.
        pipe: What it answers by.
    """

    def __init__(self, process: int, pipe: int) -> None:
        self._process = process
        self._pipe = pipe
        self._answer: Task[Outcome] | None = None
        self._burial: Task[None] | None = None

    async def outcome(self) -> Outcome:
        """Wait for the answer, which is the same whoever asks; to stop waiting ends the process."""
        import asyncio

        if self._answer is None:
            self._answer = asyncio.create_task(self._wait())
        try:
            return await asyncio.shield(self._answer)
        except asyncio.CancelledError:
            self.end()
            raise

    def end(self) -> None:
        """Have it end, and whoever else waits for it told that there is no answer."""
        # Where nobody is told of the end of a process, it may be gone before its answer is read.
        with suppress(ProcessLookupError):
            if self._process:
                os.kill(self._process, signal.SIGKILL)

    async def _wait(self) -> Outcome:
        import asyncio

        # Unpacked in the thread as well: to know an error again may take what the service takes.
        outcome = await asyncio.to_thread(self._read)
        self._burial = asyncio.create_task(asyncio.to_thread(self._wait_for_end))
        self._burial.add_done_callback(self._bury)
        return outcome

    def _read(self) -> Outcome:
        import pickle

        from .prefetch_result import Outcome

        with os.fdopen(self._pipe, "rb") as file:
            packed = file.read()
        try:
            outcome: Outcome = pickle.loads(packed)  # noqa: S301 - written by ourselves
        except (EOFError, pickle.UnpicklingError):
            # It was killed, or could not ask.
            return Outcome()
        return outcome

    def _wait_for_end(self) -> None:
        # Where nobody is told of the end of a process, it has no id any more.
        with suppress(ChildProcessError):
            os.waitid(os.P_PID, self._process, os.WEXITED | os.WNOWAIT)

    def _bury(self, _: Task[None]) -> None:
        """Give back the id, in the thread that may kill by it: it may be another's from now on."""
        with suppress(ChildProcessError):
            os.waitpid(self._process, 0)
        self._process = 0


def take_head_start(settings: Settings) -> HeadStart | None:
    """Begin, if that can be done without asking anything; to be called before threads are started.

    Only on Linux: elsewhere a process that was not started anew can't use all of the system, and
    would not end with this one. And only beside this one: the first frame must not wait for it.
    """
    if sys.platform != "linux" or not (_can_be_asked(settings) and _is_a_processor_idle()):
        return None
    reading, writing = os.pipe()
    parent = os.getpid()
    try:
        process = os.fork()
    except OSError:
        # There may be no more processes, or no memory for one.
        os.close(reading)
        os.close(writing)
        return None
    if process == 0:
        _answer_and_end(settings, writing, parent)
    os.close(writing)
    return HeadStart(process, reading)


def _can_be_asked(settings: Settings) -> bool:
    # A demo that stands still is the same each time, in when its list comes as well.
    no_command = isinstance(settings.source, SecretFile | SecretInConfig | None)
    return settings.complete and no_command and settings.frozen is None


def _is_a_processor_idle() -> bool:
    try:
        running = Path("/proc/loadavg").read_text(encoding="ascii").split()[3].partition("/")[0]
    except OSError:
        return False
    return int(running) < len(os.sched_getaffinity(0))


def _answer_and_end(settings: Settings, pipe: int, parent: int) -> NoReturn:
    # Whatever goes wrong: nothing of it is for the terminal, and the program asks again by itself.
    try:
        end_with_parent(parent)
        os.setsid()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        import asyncio

        from .prefetch_result import ask

        # asyncio.run would wait for a thread that looks up a name, which can't be stopped.
        loop = asyncio.new_event_loop()
        with os.fdopen(pipe, "wb") as file:
            file.write(loop.run_until_complete(ask(settings)))
    finally:
        os._exit(0)
