"""Faults that need a server on a real connection, and all faults together."""

from __future__ import annotations

import asyncio
import socket
import struct

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
from tests.api.proxies import HANGING_UP, TLS_ALERT, refusing, silent
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
    # Otherwise it would end as it does when it is closed.
    at_once = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
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

OR_EXEMPT = "or exempt the host with NO_PROXY."
PROXY_KIND = (
    "Check that the address in HTTPS_PROXY or ALL_PROXY is that of an HTTP proxy: a SOCKS one "
    "begins with socks5h://, one that speaks TLS with https://. If it is, the proxy may be unable "
    f"to reach the host: ask whoever runs it, {OR_EXEMPT}"
)


def by_proxy(handler: Handler, says: str, advice: str) -> Fault:
    """Describe what a proxy does instead of connecting: nothing reaches the server."""
    return Fault(None, says, advice, Unreachable, Unreachable, 0, 0, proxy=handler)


_CANT_REACH = f"Check the base URL; if it is right, ask whoever runs the proxy, {OR_EXEMPT}"
PROXIES = {
    "proxy wants a password": by_proxy(
        refusing("407 CANARY"),
        "The proxy PROXY wants a valid user and password first (407 Proxy Authentication Required)",
        "Check the user and password in HTTPS_PROXY or ALL_PROXY, as in "
        f"http://USER:PASSWORD@HOST:PORT with special characters percent-encoded, {OR_EXEMPT} A "
        "proxy that accepts only NTLM or Kerberos needs a local helper, such as px or cntlm, which "
        "logs in as its own settings say.",
    ),
    "proxy forbids": by_proxy(
        refusing("403 CANARY"),
        "The proxy PROXY forbids connections to {host} (403 Forbidden)",
        f"Ask whoever runs the proxy to allow it, {OR_EXEMPT}",
    ),
    "proxy: bad gateway": by_proxy(
        refusing("502 CANARY"),
        "The proxy PROXY can't reach {host} (502 Bad Gateway)",
        _CANT_REACH,
    ),
    "proxy: unavailable": by_proxy(
        refusing("503 CANARY"),
        "The proxy PROXY can't reach {host} (503 Service Unavailable)",
        _CANT_REACH,
    ),
    "proxy redirects": by_proxy(
        refusing("302 CANARY"),
        "The proxy PROXY redirects instead of connecting to {host} (302 Found)",
        "It may want a login in a browser first, or forbid the host: open the base URL in a "
        f"browser that uses this proxy and see, {OR_EXEMPT}",
    ),
    "no proxy at all": by_proxy(
        refusing("405 CANARY"),
        "The proxy PROXY accepts no requests to connect to {host} (405 Method Not Allowed)",
        PROXY_KIND,
    ),
    "proxy is silent": by_proxy(
        silent,
        f"The proxy PROXY did not connect to {{host}} within {DEADLINE:g} s",
        f"Try again; if it stays, ask whoever runs the proxy, {OR_EXEMPT}",
    )._replace(deadline=DEADLINE),
    "proxy hangs up": by_proxy(
        HANGING_UP,
        "The proxy PROXY closed the connection when asked to connect to {host}",
        PROXY_KIND,
    ),
    "proxy speaks TLS": by_proxy(
        TLS_ALERT,
        "The proxy PROXY did not answer in HTTP when asked to connect to {host}",
        PROXY_KIND,
    ),
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
    | PROXIES
)
