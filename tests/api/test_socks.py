"""SOCKS5 proxies, such as those of `ssh -D`, are used; what they do wrong is told of them."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
import ssl
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from tests.api.sockets import Handler, serving, session
from tests.api.socks import socks_proxy
from tests.api.test_tls import CA, EMPTY_LIST, certificate
from tests.pty.ssh import SSHD, SshServer
from tests.pty.terminal import TIMEOUT
from tui.api import socks_transport
from tui.api.certificate import fetch_certificate
from tui.api.errors import Unreachable

_HOST = "elsewhere.example"


@pytest.mark.parametrize("scheme", ["socks5h", "socks5", "SOCKS5H"])
@pytest.mark.parametrize("variable", ["all_proxy", "https_proxy"])
async def test_requests_go_through_a_socks_proxy_which_resolves_the_name(
    variable: str, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        serving(EMPTY_LIST, certificate("elsewhere")) as target,
        socks_proxy(target) as socks,
    ):
        monkeypatch.setenv(variable, f"{scheme}://127.0.0.1:{socks.port}")
        async with session(f"https://{_HOST}", ca_file=CA) as service:
            assert (await service.list_my_keys()).keys == ()
            assert (await service.list_my_keys()).keys == ()

    assert set(socks.asked) == {(_HOST, 443)}


async def test_a_socks_proxy_gets_its_password_and_the_certificate_is_looked_at_through_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with (
        serving(EMPTY_LIST, certificate("elsewhere")) as target,
        socks_proxy(target, b"pass") as socks,
    ):
        monkeypatch.setenv("all_proxy", f"socks5h://ana:pass@127.0.0.1:{socks.port}")
        async with session(f"https://{_HOST}", ca_file=CA) as service:
            assert (await service.list_my_keys()).keys == ()
        presented = await fetch_certificate(f"https://{_HOST}:8443")

    assert presented.names == (_HOST,)
    assert socks.asked[-1] == (_HOST, 8443)


async def _silence(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read()


async def _http(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    await writer.drain()


async def _close(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read(1)


_NO_SOCKS: dict[str, tuple[Handler, str]] = {
    "closes": (_close, "would not connect to"),
    "speaks HTTP": (_http, "would not connect to"),
    "is silent": (
        _silence,
        "sent nothing for too long. Check that the address in HTTPS_PROXY or ALL_PROXY is that "
        "of a SOCKS5 proxy",
    ),
}


@pytest.mark.parametrize("name", _NO_SOCKS)
async def test_what_is_no_socks_proxy_is_blamed_and_nothing_was_sent(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler, says = _NO_SOCKS[name]
    monkeypatch.setattr(socks_transport, "CONNECT_TIMEOUT", 0.1)
    async with serving(handler) as port:
        monkeypatch.setenv("all_proxy", f"socks5h://ana:CANARY@127.0.0.1:{port}")
        async with session(f"https://{_HOST}") as service:
            # Unreachable, unlike an outcome that is not known, is said only if nothing was sent.
            with pytest.raises(Unreachable) as caught:
                await service.create_key("ci")

    assert f"The proxy 127.0.0.1:{port}" in str(caught.value)
    assert says in str(caught.value)
    assert "CANARY" not in str(caught.value)


@pytest.mark.parametrize(
    ("password", "refusal", "says"),
    [
        (b"other", 0, "wants a valid user and password first"),
        (b"", 4, "can't reach elsewhere.example (Host unreachable)"),
    ],
)
async def test_a_socks_proxy_that_refuses_is_blamed(
    password: bytes, refusal: int, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with socks_proxy(1, password, refusal) as socks:
        login = "ana:pass@" if password else ""
        monkeypatch.setenv("all_proxy", f"socks5h://{login}127.0.0.1:{socks.port}")
        async with session(f"https://{_HOST}") as service:
            with pytest.raises(Unreachable, match=re.escape(f"{socks.port} {says}")):
                await service.create_key("ci")
        with pytest.raises(Unreachable):
            await fetch_certificate(f"https://{_HOST}")


async def test_a_password_that_is_too_long_for_socks_is_no_crash(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with socks_proxy(1, b"pass") as socks:
        monkeypatch.setenv("all_proxy", f"socks5h://ana:{'x' * 300}@127.0.0.1:{socks.port}")
        async with session(f"https://{_HOST}") as service:
            with pytest.raises(Unreachable, match=f"{socks.port}"):
                await service.create_key("ci")
        with pytest.raises(Unreachable):
            await fetch_certificate(f"https://{_HOST}")


_NAME = "127.1"
"""This machine, by a name that no proxy is left out for."""


async def _certificate(folder: Path) -> Path:
    """Make one for that name."""
    path = folder / "name.pem"
    command = f"openssl req -x509 -newkey rsa:2048 -nodes -subj /CN={_NAME} -days 2".split()
    names = ("-addext", f"subjectAltName=DNS:{_NAME}", "-keyout", str(path), "-out", str(path))
    process = await asyncio.create_subprocess_exec(*command, *names, stderr=DEVNULL)
    assert await process.wait() == 0
    return path


@asynccontextmanager
async def _forwarding(server: SshServer) -> AsyncIterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(*server.forwarding(port), stdin=DEVNULL)
    try:
        async with asyncio.timeout(TIMEOUT):
            await _listening(port)
        yield port
    finally:
        process.kill()
        await process.wait()


async def _listening(port: int) -> None:
    while True:
        with suppress(ConnectionRefusedError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(0.02)


@pytest.mark.skipif(
    not all((SSHD, shutil.which("ssh"), shutil.which("openssl"))),
    reason="OpenSSH or OpenSSL is not installed",
)
async def test_a_real_ssh_serves_as_the_proxy_and_is_blamed_for_whom_it_does_not_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = await _certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    with SshServer(tmp_path) as server:
        async with _forwarding(server) as proxy, serving(EMPTY_LIST, context) as target:
            monkeypatch.setenv("all_proxy", f"socks5h://127.0.0.1:{proxy}")
            async with session(f"https://{_NAME}:{target}", ca_file=chain) as service:
                assert (await service.list_my_keys()).keys == ()
            presented = await fetch_certificate(f"https://{_NAME}:{target}")
            async with session("https://acme.invalid") as service:
                with pytest.raises(Unreachable) as caught:
                    await service.create_key("ci")

    assert presented.names == (_NAME,)
    # It closes the connection without a word of the protocol.
    assert caught.value.reason == f"The proxy 127.0.0.1:{proxy} would not connect to acme.invalid."
    assert "the SSH server can't reach the host or forbids forwarding" in caught.value.advice


@pytest.mark.parametrize("scheme", ["socks4", "socks4a", "socks"])
async def test_an_older_kind_of_socks_is_refused_with_what_works(
    scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("all_proxy", f"{scheme}://ana:CANARY@127.0.0.1:1080")
    async with session(f"https://{_HOST}") as service:
        with pytest.raises(Unreachable) as caught:
            await service.list_my_keys()

    assert f"the proxy for it is a {scheme}:// one, which is not supported" in caught.value.reason
    assert "Write socks5h:// instead" in caught.value.advice
    assert "CANARY" not in str(caught.value)
