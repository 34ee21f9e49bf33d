"""Runs a helper program that is never given the terminal, and never waited for in vain."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Mapping

_LAST_WAIT = 0.2
"""Seconds for a killed program to be gone."""

_OURS = "RUNAI_"
"""What the variables begin with that may hold a secret and are no helper's business."""


class ChildError(Exception):
    """A helper program is missing, failed or took too long; the text says which.

    Args:
        reason: The end of a sentence, without its full stop.
        status: The exit status, if it ended by itself.
        started: Whether it ran at all.
    """

    def __init__(self, reason: str, *, status: int | None = None, started: bool = True) -> None:
        super().__init__(reason)
        self.status = status
        self.started = started


async def run(
    *command: str, environment: Mapping[str, str], given: str = "", listen: bool = True
) -> str:
    """Run a program with a text on its standard input and give what it prints.

    It gets a session of its own, so that it can neither hold the terminal nor write to it. Unless
    it succeeds, it is killed together with everything that it started.

    Args:
        command: The program and its arguments; no shell reads them.
        environment: Its environment variables, but for those of this program.
        given: Its standard input.
        listen: Whether its output is wanted. A program that leaves another one behind, as
            clipboard helpers do, must not be listened to: the output would never end.

    Raises:
        ChildError: it could not be run, or failed.
    """
    process = await _start(command, environment, DEVNULL if not listen else PIPE)
    succeeded = False
    try:
        output, _ = await process.communicate(given.encode())
        succeeded = process.returncode == 0
    finally:
        if not succeeded:
            await _end(process)
    if not succeeded:
        status = process.returncode
        raise ChildError(f"{command[0]} failed with status {status}", status=status)
    return (output or b"").decode(errors="replace")


@contextlib.asynccontextmanager
async def within(seconds: float, who: str) -> AsyncIterator[None]:
    """Limit the time of everything in the block.

    Raises:
        ChildError: it took longer.
    """
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise ChildError(f"{who} did not answer within {seconds:g} s") from error


async def _start(command: tuple[str, ...], environment: Mapping[str, str], out: int) -> Process:
    try:
        return await asyncio.create_subprocess_exec(
            *command,
            stdin=PIPE,
            stdout=out,
            stderr=DEVNULL,
            start_new_session=True,
            env={name: value for name, value in environment.items() if not name.startswith(_OURS)},
        )
    except OSError as error:
        raise ChildError(f"{command[0]} could not be started", started=False) from error


async def _end(process: Process) -> None:
    # Its group outlives it: a shell that was killed leaves the programs it waited for.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_LAST_WAIT):
            await process.wait()
