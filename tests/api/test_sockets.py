"""Faults of real connections end soon, and say what they were."""

from __future__ import annotations

import asyncio
import socket

import pytest

from tests.api.plane import CALLS, CHANGES, READS
from tests.api.sockets import EMPTY_LIST, OK, Handler, answering, request_head, serving, session
from tui.api.errors import ApiError, BadAnswer, OutcomeUnknown, Unreachable


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


async def hang_after_accept(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read()


async def hang_after_headers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await answering(OK + b"Content-Length: 9\r\n\r\n")(reader, writer)
    await reader.read()


async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await answering(OK + b"Content-Length: 100000\r\n\r\n")(reader, writer)
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.01)


async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await request_head(reader)
    writer.transport.abort()


async def close_at_once(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
    pass


SLOW: dict[str, Handler] = {
    "hangs after accepting": hang_after_accept,
    "hangs after the headers": hang_after_headers,
    "drips": drip,
}
CUT: dict[str, Handler] = {
    "closes at once": close_at_once,
    "closes after the request": answering(),
    "resets": reset,
    "closes in mid-headers": answering(b"HTTP/1.1 200 OK\r\nContent-"),
    "closes in mid-body": answering(OK + b"Content-Length: 99\r\n\r\n", EMPTY_LIST),
    "closes in mid-chunk": answering(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"ff\r\n[]"),
}
GARBAGE: dict[str, Handler] = {
    "bad chunk": answering(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"zz\r\n[]\r\n"),
    "bad status line": answering(b"CANARY \x1b]0;x\x07\r\n\r\n"),
    "huge header": answering(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 200_000, b"\r\n\r\n[]"),
    "bad length": answering(OK + b"Content-Length: many\r\n\r\n[]"),
}


@pytest.mark.parametrize("fault", SLOW)
@pytest.mark.parametrize("operation", [READS[0], CHANGES[0], CHANGES[2]])
async def test_the_deadline_ends_what_goes_on_for_ever(operation: str, fault: str) -> None:
    kind = OutcomeUnknown if operation in CHANGES else Unreachable
    async with (
        serving(SLOW[fault]) as port,
        session(f"http://127.0.0.1:{port}", deadline=0.2) as service,
    ):
        with pytest.raises(kind, match=r"within 0\.2 s"):
            await CALLS[operation](service)


@pytest.mark.parametrize("fault", CUT | GARBAGE)
@pytest.mark.parametrize("operation", [READS[0], *CHANGES])
async def test_a_broken_answer_is_told_by_its_kind(operation: str, fault: str) -> None:
    says = "closed the connection" if fault in CUT else "not HTTP"
    kind = OutcomeUnknown if operation in CHANGES else Unreachable
    connections = 0

    async def counted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await (CUT | GARBAGE)[fault](reader, writer)

    async with serving(counted) as port, session(f"http://127.0.0.1:{port}") as service:
        with pytest.raises(kind, match=says) as caught:
            await CALLS[operation](service)
    assert str(port) in caught.value.reason
    assert "CANARY" not in str(caught.value)
    assert connections == (1 if operation in CHANGES else 3)


@pytest.mark.parametrize("length", [b"Content-Length: 300000000\r\n\r\n", b"\r\n"])
async def test_a_huge_body_is_dropped_at_the_cap(length: bytes) -> None:
    written = 0

    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        await request_head(reader)
        writer.write(OK + length)
        while True:
            writer.write(b" " * 65536)
            written += 65536
            await writer.drain()

    async with serving(endless) as port, session(f"http://127.0.0.1:{port}") as service:
        with pytest.raises(BadAnswer, match="more than 8192 KiB"):
            await service.list_my_keys()
    assert written < 64 << 20


async def test_a_compressed_body_is_not_unpacked() -> None:
    bomb = answering(
        OK + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n", b"\x1f\x8b\x08\x00"
    )
    async with serving(bomb) as port, session(f"http://127.0.0.1:{port}") as service:
        with pytest.raises(BadAnswer, match="compressed"):
            await service.list_my_keys()


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


async def test_a_connection_that_the_server_closed_meanwhile_is_replaced() -> None:
    one_each = answering(OK + b"Content-Length: 2\r\n\r\n[]")
    async with serving(one_each) as port, session(f"http://127.0.0.1:{port}") as service:
        for _ in range(3):
            assert (await service.list_my_keys()).keys == ()


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_no_proxy_gets_what_is_meant_for_this_machine(
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
        monkeypatch.setenv("https_proxy", f"127.0.0.1:{port}")
        with pytest.raises(Unreachable, match=r"The proxy would not connect to acme\.invalid"):
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
    "address", ["socks5://127.0.0.1:1", "http://u:CANARY@h:port", "ftp://h", "http://"]
)
async def test_a_proxy_that_can_not_be_used_is_told_without_its_password(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("all_proxy", address)
    async with session("https://acme.invalid") as service:
        with pytest.raises(ApiError) as caught:
            await service.list_my_keys()
    assert type(caught.value) is Unreachable
    assert "acme.invalid" in caught.value.reason
    assert "proxy" in str(caught.value)
    assert "CANARY" not in str(caught.value)
