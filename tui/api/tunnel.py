"""Connection to a host through a proxy, for what is no request."""

from __future__ import annotations

import asyncio
import base64

import httpx

from .proxy import is_socks

_LONGEST_ANSWER = 16_384
_NO_PASSWORD, _PASSWORD = 0, 2
_ADDRESS_LENGTHS = {1: 4, 4: 16}
_REFUSED = "the proxy would not connect"


async def open_tunnel(proxy: httpx.Proxy, host: str, port: int) -> asyncio.StreamWriter:
    """Connect to a host through a proxy.

    Raises:
        httpx.ProxyError: the proxy answered with another status than 200.
        OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError: it failed.
    """
    by_socks = is_socks(proxy)
    if not by_socks and proxy.url.scheme != "http":
        raise ValueError("a proxy that speaks TLS itself")
    reader, writer = await asyncio.open_connection(
        proxy.url.host, proxy.url.port or (1080 if by_socks else 80), limit=_LONGEST_ANSWER
    )
    try:
        connect = _connect_by_socks if by_socks else _connect_by_http
        await connect(reader, writer, proxy, host, port)
    except BaseException:
        writer.transport.abort()
        raise
    return writer


async def _connect_by_http(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    proxy: httpx.Proxy,
    host: str,
    port: int,
) -> None:
    target = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    if proxy.raw_auth is not None:
        pair = base64.b64encode(b":".join(proxy.raw_auth)).decode()
        lines.append(f"Proxy-Authorization: Basic {pair}")
    writer.write("".join(f"{line}\r\n" for line in [*lines, ""]).encode())
    response = await reader.readuntil(b"\r\n\r\n")
    if response.split(b" ")[1:2] != [b"200"]:
        raise httpx.ProxyError(response.partition(b" ")[2].partition(b"\r")[0].decode("latin-1"))


async def _connect_by_socks(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    proxy: httpx.Proxy,
    host: str,
    port: int,
) -> None:
    """Connect as RFC 1928 says, with the name and password of RFC 1929 if there are any."""
    method = _NO_PASSWORD if proxy.raw_auth is None else _PASSWORD
    writer.write(bytes((5, 1, method)))
    if await reader.readexactly(2) != bytes((5, method)):
        raise OSError(_REFUSED)
    if proxy.raw_auth is not None:
        writer.write(b"\x01" + b"".join(bytes((len(text),)) + text for text in proxy.raw_auth))
        if (await reader.readexactly(2))[1]:
            raise OSError(_REFUSED)
    name = host.encode("idna")
    writer.write(b"\x05\x01\x00\x03" + bytes((len(name),)) + name + port.to_bytes(2))
    version, refusal, _, kind = await reader.readexactly(4)
    if version != 5 or refusal:
        raise OSError(_REFUSED)
    length = _ADDRESS_LENGTHS.get(kind) or (await reader.readexactly(1))[0]
    await reader.readexactly(length + 2)
