"""Connection to a host, directly or through a proxy, to fetch its certificate."""

from __future__ import annotations

import base64
from contextlib import suppress
from typing import TYPE_CHECKING

import anyio
import httpx
from anyio.streams.buffered import BufferedByteReceiveStream
from anyio.streams.tls import TLSStream
from socksio.socks5 import SOCKS5ReplyCode

from .proxy import is_socks, proxy_for
from .trust import trusting_context

if TYPE_CHECKING:
    import ssl
    from pathlib import Path

    from anyio.abc import ByteStream

_LONGEST_ANSWER = 16_384
_NO_PASSWORD, _PASSWORD = 0, 2
_ADDRESS_LENGTHS = {1: 4, 4: 16}
_PORTS = {"http": 80, "https": 443}
_SOCKS_PORT = 1080

_REFUSED = "would not connect"
_WANTS_PASSWORD = "wants another username/password"  # noqa: S105
"""In the words of httpx, by which the reason is known."""

STREAM_FAILURES = (
    OSError,
    anyio.BrokenResourceError,
    anyio.ClosedResourceError,
    anyio.EndOfStream,
    anyio.IncompleteRead,
)


class TunnelFailed(Exception):
    """The proxy did not connect; the cause is one that a transport could raise as well."""


async def connect(base_url: str, host: str, port: int, ca_file: Path | None = None) -> ByteStream:
    """Connect to a host, through the proxy of the environment if there is one.

    Args:
        base_url: The address by which the proxy is chosen.
        ca_file: Certificates that a proxy with TLS of its own is trusted by, besides the system's.

    Raises:
        TunnelFailed: it is the proxy's fault.
        Unreachable: the proxy or the CA file can't be used.
        OSError: the host is not reached.
    """
    proxy = proxy_for(base_url)
    if proxy is None:
        return await anyio.connect_tcp(host, port)
    try:
        return await _open_tunnel(proxy, host, port, ca_file)
    except (httpx.TransportError, OSError) as error:
        raise TunnelFailed from error
    except (anyio.DelimiterNotFound, UnicodeError) as error:
        raise TunnelFailed from httpx.RemoteProtocolError(type(error).__name__)
    except STREAM_FAILURES as error:
        raise TunnelFailed from httpx.ReadError(type(error).__name__)


async def start_tls(stream: ByteStream, host: str, context: ssl.SSLContext) -> TLSStream:
    """Do the handshake with a host at the other end of a stream."""
    return await TLSStream.wrap(
        stream, hostname=host, ssl_context=context, server_side=False, standard_compatible=False
    )


async def _open_tunnel(
    proxy: httpx.Proxy, host: str, port: int, ca_file: Path | None
) -> ByteStream:
    url = proxy.url
    stream: ByteStream = await anyio.connect_tcp(
        url.host, url.port or _PORTS.get(url.scheme, _SOCKS_PORT)
    )
    try:
        if url.scheme == "https":
            context = trusting_context(url.host, ca_file, None)
            stream = await start_tls(stream, url.host, context)
        ask = _connect_by_socks if is_socks(proxy) else _connect_by_http
        await ask(stream, proxy, host, port)
    except BaseException:
        await anyio.aclose_forcefully(stream)
        raise
    return stream


async def _connect_by_http(stream: ByteStream, proxy: httpx.Proxy, host: str, port: int) -> None:
    target = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    if proxy.raw_auth is not None:
        pair = base64.b64encode(b":".join(proxy.raw_auth)).decode()
        lines.append(f"Proxy-Authorization: Basic {pair}")
    await stream.send("".join(f"{line}\r\n" for line in [*lines, ""]).encode())
    reader = BufferedByteReceiveStream(stream)
    response = await reader.receive_until(b"\r\n\r\n", _LONGEST_ANSWER)
    if not response.startswith(b"HTTP/"):
        raise httpx.RemoteProtocolError("no HTTP")
    if response.split(b" ")[1:2] != [b"200"]:
        raise httpx.ProxyError(response.partition(b" ")[2].partition(b"\r")[0].decode("latin-1"))


async def _connect_by_socks(stream: ByteStream, proxy: httpx.Proxy, host: str, port: int) -> None:
    """Connect as RFC 1928 says, with the name and password of RFC 1929 if there are any."""
    receive = BufferedByteReceiveStream(stream).receive_exactly
    method = _NO_PASSWORD if proxy.raw_auth is None else _PASSWORD
    await stream.send(bytes((5, 1, method)))
    version, wanted = await receive(2)
    if (version, wanted) != (5, method):
        is_password_wanted = version == 5 and method == _NO_PASSWORD
        raise httpx.ProxyError(_WANTS_PASSWORD if is_password_wanted else _REFUSED)
    if proxy.raw_auth is not None:
        await stream.send(b"\x01" + b"".join(map(_with_length, proxy.raw_auth)))
        if (await receive(2))[1]:
            raise httpx.ProxyError(_WANTS_PASSWORD)
    name = _with_length(host.encode("idna"))
    await stream.send(b"\x05\x01\x00\x03" + name + port.to_bytes(2))
    version, refusal, _, kind = await receive(4)
    if version != 5 or refusal:
        raise httpx.ProxyError(_refused(refusal))
    length = _ADDRESS_LENGTHS.get(kind) or (await receive(1))[0]
    await receive(length + 2)


def _with_length(text: bytes) -> bytes:
    try:
        return bytes((len(text),)) + text
    except ValueError as error:
        raise httpx.ProxyError(_REFUSED) from error


def _refused(code: int) -> str:
    with suppress(ValueError):
        name = SOCKS5ReplyCode(bytes((code,))).name
        return f"could not connect: {name.replace('_', ' ').capitalize()}"
    return _REFUSED
