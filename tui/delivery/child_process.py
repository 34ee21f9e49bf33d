"""Runs other programs: without a shell, with limits of time and output, and none of our secrets.

Each gets a session of its own, so that it can neither read from our terminal nor write to it,
unless the terminal is lent to it. A program that fails is killed with everything it started.
"""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio.subprocess import DEVNULL, PIPE, STDOUT
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import (
    AbstractContextManager,
    asynccontextmanager,
    nullcontext,
    suppress,
)
from typing import Any

from ..text import clean
from .complaint import useful_line
from .given_input import GivenInput
from .lent_terminal import LentTerminal, deaf_to_interrupts
from .masked import MASK, decoded, masked, masked_bytes
from .process_tree import descendants

Lend = Callable[[], AbstractContextManager[None]]
"""Leaves the terminal to a program for the length of a block."""

OUTPUT_LIMIT = 1 << 19
"""Bytes of standard output and of standard error, each; no secret is longer."""

COMPLAINT_LIMIT = 200
"""Characters that are quoted of a failed program's standard error."""

_DRAIN = 0.5
"""Seconds in which the output of an ended program arrives, if a daemon keeps its pipes open."""

_GRACE = 0.5
"""Seconds for a killed program to be gone."""

OURS, _VENDORS = "RUNAI_", "RUNAI_CLI_"
"""Variables that begin with the first may hold a secret. The second only configure `runai`."""

_SHORTEST_MASKED = 4
_OUTPUT, _ERROR = 1, 2


class ChildError(Exception):
    """A program could not be started, failed, printed too much or took too long.

    Args:
        reason: The end of a sentence about the program, without its full stop.
        status: The exit status, if it ended by itself.
        started: Whether it ran at all.
        output: What it printed, which may be secret.
    """

    def __init__(
        self,
        reason: str,
        *,
        status: int | None = None,
        started: bool = True,
        output: bytes = b"",
    ) -> None:
        super().__init__(reason)
        self.status = status
        self.started = started
        self.output = output


async def run(
    argv: Sequence[str],
    *,
    timeout: float,  # noqa: ASYNC109 - the error names the limit
    environment: Mapping[str, str] = os.environ,
    given: str = "",
    read: bool = True,
    must_print: bool = False,
    hand_over: str = "",
    lend: Lend | None = None,
) -> bytes:
    """Run a program and return its standard output.

    Args:
        argv: The program and its arguments.
        timeout: Seconds until it is killed.
        environment: Its environment variables; those of this program are left out.
        given: Its standard input.
        read: Whether its output is wanted. False for a program that leaves a daemon behind: that
            one may print later, and would be killed by writing to a closed pipe. With a lent
            terminal it prints there.
        must_print: Whether it failed if it only complained, whatever its status.
        hand_over: The secret in what is given. The program failed if it left some of that unread;
            its complaints are returned with its output, or quoted without the secret.
        lend: Lends it the terminal. It then stays in our session.

    Raises:
        ChildError: it did not succeed. The error quotes its complaint, but nothing that it was
            given or printed on standard output.
    """
    program = _Program(given, hand_over, is_lent=lend is not None, must_print=must_print)
    async with within(timeout):
        with lend() if lend else nullcontext():
            await program.run(argv, environment, read=read)
    return program.output


@asynccontextmanager
async def within(seconds: float) -> AsyncIterator[None]:
    """Limit the time of everything in the block.

    Raises:
        ChildError: it took longer.
    """
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise ChildError(f"did not end within {seconds:g} s") from error


class _Program(asyncio.SubprocessProtocol):
    """A program that runs once; collects what it prints, up to the limit."""

    def __init__(self, given: str, secret: str, *, is_lent: bool, must_print: bool) -> None:
        self._given = given
        self._secret = secret
        self._must_print = must_print
        self._is_lent = is_lent
        self._printed = {_OUTPUT: bytearray(), _ERROR: bytearray()}
        self._is_too_much = False
        self._ended_or_flooded = asyncio.Event()
        self._ended = asyncio.Event()
        self._disconnected = asyncio.Event()

    @property
    def _unread(self) -> int:
        # Not to standard output, which may be no terminal: a secret is printed there at the end.
        return _ERROR if self._is_lent else DEVNULL

    @property
    def output(self) -> bytes:
        return bytes(self._printed[_OUTPUT])

    async def run(self, argv: Sequence[str], environment: Mapping[str, str], *, read: bool) -> None:
        given = GivenInput(self._given.encode()) if self._given else None
        try:
            await self._run(argv, environment, given, PIPE if read else self._unread)
        finally:
            if given is not None:
                given.close()

    async def _run(
        self,
        argv: Sequence[str],
        environment: Mapping[str, str],
        given: GivenInput | None,
        out: int,
    ) -> None:
        lent = LentTerminal() if self._is_lent else None
        if lent is not None:
            environment = {**environment, **lent.variables}
        transport = await self._unless_cancelled(self._start(argv, environment, given, out))
        succeeded = False
        try:
            with deaf_to_interrupts() if self._is_lent else nullcontext():
                if given is not None:
                    given.write_rest()
                await self._end()
            self._refuse_failure(transport.get_returncode() or 0, given)
            succeeded = True
        finally:
            if not succeeded:
                await self._kill(transport)
                if lent is not None:
                    # What leaves a daemon behind may have opened a browser, for which it lives on.
                    await lent.take_back(end_others=out == PIPE)
            transport.close()

    def _refuse_failure(self, status: int, given: GivenInput | None) -> None:
        only_complained = self._must_print and not self.output and self._printed[_ERROR]
        if status or only_complained:
            raise ChildError(self._failure(status), status=status, output=self.output)
        # A program that closes its standard input early may have its reasons.
        if self._secret and given is not None and not given.is_read:
            raise ChildError("ended without reading all of its standard input", status=status)

    async def _unless_cancelled(
        self, start: Coroutine[Any, Any, asyncio.SubprocessTransport]
    ) -> asyncio.SubprocessTransport:
        """Start it, and kill it with all that it started if that is cancelled.

        asyncio would kill the program alone.
        """
        starting = asyncio.ensure_future(start)
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            with suppress(ChildError):
                transport = await starting
                await self._kill(transport)
                transport.close()
            raise

    async def _start(
        self,
        argv: Sequence[str],
        environment: Mapping[str, str],
        given: GivenInput | None,
        out: int,
    ) -> asyncio.SubprocessTransport:
        default = None if self._is_lent else DEVNULL
        # With the terminal it may ask something, which has to be seen at once.
        is_joined = self._secret and not self._is_lent
        try:
            program, *arguments = argv
            transport, _ = await asyncio.get_running_loop().subprocess_exec(
                lambda: self,
                program,
                *arguments,
                stdin=given.readable if given is not None else default,
                stdout=out,
                stderr=STDOUT if is_joined else out,
                start_new_session=not self._is_lent,
                env={name: environment[name] for name in environment if not _is_ours(name)},
            )
        # A NUL in an argument, or no program at all, is a ValueError.
        except (OSError, ValueError) as error:
            why = f" ({error.strerror})" if isinstance(error, OSError) and error.strerror else ""
            raise ChildError(f"could not be started{why}", started=False) from error
        return transport

    async def _end(self) -> None:
        await self._ended_or_flooded.wait()
        if self._is_too_much:
            raise ChildError(f"printed more than {OUTPUT_LIMIT >> 10} KiB")
        with suppress(TimeoutError):
            async with asyncio.timeout(_DRAIN):
                await self._disconnected.wait()

    async def _kill(self, transport: asyncio.SubprocessTransport) -> None:
        leader = transport.get_pid()
        # A group outlives its leader: a killed shell leaves what it waited for. One that has the
        # terminal is in our own group, so what it started is looked for.
        killed = [*descendants(leader), leader] if self._is_lent else [-leader]
        for process in killed:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(process, signal.SIGKILL)
        with suppress(TimeoutError):
            async with asyncio.timeout(_GRACE):
                await self._ended.wait()

    def _failure(self, status: int) -> str:
        complaint = clean(self._complaint(), COMPLAINT_LIMIT).rstrip(".")
        how = f"failed with status {status}" if status > 0 else f"was ended by signal {-status}"
        how = how if status else "printed nothing"
        return f"{how} and said: {complaint}" if complaint else how

    def _complaint(self) -> str:
        """Return the line of its complaints that says most, without what may be a secret."""
        output = decoded(self.output).strip()
        text = decoded(self._printed[_ERROR]).strip()
        if self._secret:
            text = masked(text or output, self._secret)
        for secret in (self._given.strip(), "" if self._secret else output):
            if len(secret) >= _SHORTEST_MASKED:
                text = text.replace(secret, MASK)
        return useful_line(text)

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Keep what it prints, as long as that is not too much."""
        if self._is_lent and fd == _ERROR:
            # It may be a question.
            with suppress(OSError):
                os.write(_ERROR, masked_bytes(data, self._secret))
        if len(self._printed[fd]) + len(data) > OUTPUT_LIMIT:
            self._is_too_much = True
            self._ended_or_flooded.set()
        else:
            self._printed[fd] += data

    def process_exited(self) -> None:
        """Note the end of the program; its pipes may still be open."""
        self._ended.set()
        self._ended_or_flooded.set()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the program has ended and all of its pipes are closed."""
        self._disconnected.set()


def _is_ours(name: str) -> bool:
    return name.startswith(OURS) and not name.startswith(_VENDORS)
