"""Runs a command that prints a bearer token."""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio.subprocess import DEVNULL, PIPE
from contextlib import suppress
from typing import TYPE_CHECKING

from pydantic import SecretStr

from ..text import clean
from .errors import SignInFailed
from .tokens import MalformedToken, Token, read_token

if TYPE_CHECKING:
    from asyncio.subprocess import Process

    from .grants import TokenCommand

OUTPUT_LIMIT = 1 << 19
"""In bytes; no token is longer."""

_BY_HAND = "Run it by hand to see why: it must print the token and nothing else."
_CHUNK = 1 << 16
_GRACE = 1.0
"""In seconds, for a killed command to be gone."""


async def run_token_command(command: TokenCommand, host: str) -> Token:
    """Run the command and read the token that it prints.

    Raises `SignInFailed`, which shows neither the command's arguments nor what it printed: both
    may hold secrets.
    """
    name = clean(command.argv[0], 80) if command.argv else "(none given)"
    try:
        async with asyncio.timeout(command.timeout):
            return await _printed_token(command.argv)
    except TimeoutError:
        problem = f"did not end within {command.timeout:g} s"
    except MalformedToken:
        problem = "failed, or printed something that is no token"
    except (OSError, ValueError):
        problem = "can't be run"
    raise SignInFailed(f"The token command {name} for {host} {problem}.", _BY_HAND)


async def _printed_token(argv: tuple[str, ...]) -> Token:
    program, *arguments = argv
    # In a session of its own it can't write to our terminal or read from it, and it can be killed
    # together with whatever it started.
    process = await asyncio.create_subprocess_exec(
        program, *arguments, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL, start_new_session=True
    )
    try:
        output = await _output(process)
        if await process.wait() != 0:
            raise MalformedToken
        return read_token(output)
    finally:
        await _end(process)


async def _output(process: Process) -> SecretStr:
    output = bytearray()
    while process.stdout is not None and (chunk := await process.stdout.read(_CHUNK)):
        output += chunk
        if len(output) > OUTPUT_LIMIT:
            raise MalformedToken
    return SecretStr(output.decode("utf-8", errors="replace"))


async def _end(process: Process) -> None:
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    with suppress(TimeoutError):
        async with asyncio.timeout(_GRACE):
            # Reading to the end is what closes the pipe.
            await process.communicate()
