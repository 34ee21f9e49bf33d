"""Runs a helper program that is never given the terminal, and never waited for in vain."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import DEVNULL, PIPE, Process

TIME_LIMIT = 2.0
"""Seconds."""


class ChildError(Exception):
    """A helper program is missing, failed or took too long; the text says which."""


async def run(*command: str, given: str = "", listen: bool = True) -> str:
    """Run a program with a text on its standard input and give what it prints.

    It gets a session of its own, so that it can neither hold the terminal nor write to it.

    Args:
        command: The program and its arguments; no shell reads them.
        given: Its standard input.
        listen: Whether its output is wanted. A program that leaves another one behind, as
            clipboard helpers do, must not be listened to: the output would never end.

    Raises:
        ChildError: it could not be run, failed, or did not end in time.
    """
    out = PIPE if listen else DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=out, stderr=DEVNULL, start_new_session=True
        )
    except OSError as error:
        raise ChildError(f"{command[0]} could not be started") from error
    try:
        async with asyncio.timeout(TIME_LIMIT):
            output, _ = await process.communicate(given.encode())
    except TimeoutError as error:
        raise ChildError(f"{command[0]} did not answer within {TIME_LIMIT:g} s") from error
    finally:
        await _end(process)
    if process.returncode:
        raise ChildError(f"{command[0]} failed with status {process.returncode}")
    return (output or b"").decode(errors="replace")


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.kill()
        await process.wait()
