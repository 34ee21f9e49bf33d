"""Runs a command that prints a secret: without a shell, and not for ever.

It runs without our terminal too, unless that is lent to it.
"""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING

from pydantic import SecretStr

from ..text import clean
from .errors import SignInFailed
from .secret_values import last_line

if TYPE_CHECKING:
    from asyncio import StreamReader
    from asyncio.subprocess import Process

Lend = Callable[[], AbstractContextManager[None]]
"""Leaves the terminal to a command for the length of a block."""

OUTPUT_LIMIT = 1 << 19
"""In bytes; no secret is longer."""

COMPLAINT_LIMIT = 200
"""In characters, of what a command that failed said on its standard error."""

_BY_HAND = "Run it by hand to see why: it must print the {what} and nothing else."
_CHUNK = 1 << 16
_STANDARD_ERROR = 2
_GRACE = 1.0
"""In seconds, for a killed command to be gone."""


class NothingPrinted(ValueError):
    """A command failed, or printed too much; the text says how, without what it printed."""


async def printed_by(
    argv: tuple[str, ...],
    timeout: float,  # noqa: ASYNC109
    lend: Lend | None = None,
) -> SecretStr:
    """Run a command and give all that it printed.

    Args:
        argv: The program and its arguments.
        timeout: Seconds until it is killed.
        lend: Lends it the terminal, if it needs that.

    Raises:
        NothingPrinted: it could not be run, failed, or took too long.
    """
    try:
        async with asyncio.timeout(timeout):
            with lend() if lend else nullcontext():
                return await _printed(argv, is_lent=lend is not None)
    except TimeoutError:
        problem = f"did not end within {timeout:g} s"
    except NothingPrinted:
        raise
    except (OSError, ValueError):
        problem = "can't be run"
    raise NothingPrinted(problem)


def refusal(argv: tuple[str, ...], what: str, host: str, problem: str) -> SignInFailed:
    """Make an error that shows neither a command's arguments nor what it printed."""
    name = clean(argv[0], 80) if argv else "(none given)"
    return SignInFailed(
        f"The {what} command {name} for {host} {problem}.", _BY_HAND.format(what=what)
    )


async def _printed(argv: tuple[str, ...], *, is_lent: bool) -> SecretStr:
    program, *arguments = argv
    # In a session of its own it can't write to our terminal or read from it, and it can be killed
    # together with whatever it started.
    process = await asyncio.create_subprocess_exec(
        program,
        *arguments,
        stdin=None if is_lent else DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
        start_new_session=not is_lent,
    )
    try:
        with _deaf_to_interrupts() if is_lent else nullcontext():
            output, complaint = await _read_both(process, show=is_lent)
            status = await process.wait()
        if status != 0:
            raise NothingPrinted(_failure(status, output, complaint))
        return output
    finally:
        await _end(process, with_children=not is_lent)


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Leave ctrl+c to the command alone, which was started before and is not deaf."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


async def _read_both(process: Process, *, show: bool) -> list[SecretStr]:
    readers = [
        asyncio.create_task(_read(process.stdout, OUTPUT_LIMIT)),
        asyncio.create_task(_read(process.stderr, OUTPUT_LIMIT, show=show)),
    ]
    try:
        return await asyncio.gather(*readers)
    finally:
        for reader in readers:
            reader.cancel()
        await asyncio.wait(readers)


async def _read(stream: StreamReader | None, limit: int, *, show: bool = False) -> SecretStr:
    output = bytearray()
    while stream is not None and (chunk := await stream.read(_CHUNK)):
        output += chunk
        if show:
            # It may be a question.
            os.write(_STANDARD_ERROR, chunk)
        if len(output) > limit:
            raise NothingPrinted("printed more than any secret is long")
    return SecretStr(output.decode("utf-8", errors="replace"))


def _failure(status: int, output: SecretStr, complaint: SecretStr) -> str:
    """Quote the last line of standard error, but nothing that was on standard output as well."""
    said = clean(last_line(complaint, output), COMPLAINT_LIMIT)
    how = f"failed with status {status}" if status > 0 else f"was ended by signal {-status}"
    return how + (f" and said: {said.rstrip('.')}" if said else "")


async def _end(process: Process, *, with_children: bool) -> None:
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        if with_children:
            os.killpg(process.pid, signal.SIGKILL)
        else:  # whom it shares the terminal with, us among them
            process.kill()
    with suppress(TimeoutError):
        async with asyncio.timeout(_GRACE):
            # Reading to the end is what closes the pipe.
            await process.communicate()
