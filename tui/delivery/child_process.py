"""Runs child processes: without a shell or our secrets, and with limits of time and output.

Each runs in a session of its own, without access to our terminal, unless the terminal is lent to
it. A program that fails is killed with everything it started.
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
from .lent_terminal import LentTerminal, ignoring_interrupts
from .masked import MASK, decoded, masked, masked_bytes
from .process_tree import descendants
from .stdin_pipe import StdinPipe

Lend = Callable[[], AbstractContextManager[None]]
"""Lends the terminal to a program for the duration of a block."""

OUTPUT_LIMIT = 1 << 19
"""Maximum size in bytes of standard output and of standard error; no secret is longer."""

COMPLAINT_LIMIT = 200
"""Maximum length of the quotation from a failed program's standard error."""

_DRAIN = 0.5
"""Seconds to wait for the rest of an ended program's output, if a daemon keeps its pipes open."""

_GRACE = 0.5
"""Seconds to wait for the end of a killed program."""

OUR_PREFIX, _VENDOR_PREFIX = "RUNAI_", "RUNAI_CLI_"
"""Prefixes of variables that may hold a secret, and of those that only configure `runai`."""

_SHORTEST_MASKED = 4
_OUTPUT, _ERROR = 1, 2


class ChildError(Exception):
    """A program could not be started, failed, printed too much or took too long.

    Args:
        reason: The end of a sentence about the program, without full stop.
        status: The exit status, if it ended; negative for a signal.
        started: Whether it was started.
        output: Its standard output, which may be secret.
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
    stdin: str = "",
    read: bool = True,
    must_print: bool = False,
    secret: str = "",
    lend: Lend | None = None,
) -> bytes:
    """Run a program and return its standard output.

    Args:
        argv: The program and its arguments.
        timeout: Seconds until it is killed.
        environment: Its environment; our own variables are removed from it.
        stdin: Its standard input.
        read: Whether to capture its output. False for a program that leaves a daemon behind, which
            would be killed if it later wrote to a closed pipe; with a lent terminal, the program
            then prints there.
        must_print: Whether printing to standard error alone is a failure, whatever the status.
        secret: The secret in `stdin`. The program must then read all of its input; its standard
            error is returned with its output, or quoted with the secret masked.
        lend: Lends it the terminal; the program then stays in our session.

    Raises:
        ChildError: the program failed. The error quotes its standard error, but neither its input
            nor its standard output.
    """
    program = _Program(stdin, secret, is_lent=lend is not None, must_print=must_print)
    async with within(timeout):
        with lend() if lend else nullcontext():
            await program.run(argv, environment, read=read)
    return program.output


@asynccontextmanager
async def within(seconds: float) -> AsyncIterator[None]:
    """Apply a timeout to the block.

    Raises:
        ChildError: the block took longer.
    """
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise ChildError(f"did not end within {seconds:g} s") from error


class _Program(asyncio.SubprocessProtocol):
    """One run of a program; collects its output up to the limit."""

    def __init__(self, stdin: str, secret: str, *, is_lent: bool, must_print: bool) -> None:
        self._stdin = stdin
        self._secret = secret
        self._must_print = must_print
        self._is_lent = is_lent
        self._printed = {_OUTPUT: bytearray(), _ERROR: bytearray()}
        self._is_too_much = False
        self._ended_or_flooded = asyncio.Event()
        self._ended = asyncio.Event()
        self._disconnected = asyncio.Event()

    @property
    def _uncaptured(self) -> int:
        # Not standard output, which may be a file or pipe that gets the secret at the end.
        return _ERROR if self._is_lent else DEVNULL

    @property
    def output(self) -> bytes:
        return bytes(self._printed[_OUTPUT])

    async def run(self, argv: Sequence[str], environment: Mapping[str, str], *, read: bool) -> None:
        stdin = StdinPipe(self._stdin.encode()) if self._stdin else None
        try:
            await self._run(argv, environment, stdin, PIPE if read else self._uncaptured)
        finally:
            if stdin is not None:
                stdin.close()

    async def _run(
        self,
        argv: Sequence[str],
        environment: Mapping[str, str],
        stdin: StdinPipe | None,
        out: int,
    ) -> None:
        lent = LentTerminal() if self._is_lent else None
        if lent is not None:
            environment = {**environment, **lent.variables}
        transport = await self._unless_cancelled(self._start(argv, environment, stdin, out))
        succeeded = False
        try:
            with ignoring_interrupts() if self._is_lent else nullcontext():
                if stdin is not None:
                    stdin.write_rest()
                await self._wait()
            self._raise_failure(transport.get_returncode() or 0, stdin)
            succeeded = True
        finally:
            if not succeeded:
                await self._kill(transport)
                if lent is not None:
                    # A program with a daemon may have opened a browser, which must live on.
                    await lent.restore(end_others=out == PIPE)
            transport.close()

    def _raise_failure(self, status: int, stdin: StdinPipe | None) -> None:
        only_complained = self._must_print and not self.output and self._printed[_ERROR]
        if status or only_complained:
            raise ChildError(self._failure(status), status=status, output=self.output)
        # Without a secret, a program may close its standard input early.
        if self._secret and stdin is not None and not stdin.is_read:
            raise ChildError("ended without reading all of its standard input", status=status)

    async def _unless_cancelled(
        self, start: Coroutine[Any, Any, asyncio.SubprocessTransport]
    ) -> asyncio.SubprocessTransport:
        """Start the program; if that is cancelled, kill it with everything it started.

        asyncio would kill only the program itself.
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
        stdin: StdinPipe | None,
        out: int,
    ) -> asyncio.SubprocessTransport:
        default = None if self._is_lent else DEVNULL
        # With a lent terminal, standard error may be a prompt, which has to be shown at once.
        is_joined = self._secret and not self._is_lent
        try:
            program, *arguments = argv
            transport, _ = await asyncio.get_running_loop().subprocess_exec(
                lambda: self,
                program,
                *arguments,
                stdin=stdin.readable if stdin is not None else default,
                stdout=out,
                stderr=STDOUT if is_joined else out,
                start_new_session=not self._is_lent,
                env={name: environment[name] for name in environment if not _is_ours(name)},
            )
        # ValueError: there is no program, or an argument has a NUL.
        except (OSError, ValueError) as error:
            why = f" ({error.strerror})" if isinstance(error, OSError) and error.strerror else ""
            raise ChildError(f"could not be started{why}", started=False) from error
        return transport

    async def _wait(self) -> None:
        await self._ended_or_flooded.wait()
        if self._is_too_much:
            raise ChildError(f"printed more than {OUTPUT_LIMIT >> 10} KiB")
        with suppress(TimeoutError):
            async with asyncio.timeout(_DRAIN):
                await self._disconnected.wait()

    async def _kill(self, transport: asyncio.SubprocessTransport) -> None:
        leader = transport.get_pid()
        # The whole group, because the children of a killed shell live on. A program with a lent
        # terminal is in our own group, so its descendants are killed one by one.
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
        """Return the most useful line of its standard error, with secrets masked."""
        output = decoded(self.output).strip()
        text = decoded(self._printed[_ERROR]).strip()
        if self._secret:
            text = masked(text or output, self._secret)
        for secret in (self._stdin.strip(), "" if self._secret else output):
            if len(secret) >= _SHORTEST_MASKED:
                text = text.replace(secret, MASK)
        return useful_line(text)

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Keep the output, up to the limit."""
        if self._is_lent and fd == _ERROR:
            # It may be a prompt.
            with suppress(OSError):
                os.write(_ERROR, masked_bytes(data, self._secret))
        if len(self._printed[fd]) + len(data) > OUTPUT_LIMIT:
            self._is_too_much = True
            self._ended_or_flooded.set()
        else:
            self._printed[fd] += data

    def process_exited(self) -> None:
        """Record the end of the program, whose pipes may still be open."""
        self._ended.set()
        self._ended_or_flooded.set()

    def connection_lost(self, exc: Exception | None) -> None:
        """Record that the program has ended and all its pipes are closed."""
        self._disconnected.set()


def _is_ours(name: str) -> bool:
    return name.startswith(OUR_PREFIX) and not name.startswith(_VENDOR_PREFIX)
