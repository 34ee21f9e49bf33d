"""Proxies: who is reached through one, and what one did is told of it."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.api.proxies import HANGING_UP, tunnel
from tests.api.sockets import OK, Handler, answering, request_head, serving, session
from tests.api.test_tls import CA, certificate
from tui.api.errors import ApiError, OutcomeUnknown, Unreachable
from tui.api.network_errors import describe


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_no_proxy_gets_a_request_to_this_host(
    variable: str, host: str, closed_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, f"http://127.0.0.1:{closed_port}")
    here = answering(OK + b"Content-Length: 2\r\n\r\n[]")
    async with serving(here) as port, session(f"http://{host}:{port}") as service:
        assert (await service.list_my_keys()).keys == ()


async def test_other_hosts_are_reached_through_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    heads = []

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await request_head(reader))
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")

    async with serving(refuse) as port, session("https://acme.invalid") as service:
        monkeypatch.setenv("https_proxy", f" 127.0.0.1:{port} \r")
        with pytest.raises(Unreachable, match=f"{port} wants a valid user and password"):
            await service.create_key("ci")
    assert heads[0].startswith(b"CONNECT acme.invalid:443 ")
    assert b"CANARY" not in heads[0]


async def test_an_exempt_host_is_not_reached_through_the_proxy(
    closed_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    async def proxy(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        calls.append(reader)

    async with serving(proxy) as port:
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{port}")
        monkeypatch.setenv("no_proxy", ".invalid")
        async with session(f"https://acme.invalid:{closed_port}") as service:
            with pytest.raises(Unreachable, match=r"acme\.invalid"):
                await service.list_my_keys()
    assert calls == []


@pytest.mark.parametrize(
    "address",
    [
        "socks5://",
        "http://u:CANARY@h:port",
        "http://u:CANARY@h:99999",
        "http://u:CAN#ARY@h:3128",
        '"http://u:CANARY@h:3128"',
        "ftp://h",
        "http://",
        "::1:3128",
    ],
)
async def test_an_unusable_proxy_is_reported_without_its_password(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("all_proxy", address)
    async with session("https://acme.invalid") as service:
        with pytest.raises(ApiError) as caught:
            await service.list_my_keys()
    assert type(caught.value) is Unreachable
    assert "acme.invalid" in caught.value.reason
    assert "proxy" in str(caught.value)
    assert "no quotes around it, and special characters of a password" in caught.value.advice
    assert "ARY" not in str(caught.value)


_PROXY = "proxy.example:3128"


@pytest.mark.parametrize(
    ("cause", "says"),
    [
        (ConnectionRefusedError(), "on the way to {host} refused the connection"),
        (socket.gaierror(socket.EAI_NONAME, ""), "on the way to {host} could not be resolved"),
        (httpx.ConnectTimeout(""), "on the way to {host} did not accept a connection in time"),
        (httpx.ConnectError(""), "on the way to {host} could not be connected to"),
        (httpx.ReadTimeout(""), "was asked to connect to {host}, but sent nothing for too long"),
        (httpx.ReadError(""), "closed the connection when asked to connect to {host}"),
        (ConnectionResetError(), "closed the connection when asked to connect to {host}"),
        (
            httpx.RemoteProtocolError("illegal status line"),
            "did not answer in HTTP when asked to connect to {host}",
        ),
        (ssl.SSLError(1, "[SSL: BAD] bad"), "on the way to {host} could be set up"),
        (httpx.LocalProtocolError(""), "would not connect to {host}"),
        (httpx.ProxyError("302 Found"), "redirects instead of connecting to {host} (302 Found)"),
        (
            httpx.ProxyError("400 \x1b"),
            "accepts no requests to connect to {host} (400 Bad Request)",
        ),
        (
            httpx.ProxyError("401 "),
            "wants a valid user and password first (401 Unauthorized)",
        ),
        (httpx.ProxyError("403 "), "forbids connections to {host} (403 Forbidden)"),
        (
            httpx.ProxyError("407 "),
            "wants a valid user and password first (407 Proxy Authentication Required)",
        ),
        (httpx.ProxyError("429 "), "would not connect to {host} (429 Too Many Requests)"),
        # tinyproxy says so of a name that it can't resolve.
        (httpx.ProxyError("500 "), "can't reach {host} (500 Internal Server Error)"),
        (
            httpx.ProxyError("501 "),
            "accepts no requests to connect to {host} (501 Not Implemented)",
        ),
        (httpx.ProxyError("502 "), "can't reach {host} (502 Bad Gateway)"),
        (httpx.ProxyError("503 "), "can't reach {host} (503 Service Unavailable)"),
        (httpx.ProxyError("504 "), "can't reach {host} (504 Gateway Timeout)"),
        # proxy-chain (npm) 3.0.1 has statuses that no standard names.
        (httpx.ProxyError("590 UPSTREAM403\x1b"), "can't reach {host} (590 UPSTREAM403\u241b)"),
        (httpx.ProxyError("597 "), "can't reach {host} (597)"),
        (
            httpx.ProxyError("Proxy Server could not connect: Host unreachable."),
            "can't reach {host} (Host unreachable)",
        ),
        (
            httpx.ProxyError(
                "Requested NO AUTHENTICATION REQUIRED from proxy server, but got "
                "NO ACCEPTABLE METHODS."
            ),
            "wants a valid user and password first",
        ),
        (httpx.ProxyError("Invalid username/password"), "wants a valid user and password first"),
        (
            httpx.ProxyError(
                "Requested NO AUTHENTICATION REQUIRED from proxy server, but got USERNAME/PASSWORD."
            ),
            "wants a valid user and password first",
        ),
        (
            httpx.ProxyError(
                "Requested USERNAME/PASSWORD from proxy server, but got NO AUTHENTICATION REQUIRED."
            ),
            "accepts no user and password",
        ),
        (httpx.ProxyError(""), "would not connect to {host}"),
    ],
    ids=lambda value: "" if isinstance(value, str) else repr(value),
)
def test_what_a_proxy_does_is_told_of_the_proxy(cause: Exception, says: str) -> None:
    reason, advice = describe(cause, proxy=_PROXY)

    assert reason.endswith(f"proxy {_PROXY} {says}")
    assert "or exempt the host with NO_PROXY." in advice


async def _socks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Hang up on what does not begin with the version of SOCKS, as its servers do."""
    if await reader.read(1) != b"\x05":
        writer.close()


async def _plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer in HTTP to what is no HTTP."""
    await reader.read(1)
    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")


@pytest.mark.parametrize(
    ("scheme", "handler", "tls", "says"),
    [
        ("http", _socks, None, "closed the connection when asked to connect to acme.invalid."),
        ("http", HANGING_UP, "server", "closed the connection when asked to connect"),
        ("https", _plain, None, "on the way to acme.invalid does not speak TLS on this port."),
        ("https", HANGING_UP, "server", "comes from a CA that is not trusted."),
    ],
    ids=["a SOCKS port", "a TLS port", "a port without TLS", "an unknown CA"],
)
async def test_a_proxy_of_another_kind_is_named_and_nothing_was_sent(
    scheme: str, handler: Handler, tls: str | None, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(handler, certificate(tls) if tls else None) as port:
        monkeypatch.setenv("https_proxy", f"{scheme}://ana:CANARY@127.0.0.1:{port}")
        async with session("https://acme.invalid") as service:
            with pytest.raises(Unreachable) as caught:
                await service.create_key("ci")

    assert type(caught.value) is Unreachable
    assert f"proxy 127.0.0.1:{port} " in caught.value.reason
    assert says in caught.value.reason
    assert "trust https" not in caught.value.advice
    assert "CANARY" not in str(caught.value)


async def test_a_cut_connection_behind_a_proxy_is_not_told_of_the_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with serving(answering(), certificate("elsewhere")) as origin:

        async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await request_head(reader)
            await tunnel(origin, reader, writer)

        async with serving(connect) as port:
            monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{port}")
            async with session("https://elsewhere.example", ca_file=CA) as service:
                with pytest.raises(OutcomeUnknown) as caught:
                    await service.create_key("ci")

    assert caught.value.event.startswith("elsewhere.example closed the connection")


async def _reason_behind(address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("https_proxy", address)
    async with session("https://acme.invalid") as service:
        with pytest.raises(Unreachable) as caught:
            await service.list_my_keys()
    return caught.value.reason


async def test_a_proxy_that_fails_is_named_and_not_the_host_behind_it(
    closed_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuses = answering(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
    async with serving(refuses) as port:
        assert await _reason_behind(f"http://ana:CANARY@127.0.0.1:{port}", monkeypatch) == (
            f"The proxy 127.0.0.1:{port} wants a valid user and password first "
            "(407 Proxy Authentication Required)."
        )
    assert await _reason_behind(f"http://ana:CANARY@127.0.0.1:{closed_port}", monkeypatch) == (
        f"The proxy 127.0.0.1:{closed_port} on the way to acme.invalid refused the connection."
    )


_TINYPROXY = """\
Port {port}
Listen 127.0.0.1
BasicAuth ana pass
ConnectPort 443
LogLevel Info
"""


@asynccontextmanager
async def _tinyproxy(port: int, folder: Path) -> AsyncIterator[None]:
    config = folder / "tinyproxy.conf"
    config.write_text(_TINYPROXY.format(port=port))
    command = ("tinyproxy", "-d", "-c", str(config))
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(10):
            await process.stdout.readuntil(b"Accepting connections")
        yield
    finally:
        process.kill()
        await process.wait()


@pytest.mark.skipif(not shutil.which("tinyproxy"), reason="tinyproxy is not installed")
async def test_a_real_proxy_is_told_by_what_it_did(
    closed_port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with _tinyproxy(closed_port, tmp_path):
        for login, url, says in (
            ("", "https://acme.invalid", "wants a valid user and password first"),
            ("ana:other@", "https://acme.invalid", "wants a valid user and password first"),
            ("ana:pass@", "https://acme.invalid:444", "forbids connections to acme.invalid:444"),
            ("ana:pass@", "https://acme.invalid", "can't reach acme.invalid"),
        ):
            monkeypatch.setenv("https_proxy", f"http://{login}127.0.0.1:{closed_port}")
            async with session(url) as service:
                with pytest.raises(Unreachable, match=f"proxy 127.0.0.1:{closed_port} {says}"):
                    await service.create_key("ci")
