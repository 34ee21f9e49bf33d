"""A SOCKS5 proxy on a real socket, which connects to this machine whatever it is asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from tests.api.sockets import serving

_NO_PASSWORD, _PASSWORD, _NONE_OF_THESE = 0, 2, 255


@dataclass
class Socks:
    """A SOCKS5 proxy (RFC 1928 and 1929)."""

    target: int
    """The port of this machine that it connects to."""
    password: bytes = b""
    """Password that it asks for; empty for none."""
    refusal: int = 0
    """The code by which it refuses to connect."""
    port: int = 0
    asked: list[tuple[str, int]] = field(default_factory=list)
    """The hosts and ports that it was asked for."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        version, count = await reader.readexactly(2)
        offered = await reader.readexactly(count)
        method = _PASSWORD if self.password else _NO_PASSWORD
        accepted = version == 5 and method in offered
        writer.write(bytes((5, method if accepted else _NONE_OF_THESE)))
        if not accepted or not await self._let_in(reader, writer):
            return
        version, command, _, kind = await reader.readexactly(4)
        assert (version, command, kind) == (5, 1, 3), "a host is asked for by its name"
        name = await reader.readexactly((await reader.readexactly(1))[0])
        self.asked.append((name.decode(), int.from_bytes(await reader.readexactly(2))))
        writer.write(bytes((5, self.refusal, 0, 1, 127, 0, 0, 1, 0, 0)))
        if not self.refusal:
            inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self.target)
            await asyncio.gather(pass_on(reader, inner_writer), pass_on(inner_reader, writer))

    async def _let_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        if not self.password:
            return True
        await reader.readexactly(1)
        await reader.readexactly((await reader.readexactly(1))[0])
        given = await reader.readexactly((await reader.readexactly(1))[0])
        writer.write(bytes((1, given != self.password)))
        return given == self.password


@asynccontextmanager
async def socks_proxy(target: int, password: bytes = b"", refusal: int = 0) -> AsyncIterator[Socks]:
    """Run a SOCKS5 proxy."""
    socks = Socks(target, password, refusal)
    async with serving(socks.serve) as socks.port:
        yield socks


async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Copy what one side sends to the other until it ends."""
    try:
        with suppress(ConnectionError):
            while data := await reader.read(65_536):
                writer.write(data)
    finally:
        writer.close()
