"""The first list without httpx: the same outcomes, limits and number of requests."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from tests.api.fault_matrix import deadline, expected
from tests.api.faults import BODY_LIMIT, REDIRECTS, Fault
from tests.api.plane import CLIENT_ID, KEY, SECRET, SUCCESSES, jwt, never, reply, v2_token
from tests.api.proxies import proxy_in_environment
from tests.api.socket_faults import FAULTS
from tests.api.sockets import request_head, serving, signing_in
from tests.api.test_sign_in import TOKEN_FAULTS, V1_TOKEN
from tests.api.test_tls import CA, certificate
from tui.api import first_list, plain_connection
from tui.api.bearer_auth import ClientCredentials, FixedToken
from tui.api.errors import ApiError, Unreachable
from tui.api.first_list import FirstList, FirstResult
from tui.api.plain_connection import PlainConnection, PlainResponse
from tui.api.plain_reading import plain_list, plain_token
from tui.api.schemas import Listing, TokenResponse, parsed
from tui.api.secret_values import HeldSecret
from tui.api.service import AccessKeyService
from tui.api.timeouts import PLAIN_CONNECT_TIMEOUT, READ_TIMEOUT
from tui.api.tokens import read_token
from tui.session.prefetch import Identity, Prefetch

_HERE = {"to another port", "to itself", "to itself, in full", "from https to http"}
"""Redirects that are read by the address of another server."""

_ON_SOCKETS = {
    name: fault
    for name, fault in FAULTS.items()
    if (fault.handler or callable(fault.answer))
    and not fault.proxy
    and not (name in _HERE and name in REDIRECTS)
}


class _Plane:
    """A control plane on a socket, which keeps its connections."""

    def __init__(self) -> None:
        self.token: list[Any] = [v2_token(1), V1_TOKEN]
        self.list: Any = reply(*SUCCESSES["list_my_keys"])
        self.fault: Fault | None = None
        self.times = float("inf")
        self.seen: list[tuple[str, str]] = []
        self.heads: list[bytes] = []
        self.protocols: set[str | None] = set()
        self.connections = 0
        self.is_waiting = asyncio.Event()

    def count(self, method: str) -> int:
        return sum(seen == method for seen, _ in self.seen)

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        while True:
            head = await request_head(reader)
            self.heads.append(head)
            if (tls := writer.get_extra_info("ssl_object")) is not None:
                self.protocols.add(tls.selected_alpn_protocol())
            method, path, _ = head.decode("latin-1").split("\r\n")[0].split(" ")
            self.seen.append((method, path))
            if method == "POST":
                length = head.lower().partition(b"content-length: ")[2].split()[0]
                await reader.readexactly(int(length))
                answer = self.token.pop(0) if len(self.token) > 1 else self.token[0]
            elif (fault := self._fault()) is not None and fault.handler is not None:
                again = asyncio.StreamReader()
                again.feed_data(head)
                await fault.handler(again, writer)
                return
            else:
                answer = fault.answer if fault else self.list
            if isinstance(answer, bytes):
                writer.write(answer)
                continue
            response = answer(httpx.Request(method, f"https://acme.example{path}"))
            if not isinstance(response, httpx.Response):
                self.is_waiting.set()
                response = await response
            await self._write(response, writer)

    def _fault(self) -> Fault | None:
        self.times -= 1
        return self.fault if self.times >= 0 else None

    async def _write(self, response: httpx.Response, writer: asyncio.StreamWriter) -> None:
        headers = {**response.headers, "content-length": str(len(response.content))}
        lines = [f"{name}: {value}\r\n" for name, value in headers.items()]
        head = f"HTTP/1.1 {response.status_code} X\r\n{''.join(lines)}\r\n".encode("latin-1")
        # What does not read to its end must not keep the server waiting.
        writer.write(head + response.content)
        await writer.drain()


@pytest.fixture
def plane() -> _Plane:
    return _Plane()


def _fetch(
    port: int, *, tls: bool = False, ca_file: Path | None = None, limit: int = BODY_LIMIT
) -> FirstList:
    url = f"https://localhost:{port}" if tls else f"http://127.0.0.1:{port}"
    grant = ClientCredentials(CLIENT_ID, HeldSecret(SECRET))
    return FirstList(lambda: PlainConnection(url, ca_file, None, limit), lambda: grant)


@asynccontextmanager
async def _session(
    plane: _Plane, limit: int = BODY_LIMIT, *, is_first: bool = True
) -> AsyncIterator[tuple[Prefetch, AccessKeyService]]:
    """Start a first list, and open the service that goes on with it, or the service alone."""

    async def no_pause(_: float) -> None:
        pass

    async with serving(plane.handle) as port:
        fetch = _fetch(port, limit=limit) if is_first else None
        prefetch = Prefetch(fetch, lambda _: Identity("", None, None))
        grant = ClientCredentials(CLIENT_ID, SecretStr(SECRET))
        service = AccessKeyService(
            f"http://127.0.0.1:{port}", grant, body_limit=limit, sleep=no_pause
        )
        try:
            yield prefetch, service
        finally:
            prefetch.close()
            await service.aclose()


async def test_one_sign_in_and_one_list_are_sent_and_the_service_goes_on_with_the_token(
    plane: _Plane,
) -> None:
    async with _session(plane) as (prefetch, service):
        first = await prefetch.first_list()
        prefetch.hand_over(service)
        again = await service.list_my_keys()

    assert first == again
    assert plane.seen == [("POST", "/api/v2/token"), *[("GET", "/api/v1/access-keys")] * 2]
    assert plane.connections == 2
    tokens = [head.partition(b"Bearer ")[2].split(b"\r")[0] for head in plane.heads[1:]]
    assert tokens == [b"CANARY-token-1"] * 2
    for head in plane.heads:
        assert b"\r\naccept-encoding: identity\r\n" in head.lower()
        assert b"\r\nuser-agent: runai-keys/" in head.lower()
        assert b"\r\nx-request-id: " in head.lower()


@pytest.mark.parametrize("name", _ON_SOCKETS)
async def test_under_every_fault_it_says_and_sends_what_the_service_alone_does(
    plane: _Plane, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = _ON_SOCKETS[name]
    monkeypatch.setattr(first_list, "DEADLINE", fault.deadline)
    plane.fault, plane.times = fault, fault.times or float("inf")
    kind, text = "done", ""
    async with _session(plane) as (prefetch, service):
        with deadline(service, fault.deadline):
            try:
                if await prefetch.first_list() is None:
                    prefetch.hand_over(service)
                    await service.list_my_keys()
            except ApiError as error:
                kind, text = type(error).__name__, str(error)
        wanted = expected(fault, "list_my_keys", service.host, carry_out=False)

    sent = plane.count("GET")
    assert (kind, text) == (wanted.kind, wanted.text)
    assert sent == wanted.sent


def _raw(
    body: bytes, *lines: bytes, status: bytes = b"200 OK", kind: bytes = b"application/json"
) -> bytes:
    """Write a response of the demo's otherwise, with the length unless the lines say another."""
    if not any(line.lower().startswith((b"content-length", b"transfer-")) for line in lines):
        lines = (*lines, b"Content-Length: %d" % len(body))
    head = (b"HTTP/1.1 " + status, b"Content-Type: " + kind, *lines)
    return b"\r\n".join((*head, b"", body))


def _chunked(body: bytes, size: bytes = b"%x", end: bytes = b"0\r\n\r\n", *lines: bytes) -> bytes:
    pieces = (size % len(body), b"\r\n", body, b"\r\n", end)
    return _raw(b"".join(pieces), b"Transfer-Encoding: chunked", *lines)


_ODD_HTTP: dict[str, Callable[[bytes], bytes]] = {
    "early hints": lambda body: b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n" + _raw(body),
    "another protocol": lambda _: b"HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    "several continues": lambda body: b"HTTP/1.1 100 Continue\r\n\r\n" * 3 + _raw(body),
    "chunks with trailers": lambda body: _chunked(body, b"%x;a=b", b"0\r\nContent-Type: a\r\n\r\n"),
    "odd trailers": lambda body: _chunked(body, b"%x", b"0\r\ngarbage\r\n\r\n"),
    "a prefixed chunk size": lambda body: _chunked(body, b"0x%x"),
    "a chunk of another size": lambda body: _chunked(body + b"\r", b"%x"),
    "chunks and a length": lambda body: _chunked(body, b"%x", b"0\r\n\r\n", b"Content-Length: 3"),
    "another transfer coding": lambda body: _raw(body, b"Transfer-Encoding: identity"),
    "150 headers": lambda body: _raw(body, *[b"X-%d: y" % number for number in range(150)]),
    "a header of 66 kB": lambda body: _raw(body, b"X: " + b"y" * 66_000),
    "a folded header": lambda body: _raw(body, kind=b"application/json;\r\n charset=utf-8"),
    "a control character": lambda body: _raw(body, b"X: a\x00b"),
    "an odd header name": lambda body: _raw(body, b"X(A): b"),
    "a blank before the colon": lambda body: _raw(body, b"X : a"),
    "the same length twice": lambda body: _raw(body, *[b"Content-Length: %d" % len(body)] * 2),
    "two lengths": lambda body: _raw(body, b"Content-Length: %d, 3" % len(body)),
    "a signed length": lambda body: _raw(body, b"Content-Length: +%d" % len(body)),
    "a length with blanks": lambda body: _raw(body, b"Content-Length:  %d  " % len(body)),
    "HTTP/1.0 that goes on": lambda body: _raw(body, b"Connection: keep-alive").replace(
        b"/1.1", b"/1.0", 1
    ),
    "a status of its own": lambda body: _raw(body, status=b"600 X"),
    "two content codings": lambda body: _raw(
        body, b"Content-Encoding: identity", b"Content-Encoding: gzip"
    ),
    "two content types": lambda body: _raw(body, b"Content-Type: text/html"),
    "a mark in front": lambda body: _raw(b"\xef\xbb\xbf" + body),
    "half a pair": lambda body: _raw(body[:-1] + b',"a":"\\ud800"}'),
    "the largest body": lambda body: _raw(body.ljust(BODY_LIMIT)),
    "a body that is too large": lambda body: _raw(body.ljust(BODY_LIMIT + 1)),
    "nothing compressed": lambda _: _raw(b"", b"Content-Encoding: gzip"),
    "a cut character": lambda body: _raw(body[:-1] + b',"a":"\xff"}'),
    "a deep field": lambda body: _raw(body[:-1] + b',"a":' + b"[" * 300 + b"]" * 300 + b"}"),
    "a field twice": lambda body: _raw(body[:-1] + b"," + body[1:]),
    "a large number": lambda body: _raw(body[:-1] + b',"a":' + b"9" * 5000 + b"}"),
    "another name of the lifetime": lambda body: _raw(
        body.replace(b"expires_in", b"expiresIn").replace(b"lastLogin", b"last_login")
    ),
    "a second login": lambda _: _raw(
        b"", b"WWW-Authenticate: Basic", b"WWW-Authenticate: Bearer", status=b"401 Unauthorized"
    ),
    "a folded login": lambda _: _raw(
        b"no", b"WWW-Authenticate: Basic\r\n realm=a", status=b"401 Unauthorized", kind=b"a/b"
    ),
    "an unreadable refusal": lambda _: _raw(
        b"zz\r\n", b"Transfer-Encoding: chunked", status=b"403 Forbidden"
    ),
}
"""Responses that no server should send, and some do, by the body they are about."""


async def _outcome(plane: _Plane, *, is_first: bool) -> tuple[object, ...]:
    """Return all that follows from the responses, with a first list or by the service alone."""
    result: object
    async with _session(plane, is_first=is_first) as (prefetch, service):
        try:
            result = await prefetch.first_list()
            prefetch.hand_over(service)
            result = result or await service.list_my_keys()
        except ApiError as error:
            result = str(error).replace(service.host, "host")
        return result, service.token_life, plane.seen


@pytest.mark.parametrize("place", ["token", "list"])
@pytest.mark.parametrize("kind", _ODD_HTTP)
async def test_an_odd_response_is_accepted_or_refused_as_by_the_service_alone(
    kind: str, place: str
) -> None:
    token = b'{"access_token":"CANARY-token-1","expires_in":900}'
    listed = json.dumps({"accessKeys": [KEY]}).encode()
    outcomes = []
    for is_first in (True, False):
        plane = _Plane()
        odd = _ODD_HTTP[kind](token if place == "token" else listed)
        plane.token, plane.list = [_raw(token)], _raw(listed)
        if place == "token":
            plane.token = [odd]
        else:
            plane.list = odd
        outcomes.append(await _outcome(plane, is_first=is_first))

    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize("name", [name for name, row in TOKEN_FAULTS.items() if callable(row[0])])
async def test_a_refused_sign_in_is_sent_once_and_said_by_the_service(
    plane: _Plane, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answer, kind, says, tries = TOKEN_FAULTS[name]
    plane.token = [answer]
    async with _session(plane, limit=1024) as (prefetch, service):
        assert await prefetch.first_list() is None
        prefetch.hand_over(service)
        with pytest.raises(kind) as caught:
            await service.list_my_keys()

    assert says in str(caught.value)
    assert SECRET not in str(caught.value) + caplog.text
    assert (plane.count("POST"), plane.count("GET")) == (tries, 0)


async def test_an_older_control_plane_is_signed_in_to_by_its_own_endpoint(plane: _Plane) -> None:
    plane.token = [reply(404), V1_TOKEN]
    async with _session(plane) as (prefetch, service):
        assert await prefetch.first_list() is None
        prefetch.hand_over(service)
        assert (await service.list_my_keys()).keys

    assert [path for _, path in plane.seen] == [
        "/api/v2/token", "/api/v1/token", "/api/v1/access-keys"
    ]  # fmt: skip


async def test_requests_are_logged_without_a_secret(
    plane: _Plane, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with _session(plane) as (prefetch, _):
        await prefetch.first_list()

    logged = [record.getMessage() for record in caplog.records if record.name == "runai-keys"]
    assert [" ".join(line.split()[1:4]) for line in logged] == [
        "POST /api/v2/token: 200", "GET /api/v1/access-keys: 200"
    ]  # fmt: skip
    assert "CANARY" not in caplog.text


async def test_its_certificate_is_checked_and_a_ca_file_is_trusted(plane: _Plane) -> None:
    tls = certificate("server")
    tls.set_alpn_protocols(["h2", "http/1.1"])
    async with serving(plane.handle, tls) as port:
        results = [
            await asyncio.wrap_future(_fetch(port, tls=True, ca_file=ca_file).result)
            for ca_file in (CA, None)
        ]
    async with serving(plane.handle, certificate("elsewhere")) as port:
        results.append(await asyncio.wrap_future(_fetch(port, tls=True, ca_file=CA).result))

    assert [result.keys is not None for result in results] == [True, False, False]
    assert plane.protocols == {"http/1.1"}
    assert plane.seen == [("POST", "/api/v2/token"), ("GET", "/api/v1/access-keys")]


async def test_where_there_is_a_proxy_nothing_is_sent_past_it_but_to_this_machine(
    plane: _Plane,
) -> None:
    with proxy_in_environment("http://proxy.invalid:3128"):
        with pytest.raises(plain_connection.NotPlain):
            PlainConnection("https://acme.run.ai", None, None, BODY_LIMIT)
        async with serving(plane.handle, certificate("server")) as port:
            result = await asyncio.wrap_future(_fetch(port, tls=True, ca_file=CA).result)
    assert result.keys


@pytest.mark.parametrize(
    ("address", "port"), [("https://acme.run.ai", 443), ("http://localhost", 80)]
)
def test_an_address_without_a_port_has_that_of_its_scheme(
    address: str, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_up(*arguments: object, **_: object) -> list[Any]:
        assert arguments == (address.partition("://")[2].encode(), port)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    connection = PlainConnection(address, None, None, BODY_LIMIT)
    with pytest.raises(plain_connection.NotPlain):
        connection.exchange("GET", "/", {})


@contextmanager
def _full_queue() -> Iterator[tuple[str, int]]:
    """Yield an address whose queue is full: nobody takes a connection, and none is refused."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server, socket.socket() as filler:
        address: tuple[str, int] = server.getsockname()
        filler.connect(address)
        yield address


async def test_the_next_address_is_tried_where_the_first_does_not_answer(
    plane: _Plane, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain_connection, "NEXT_ADDRESS", 0.05)
    with _full_queue() as full:
        async with serving(plane.handle) as port:
            addresses = [
                (socket.AF_INET, socket.SOCK_STREAM, 0, "", address)
                for address in (full, ("127.0.0.1", port))
            ]
            monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: addresses)
            fetch = FirstList(
                lambda: PlainConnection("http://localhost:9", None, None, BODY_LIMIT),
                lambda: FixedToken(HeldSecret("a-token")),
            )
            async with asyncio.timeout(PLAIN_CONNECT_TIMEOUT / 2):
                assert (await asyncio.wrap_future(fetch.result)).keys


async def _drip_a_handshake(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1)
    writer.write(b"\x16\x03\x03\x40\x00")
    while True:
        await asyncio.sleep(0.05)
        writer.write(b"\0")


@pytest.mark.parametrize(
    ("stuck", "is_sent_again"),
    [("name", False), ("address", False), ("addresses", True), ("silent", False), ("drip", False)],
)
async def test_a_host_is_waited_for_once_unless_the_service_connects_in_another_way(
    stuck: str, is_sent_again: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PLAIN_CONNECT_TIMEOUT", "CONNECT_TIMEOUT"):
        monkeypatch.setattr(plain_connection, name, 0.2)
    sent, is_over = list[httpx.Request](), Event()

    def look_up(*_: object, **__: object) -> list[Any]:
        if stuck == "name":
            is_over.wait()
        address = full if "address" in stuck else ("127.0.0.1", port)
        found = (socket.AF_INET, socket.SOCK_STREAM, 0, "", address)
        return [found] * (2 if stuck == "addresses" else 1)

    def not_accept(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        raise httpx.ConnectTimeout("")

    async def stay_silent(*_: object) -> None:
        await is_served.wait()

    is_served = asyncio.Event()
    handler = _drip_a_handshake if stuck == "drip" else stay_silent
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with _full_queue() as full:
        async with serving(handler) as port:
            prefetch = Prefetch(_fetch(9, tls=True, ca_file=CA), lambda _: Identity("", None, None))
            service = AccessKeyService(
                "https://localhost:9",
                ClientCredentials(CLIENT_ID, SecretStr(SECRET)),
                transport=httpx.MockTransport(not_accept),
            )
            assert await prefetch.first_list() is None
            prefetch.hand_over(service)
            with pytest.raises(Unreachable, match="did not accept a connection in time"):
                await service.list_my_keys()
            await service.aclose()
    is_over.set()

    assert bool(sent) == is_sent_again


@pytest.mark.parametrize("told", [True, False])
async def test_a_connection_that_the_server_has_ended_is_replaced_before_the_next_request(
    told: bool,
) -> None:
    ended, connections = asyncio.Event(), 0

    async def answer_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await request_head(reader)
        writer.write(_raw(b"{}", *[b"Connection: close"] * told))
        writer.close()
        await writer.wait_closed()
        ended.set()

    async with serving(answer_once) as port:
        connection = PlainConnection(f"http://127.0.0.1:{port}", None, None, BODY_LIMIT)
        for _ in range(2):
            response = await asyncio.to_thread(connection.exchange, "GET", "/", {})
            assert isinstance(response, PlainResponse)
            await ended.wait()
            ended.clear()
        connection.release()
    assert connections == 2


async def test_a_response_may_take_longer_than_a_connection(
    plane: _Plane, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain_connection, "CONNECT_TIMEOUT", 0.2)
    listed = plane.list(httpx.Request("GET", "https://acme.example"))

    async def late() -> httpx.Response:
        await asyncio.sleep(0.3)
        return listed  # type: ignore[no-any-return]

    plane.list = lambda _: late()
    async with serving(plane.handle) as port:
        assert (await asyncio.wrap_future(_fetch(port).result)).keys


async def test_to_close_it_ends_the_connection_at_once(plane: _Plane) -> None:
    plane.list = never
    async with serving(plane.handle) as port:
        fetch = _fetch(port)
        await plane.is_waiting.wait()
        fetch.close()

        assert await asyncio.wrap_future(fetch.result) == FirstResult()
        await asyncio.to_thread(_thread_of_the_first_list_ends)


async def test_where_no_thread_can_be_started_there_is_no_result_at_once(
    plane: _Plane, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(Thread, "start", refuse)
    async with serving(plane.handle) as port:
        assert _fetch(port).result.result(0) == FirstResult()
    assert plane.seen == []


@pytest.mark.parametrize("fails", ["grant", "connection"])
async def test_what_it_can_t_begin_with_is_left_to_the_service(fails: str) -> None:
    def fail() -> Any:  # noqa: ANN401 - never returns
        raise ValueError(fails)

    def connection() -> PlainConnection:
        return PlainConnection("http://127.0.0.1:9", None, None, BODY_LIMIT)

    def grant() -> FixedToken:
        return FixedToken(HeldSecret("a-token"))

    fetch = FirstList(fail if fails != "grant" else connection, fail if fails == "grant" else grant)
    assert await asyncio.wrap_future(fetch.result) == FirstResult()


@pytest.mark.parametrize("end", [FirstList.close, FirstList.give_up])
async def test_ended_before_it_has_begun_it_connects_to_nothing(
    plane: _Plane, end: Callable[[FirstList], None]
) -> None:
    told, go_on = Event(), Event()

    def grant() -> FixedToken:
        told.set()
        go_on.wait(10)
        return FixedToken(HeldSecret("a-token"))

    async with serving(plane.handle) as port:
        url = f"http://127.0.0.1:{port}"
        fetch = FirstList(lambda: PlainConnection(url, None, None, BODY_LIMIT), grant)
        await asyncio.to_thread(told.wait, 10)
        end(fetch)
        go_on.set()
        assert await asyncio.wrap_future(fetch.result) == FirstResult()
        await asyncio.to_thread(_thread_of_the_first_list_ends)
    assert plane.seen == []


async def test_it_ends_a_connection_without_dropping_its_encryption_before(
    plane: _Plane, monkeypatch: pytest.MonkeyPatch
) -> None:
    shut_down, versions = socket.socket.shutdown, list[str | None]()

    def noting(opened: ssl.SSLSocket, how: int) -> None:
        versions.append(opened.version())
        shut_down(opened, how)

    plane.list = never
    async with serving(plane.handle, certificate("server")) as port:
        fetch = _fetch(port, tls=True, ca_file=CA)
        await plane.is_waiting.wait()
        monkeypatch.setattr(socket.socket, "shutdown", noting)
        fetch.close()
        await asyncio.to_thread(_thread_of_the_first_list_ends)
    assert versions[0] == "TLSv1.3"


@pytest.mark.parametrize("moment", ["name", "handshake"])
async def test_closed_while_it_connects_it_sends_nothing(
    plane: _Plane, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, tls, look_up = Event(), certificate("server"), socket.getaddrinfo

    def grant() -> FixedToken:
        begun.wait(10)
        return FixedToken(HeldSecret("a-token"))

    def closing(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - as it is called
        fetch.close()
        return look_up(*arguments, **options) if moment == "name" else None

    if moment == "name":
        monkeypatch.setattr(socket, "getaddrinfo", closing)
    else:
        tls.sni_callback = closing
    async with serving(plane.handle, tls) as port:
        url = f"https://localhost:{port}"
        fetch = FirstList(lambda: PlainConnection(url, CA, None, BODY_LIMIT), grant)
        begun.set()
        await asyncio.to_thread(_thread_of_the_first_list_ends)
    assert plane.seen == []


def _thread_of_the_first_list_ends() -> None:
    for thread in threading.enumerate():
        if thread.name == "first list":
            thread.join(READ_TIMEOUT / 2)
            assert not thread.is_alive()


async def test_a_server_that_is_silent_for_too_long_is_told_like_that_by_the_service(
    plane: _Plane, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain_connection, "READ_TIMEOUT", 0.05)
    plane.list = never
    async with serving(plane.handle) as port:
        result = await asyncio.wrap_future(_fetch(port).result)
        async with signing_in(f"http://127.0.0.1:{port}") as service:
            service.take_over(result)
            with pytest.raises(Unreachable, match="sent nothing for too long"):
                await service.list_my_keys()
    assert plane.count("GET") == 1


async def test_what_was_given_up_is_late_for_the_service_too_and_is_not_sent_again(
    plane: _Plane,
) -> None:
    plane.list = never
    async with serving(plane.handle) as port:
        fetch = _fetch(port)
        await plane.is_waiting.wait()
        fetch.give_up()
        result = await asyncio.wrap_future(fetch.result)
        async with signing_in(f"http://127.0.0.1:{port}") as service:
            service.take_over(result)
            plane.list = reply(*SUCCESSES["list_my_keys"])
            assert (await service.list_all_keys()).keys
            with pytest.raises(Unreachable):
                await service.list_my_keys()

    assert [path for _, path in plane.seen] == [
        "/api/v2/token", "/api/v1/access-keys", "/api/v1/administration/access-keys"
    ]  # fmt: skip


_ODD_VALUES: tuple[Any, ...] = (
    *(None, "", 5, 0, -5, 1.5, True, [], {}, "a", "60", "\u202ea", "\ud800", 10**400, float("nan")),
    *("2026-01-02T03:04:05Z", "2026-01-02", "0001-01-01T00:00:00Z", [KEY], [KEY, KEY], [KEY, None]),
)


def _odd_ones(whole: dict[str, Any], *names: str) -> list[dict[str, Any]]:
    """Return documents that have one value that is missing, odd, or known by another name."""
    odd = [whole | {name: value} for name in (*whole, *names) for value in _ODD_VALUES]
    return odd + [{each: whole[each] for each in whole if each != name} for name in whole]


def _response(body: bytes) -> PlainResponse:
    return PlainResponse(200, [(b"content-type", b"application/json")], body)


def test_a_list_that_is_read_is_what_the_schema_makes_of_it() -> None:
    items = _odd_ones(KEY, "createdBy", "client_id", "created_at", "last_login", "created_by", "x")
    contents = [*_odd_ones({"accessKeys": [KEY]}, "x"), *({"accessKeys": [item]} for item in items)]
    read = 0
    for content in (*contents, *_ODD_VALUES):
        body = json.dumps(content).encode()
        if (found := plain_list(_response(body))) is not None:
            listing = parsed(Listing, body)
            assert listing is not None, body
            assert found == listing.key_list(), body
            read += 1
    assert read > len(_ODD_VALUES) // 2


def test_a_token_that_is_read_is_what_the_schema_makes_of_it() -> None:
    whole = {"access_token": jwt(email="ana@acme").get_secret_value(), "expires_in": 60}
    read = 0
    for content in (*_odd_ones(whole, "expiresIn", "accessToken", "x"), *_ODD_VALUES):
        body = json.dumps(content).encode()
        if (found := plain_token(_response(body))) is not None:
            schema = parsed(TokenResponse, body)
            assert schema is not None, body
            same = read_token(schema.access_token, schema.expires_in)
            assert found.value.get_secret_value() == same.value.get_secret_value(), body
            assert found[1:] == same[1:], body
            read += 1
    assert read > len(_ODD_VALUES) // 2


@pytest.mark.parametrize("size", [0, 1, 1000])
def test_what_a_control_plane_sends_is_read(size: int) -> None:
    items = [KEY | {"id": str(number)} for number in range(size)]
    read = plain_list(_response(json.dumps({"accessKeys": items}).encode()))

    assert read is not None
    assert len(read.keys) == size
    token = plain_token(
        _response(b'{"access_token":"CANARY","token_type":"Bearer","expires_in":60}')
    )
    assert token is not None
    assert "CANARY" not in repr(token)
