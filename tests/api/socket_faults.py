"""Faults that need a server on a real connection, and all faults together."""

from __future__ import annotations

import asyncio

from tests.api.faults import (
    BODIES,
    BREAKDOWNS,
    BUSY,
    CHECK_ADDRESS,
    COMPRESSED,
    CUT,
    CUTS,
    DEADLINE,
    FRONTS,
    GARBLED,
    LATE,
    NEVER_SENT,
    REDIRECTS,
    REFUSALS,
    SILENCE,
    TOO_LATE,
    TOO_MUCH,
    TRY_AGAIN,
    UNAUTHORIZED,
    WEB_PAGES,
    Fault,
)
from tests.api.sockets import EMPTY_LIST, OK, Handler, answering, request_head
from tui.api.errors import OutcomeUnknown, Unreachable


def on_socket(handler: Handler, says: str, advice: str, tries: int = 1) -> Fault:
    """Describe what takes away the answer on its way."""
    return Fault(None, says, advice, Unreachable, OutcomeUnknown, tries, handler=handler)


async def _hang(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read()


async def _hang_after_headers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await answering(OK + b"Content-Length: 9\r\n\r\n")(reader, writer)
    await reader.read()


def _dripping(head: bytes) -> Handler:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request_head(reader)
        writer.write(head)
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.02)

    return drip


async def _reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await request_head(reader)
    writer.transport.abort()


SLOW_SOCKETS = {
    name: on_socket(handler, LATE, TOO_LATE)._replace(deadline=DEADLINE)
    for name, handler in {
        "hangs after accepting": _hang,
        "hangs after the headers": _hang_after_headers,
        "drips its headers": _dripping(b"HTTP/1.1 200 OK\r\nX-Slow:"),
        "drips its body": _dripping(OK + b"Content-Length: 100000\r\n\r\n"),
    }.items()
}
CUT_SOCKETS = {
    name: on_socket(handler, CUT, TRY_AGAIN, tries=3)
    for name, handler in {
        "closes after the request": answering(),
        "resets": _reset,
        "closes in mid-headers": answering(b"HTTP/1.1 200 OK\r\nContent-"),
        "closes in mid-body": answering(OK + b"Content-Length: 99\r\n\r\n", EMPTY_LIST),
        "closes in mid-chunk": answering(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"ff\r\n[]"),
    }.items()
}
GARBLED_SOCKETS = {
    name: on_socket(handler, GARBLED, CHECK_ADDRESS, tries=3)
    for name, handler in {
        "bad chunk": answering(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"zz\r\n[]\r\n"),
        "bad status line": answering(b"CANARY \x1b]0;x\x07\r\n\r\n"),
        "200 kB header": answering(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 200_000, b"\r\n\r\n[]"),
        "bad length": answering(OK + b"Content-Length: many\r\n\r\n[]"),
    }.items()
}

FAULTS = (
    NEVER_SENT
    | SILENCE
    | CUTS
    | REFUSALS
    | FRONTS
    | UNAUTHORIZED
    | BUSY
    | BREAKDOWNS
    | REDIRECTS
    | TOO_MUCH
    | COMPRESSED
    | WEB_PAGES
    | BODIES
    | SLOW_SOCKETS
    | CUT_SOCKETS
    | GARBLED_SOCKETS
)
