"""Servers on real sockets, for faults below HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from tui.api.bearer_auth import ClientCredentials, FixedToken, Grant
from tui.api.service import AccessKeyService

if TYPE_CHECKING:
    import ssl

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

_TURNS = 4
"""Turns of the event loop within which an accepted connection is served."""

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
EMPTY_LIST = b'{"accessKeys": []}'


@asynccontextmanager
async def serving(handler: Handler, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Serve on a free port of this machine, and give that port."""
    tasks: set[asyncio.Task[None]] = set()
    writers: set[asyncio.StreamWriter] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.add(writer)
        tasks.add(asyncio.create_task(_handled(handler, reader, writer)))

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        await accept_no_more(server)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # A task that was cancelled before it began has closed nothing, and what is still to be sent
        # may never be read.
        for writer in writers:
            writer.transport.abort()


async def accept_no_more(server: asyncio.Server) -> None:
    """Close a server once it serves all that it has accepted.

    asyncio leaves a connection unclosed whose server closes between accepting and serving it.
    """
    for listening in server.sockets:
        asyncio.get_running_loop().remove_reader(listening)
    for _ in range(_TURNS):
        await asyncio.sleep(0)
    server.close()


async def _handled(
    handler: Handler, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    with suppress(OSError, asyncio.IncompleteReadError):
        try:
            await handler(reader, writer)
        finally:
            writer.close()
            await writer.wait_closed()


async def request_head(reader: asyncio.StreamReader) -> bytes:
    """Read a request up to its body."""
    return await reader.readuntil(b"\r\n\r\n")


def answering(*chunks: bytes) -> Handler:
    """Make a handler that reads a request, writes this and closes."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request_head(reader)
        for chunk in chunks:
            writer.write(chunk)
            await writer.drain()

    return handler


def session(base_url: str, **options: Any) -> AbstractAsyncContextManager[AccessKeyService]:  # noqa: ANN401
    """Open a session with a fixed token and without pauses."""
    return _opened(base_url, FixedToken(SecretStr("CANARY-token")), **options)


def signing_in(base_url: str, **options: Any) -> AbstractAsyncContextManager[AccessKeyService]:  # noqa: ANN401
    """Open a session that has to sign in first."""
    return _opened(base_url, ClientCredentials("c1", SecretStr("CANARY-secret")), **options)


@asynccontextmanager
async def _opened(base_url: str, grant: Grant, **options: Any) -> AsyncIterator[AccessKeyService]:  # noqa: ANN401
    async def no_pause(_: float) -> None:
        pass

    service = AccessKeyService(base_url, grant, sleep=no_pause, **options)
    try:
        yield service
    finally:
        await service.aclose()
