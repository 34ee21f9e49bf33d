"""A proxy on this machine that connects to this machine, or misbehaves."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.api.sockets import Handler, answering, request_head

if TYPE_CHECKING:
    from tests.api.front import Front


async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    """Take the request, and never answer it."""
    await reader.read()


def refusing(status: str) -> Handler:
    """Make a proxy that answers each CONNECT with this status."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n"
    return answering(head.encode(), b"<html>")


HANGING_UP = answering()
TLS_ALERT = answering(b"\x15\x03\x01\x00\x02\x02\x46")
"""Answer of a port that expects TLS to an HTTP request."""


async def tunnel(port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Connect to a port of this machine, and pass everything on."""
    inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
    await asyncio.gather(_pass_on(reader, inner_writer), _pass_on(inner_reader, writer))


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65_536):
            writer.write(data)
    finally:
        writer.close()


class FrontProxy:
    """Connects to fronts by their ports, except to those that have a proxy misbehave."""

    def __init__(self) -> None:
        self.address = ""
        self.fronts: dict[int, Front] = {}

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve a connection."""
        head = await request_head(reader)
        port = int(head.split(b" ")[1].rpartition(b":")[2])
        if (misbehaving := self.fronts[port].proxy) is None:
            await tunnel(port, reader, writer)
            return
        # Handlers read a request's head first; this one was read already.
        again = asyncio.StreamReader()
        again.feed_data(head)
        await misbehaving(again, writer)


@contextmanager
def proxy_in_environment(address: str) -> Iterator[None]:
    """Set the proxy for https, and exempt no host from it."""
    before = dict(os.environ)
    os.environ.update({"https_proxy": address, "no_proxy": ""})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
