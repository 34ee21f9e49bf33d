"""Faults of real connections end soon, and say what they were."""

from __future__ import annotations

import asyncio
import gzip
import socket
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.api.plane import CALLS
from tests.api.sockets import OK, answering, request_head, serving, session, signing_in
from tui.api.errors import ApiError, BadResponse, Unreachable


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.mark.parametrize("operation", CALLS)
async def test_a_refused_connection_is_definite(operation: str, closed_port: int) -> None:
    async with session(f"http://localhost:{closed_port}") as service:
        with pytest.raises(Unreachable, match=f"localhost:{closed_port} refused the connection"):
            await CALLS[operation](service)


@pytest.mark.parametrize("operation", CALLS)
async def test_a_name_that_does_not_resolve_is_definite(
    operation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_such_host(*_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_such_host)
    async with session("https://acme.invalid") as service:
        with pytest.raises(Unreachable, match=r"acme\.invalid could not be resolved"):
            await CALLS[operation](service)


@contextmanager
def memory_up_to(mebibytes: int) -> Iterator[None]:
    """Fail if more memory than that is taken meanwhile."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < mebibytes << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("length", [b"Content-Length: 300000000\r\n\r\n", b"\r\n"])
async def test_a_huge_body_is_dropped_at_the_cap(length: bytes) -> None:
    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request_head(reader)
        writer.write(OK + length)
        while True:
            writer.write(b" " * 65536)
            await writer.drain()

    async with serving(endless) as port, session(f"http://127.0.0.1:{port}") as service:
        with memory_up_to(32), pytest.raises(BadResponse, match="more than 8192 KiB"):
            await service.list_my_keys()


async def test_a_gzip_bomb_is_not_unpacked() -> None:
    packed = gzip.compress(bytes(64 << 20), 1)
    head = f"Content-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n".encode()
    async with (
        serving(answering(OK + head, packed)) as port,
        session(f"http://127.0.0.1:{port}") as service,
    ):
        with memory_up_to(4), pytest.raises(BadResponse, match="compressed"):
            await service.list_my_keys()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_the_host_that_a_redirect_points_at_sees_nothing(status: int) -> None:
    seen = []

    async def elsewhere(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        seen.append(reader)

    async with serving(elsewhere) as target:
        head = f"HTTP/1.1 {status} X\r\nLocation: http://127.0.0.1:{target}/\r\n"
        here = answering(f"{head}Content-Length: 0\r\n\r\n".encode())
        async with serving(here) as port:
            url = f"http://127.0.0.1:{port}"
            async with session(url) as with_token, signing_in(url) as without_token:
                for service in (with_token, without_token):
                    for call in CALLS.values():
                        with pytest.raises(ApiError, match=r"redirects .*, which is not followed"):
                            await call(service)
    assert seen == []


async def test_compression_is_not_asked_for_and_the_program_names_itself() -> None:
    heads = []

    async def keep(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append((await request_head(reader)).lower())
        writer.write(OK + b"Content-Length: 2\r\n\r\n[]")

    async with serving(keep) as port, session(f"http://127.0.0.1:{port}") as service:
        await service.list_my_keys()
    assert b"accept-encoding: identity\r\n" in heads[0]
    assert b"accept: application/json\r\n" in heads[0]
    assert b"user-agent: runai-keys/" in heads[0]


async def test_a_connection_that_the_server_closed_is_replaced() -> None:
    one_each = answering(OK + b"Content-Length: 2\r\n\r\n[]")
    async with serving(one_each) as port, session(f"http://127.0.0.1:{port}") as service:
        for _ in range(3):
            assert (await service.list_my_keys()).keys == ()
