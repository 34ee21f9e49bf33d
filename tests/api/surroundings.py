"""Surroundings of the program, who is to blame in each, and the sentence that has to say so.

Responses of gateways are recorded, but for dates and numbers; TLS and proxies are real peers.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import Enum
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pydantic import SecretStr

from tests.api.front import Front, SocketFront
from tests.api.handshakes import failing_handshakes
from tests.api.plane import jwt
from tests.api.proxies import HANGING_UP, proxy_in_environment, refusing, silent, tunnel
from tests.api.sockets import Handler, answering, request_head, serving
from tests.api.socks import socks_proxy
from tests.api.test_tls import CA, EMPTY_LIST, HANDSHAKES, TLS, certificate
from tui.api.bearer_auth import FixedToken, Grant
from tui.demo.server import Demo

ELSEWHERE = "https://elsewhere.example"


class Blamed(Enum):
    """Words of the sentence that name the cause, and words that would name another one."""

    FRONT = (
        "in front of",
        ("client ID", "permission", "older than", "PROXY", "runai-keys trust", "clocks"),
    )
    GATEWAY = ("HOST", ("client ID", "permission", "older than", "HTTPS_PROXY", "runai-keys trust"))
    PROXY = ("proxy", ("client ID", "permission", "older than", "runai-keys trust"))
    CERTIFICATE = ("certificate of HOST", ("client ID", "permission", "older than", "PROXY"))
    HANDSHAKE = ("HOST", ("client ID", "permission", "older than", "runai-keys trust"))
    UNCLEAR = ("HOST", ("PROXY", "runai-keys trust"))
    TOKEN = ("accept the token", ("client ID", "permission", "older than", "PROXY"))
    NOBODY = ("", ())


class Place(NamedTuple):
    """Where the program runs: the address that it is given, and what it trusts."""

    base_url: str
    ca_file: Path | None = None
    token: SecretStr = SecretStr("CANARY-token")
    proxy: str = ""
    """Host and port of the proxy."""
    demo: Demo | None = None
    """The control plane, where it can be reached."""


class Surrounding(NamedTuple):
    """Environment that the program runs in."""

    blamed: Blamed
    says: str
    """The reason, with HOST, PROXY and {act} where they belong; empty where all goes well."""
    advises: str
    """A part of the advice."""
    place: Callable[[], AbstractAsyncContextManager[Place]]
    sign_in: str | None = None
    """The reason at sign-in, if that is another; empty where the place takes no part in it."""
    is_open: bool = False
    """Whether the outcome of a change can't be known."""
    deadline: float = 30.0


@asynccontextmanager
async def at(handler: Handler, **facts: object) -> AsyncIterator[Place]:
    """Serve what answers in the place of the control plane."""
    async with serving(handler) as port:
        yield Place(f"http://127.0.0.1:{port}")._replace(**facts)  # type: ignore[arg-type]


@asynccontextmanager
async def over_tls(context: ssl.SSLContext, ca_file: Path | None = None) -> AsyncIterator[Place]:
    """Serve an empty list to whoever trusts it."""
    async with serving(EMPTY_LIST, context) as port:
        yield Place(f"https://localhost:{port}", ca_file)


@asynccontextmanager
async def handshake(context: Callable[[], ssl.SSLContext]) -> AsyncIterator[Place]:
    """Fail in each handshake."""
    async with failing_handshakes(context()) as port:
        yield Place(f"https://localhost:{port}", CA)


@asynccontextmanager
async def behind(handler: Handler, scheme: str = "http", tls: str = "") -> AsyncIterator[Place]:
    """Put a proxy into the environment."""
    async with serving(handler, certificate(tls) if tls else None) as port:
        with proxy_in_environment(f"{scheme}://127.0.0.1:{port}"):
            yield Place(ELSEWHERE, proxy=f"127.0.0.1:{port}")


@asynccontextmanager
async def behind_socks(password: bytes = b"", refusal: int = 0) -> AsyncIterator[Place]:
    """Put a SOCKS proxy that does not connect into the environment."""
    async with socks_proxy(1, password, refusal) as socks:
        with proxy_in_environment(
            f"socks5h://ana:pass@127.0.0.1:{socks.port}"
            if password
            else f"socks5h://127.0.0.1:{socks.port}"
        ):
            yield Place(ELSEWHERE, proxy=f"127.0.0.1:{socks.port}")


@asynccontextmanager
async def behind_hasty_socks() -> AsyncIterator[Place]:
    """Put a SOCKS proxy into the environment that is connected at once, to what hangs up."""
    async with serving(_hang_up) as port, socks_proxy(port) as socks:
        with proxy_in_environment(f"socks5h://127.0.0.1:{socks.port}"):
            yield Place(ELSEWHERE, proxy=f"127.0.0.1:{socks.port}")


@asynccontextmanager
async def reached(way: str) -> AsyncIterator[Place]:
    """Reach a control plane through a proxy, or past one that is dead."""
    demo = Demo()
    async with AsyncExitStack() as stack:
        front = SocketFront(Front(demo)).handle
        tls = "server" if way == "exempt" else "elsewhere"
        port = await stack.enter_async_context(serving(front, certificate(tls)))

        async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await request_head(reader)
            await tunnel(port, reader, writer)

        if way == "socks5h":
            proxy = (await stack.enter_async_context(socks_proxy(port))).port
        else:
            secure = certificate("server") if way == "https" else None
            proxy = await stack.enter_async_context(serving(connect, secure))
        scheme = way if way != "exempt" else "http"
        stack.enter_context(proxy_in_environment(f"{scheme}://127.0.0.1:{proxy}"))
        url = f"https://localhost:{port}" if way == "exempt" else ELSEWHERE
        yield Place(url, CA, demo=demo)


def recorded(status: str, body: str, kind: str = "text/html", **headers: str) -> Handler:
    """Make a server that always sends a recorded response."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body.encode())}"]
    lines += [f"{name.replace('_', '-')}: {text}" for name, text in headers.items()]
    head = "".join(f"{line}\r\n" for line in (*lines, "Connection: close", ""))
    return answering(f"{head}{body}".encode())


def _page(title: str) -> str:
    return f"<html>\r\n<head><title>{title}</title></head>\r\n<body></body>\r\n</html>"


def _front(
    status: str,
    how: str,
    quoted: str,
    handler: Handler,
    advises: str = "The API itself refuses in JSON: check the base URL, or ask whoever runs what",
) -> Surrounding:
    words = f": “{quoted}”" if quoted else ""
    says = f"Something in front of HOST refused the request to {{act}} {how} ({status}{words})"
    return Surrounding(Blamed.FRONT, says, advises, partial(at, handler))


_BY_PAGE, _BY_TEXT = "with a web page", "with plain text"
_NOT_RUN_AI_S = "That is not the login of Run:ai"

_FRONTS = {
    "nginx wants a client certificate": _front(
        "400 Bad Request",
        _BY_PAGE,
        "No required SSL certificate was sent",
        recorded("400 Bad Request", _page("400 No required SSL certificate was sent")),
        "Client certificates are not supported",
    ),
    "nginx wants TLS on this port": _front(
        "400 Bad Request",
        _BY_PAGE,
        "The plain HTTP request was sent to HTTPS port",
        recorded("400 X", _page("400 The plain HTTP request was sent to HTTPS port")),
        "Begin the base URL with https://",
    ),
    "nginx wants a basic login": _front(
        "401 Unauthorized",
        "and wants a login of another kind, basic",
        "Authorization Required",
        recorded(
            "401 Unauthorized",
            _page("401 Authorization Required"),
            WWW_Authenticate='Basic realm="ops"',
        ),
        _NOT_RUN_AI_S,
    ),
    "nginx denies this address": _front(
        "403 Forbidden", _BY_PAGE, "", recorded("403 X", _page("403 Forbidden"))
    ),
    "nginx serves another site": _front(
        "404 Not Found", _BY_PAGE, "", recorded("404 X", _page("404 Not Found"))
    ),
    "HAProxy denies by a rule": _front(
        "403 Forbidden",
        _BY_PAGE,
        "",
        recorded(
            "403 X",
            "<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n"
            "</body></html>\n",
        ),
    ),
    "Envoy denies by a role": _front(
        "403 Forbidden",
        _BY_TEXT,
        "RBAC: access denied",
        recorded("403 X", "RBAC: access denied", "text/plain"),
    ),
    "Traefik knows no such host": _front(
        "404 Not Found",
        _BY_TEXT,
        "page not found",
        recorded("404 X", "404 page not found\n", "text/plain; charset=utf-8"),
    ),
    "Traefik denies this address": _front(
        "403 Forbidden", _BY_TEXT, "", recorded("403 X", "Forbidden", "text/plain")
    ),
    "Kong wants a key of its own": _front(
        "401 Unauthorized",
        "and wants a login of another kind, key",
        "No API key found in request",
        recorded(
            "401 X",
            '{"message":"No API key found in request"}',
            "application/json; charset=utf-8",
            WWW_Authenticate='Key realm="kong"',
        ),
        _NOT_RUN_AI_S,
    ),
    "oauth2-proxy wants a login": _front(
        "403 Forbidden", _BY_PAGE, "Sign In", recorded("403 X", _page("Sign In"))
    ),
    "Cloudflare blocks this address": _front(
        "403 Forbidden",
        _BY_TEXT,
        "error code: 1020",
        recorded("403 X", "error code: 1020", "text/plain; charset=UTF-8"),
    ),
    "Cloudflare wants proof of a person": _front(
        "403 Forbidden",
        _BY_PAGE,
        "Just a moment...",
        recorded("403 X", f"<!DOCTYPE html>{_page('Just a moment...')}"),
    ),
    "S3 stands there": _front(
        "405 Method Not Allowed",
        _BY_PAGE,
        "",
        recorded(
            "405 X",
            '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>MethodNotAllowed</Code></Error>',
            "application/xml",
        ),
    ),
}


def _gateway(
    says: str, advises: str, handler: Handler, *, is_open: bool = False, sign_in: str | None = None
) -> Surrounding:
    return Surrounding(
        Blamed.GATEWAY, f"HOST {says}", advises, partial(at, handler), sign_in, is_open
    )


_GATEWAYS = {
    "F5 rejects with a success": _gateway(
        "answered with a web page (“Request Rejected”)",
        "such as a firewall or a login page",
        recorded("200 OK", _page("Request Rejected")),
        is_open=True,
    ),
    "a captive portal redirects": _gateway(
        "redirects to portal.hotel.example, which is not followed",
        "If it is a login page, log in with a browser first",
        recorded("302 Found", "", Location="https://portal.hotel.example/?u=x"),
        sign_in="HOST redirects the sign-in to portal.hotel.example, which is not followed",
    ),
    "a captive portal says so": _gateway(
        "answered 511 Network Authentication Required when asked to {act}",
        "open any web page in a browser, log in",
        recorded("511 X", _page("Login")),
        is_open=True,
        sign_in="HOST answered 511 Network Authentication Required when asked to accept this "
        "client ID and secret",
    ),
    "nginx reaches no server": _gateway(
        "answered 502 Bad Gateway when asked to {act}",
        "A gateway can't reach the control plane",
        recorded("502 X", _page("502 Bad Gateway")),
        is_open=True,
        sign_in="HOST answered 502 Bad Gateway when asked to accept this client ID and secret",
    ),
    "Envoy has no healthy server": _gateway(
        "answered 503 Service Unavailable when asked to {act}: “no healthy upstream”",
        "Try again in a few minutes",
        recorded("503 X", "no healthy upstream", "text/plain"),
        is_open=True,
        sign_in="HOST answered 503 Service Unavailable when asked to accept this client ID and "
        "secret: “no healthy upstream”",
    ),
    "Cloudflare reaches no server": _gateway(
        "answered 522 when asked to {act}: “error code: 522”",
        "A gateway can't reach the control plane",
        recorded("522 X", "error code: 522", "text/plain; charset=UTF-8"),
        is_open=True,
        sign_in="HOST answered 522 when asked to accept this client ID and secret: “error code: "
        "522”",
    ),
    "nginx limits the rate": _gateway(
        "refused to {act} (429 Too Many Requests)",
        "Wait a little, then try again. The server asks to wait 60 s.",
        recorded("429 X", _page("429 Too Many Requests"), Retry_After="60"),
        sign_in="HOST refused to accept this client ID and secret (429 Too Many Requests)",
    ),
}


def _bare(
    status: str, body: str, quoted: str, advises: str = "something in front of it may have refused"
) -> Surrounding:
    """Describe a refusal that may be anybody's: its body, if any, is not in the API's form."""
    by_status = {
        "400": ("act", "HOST refused to accept this client ID and secret"),
        "401": ("accept the token", "HOST refused to accept this client ID and secret"),
        "403": ("act", "HOST refused to accept this client ID and secret"),
    }
    no_endpoint = ("act", "HOST has no token endpoint at /api/v2/token and /api/v1/token")
    refused, at_sign_in = by_status.get(status[:3], no_endpoint)
    words = f" ({status}){f': “{quoted}”' if quoted else ''}"
    return Surrounding(
        Blamed.UNCLEAR,
        f"HOST refused to {refused.replace('act', '{act}')}{words}",
        advises,
        partial(at, recorded(f"{status[:3]} X", body, "application/json")),
        at_sign_in if at_sign_in.endswith("token") else f"{at_sign_in}{words}",
    )


_BARE = {
    "a gateway refuses with 400 and no more": _bare("400 Bad Request", "", ""),
    "a gateway refuses with 401 and no more": _bare("401 Unauthorized", "", ""),
    "a gateway refuses with 403 and no more": _bare("403 Forbidden", "", ""),
    "a gateway refuses with 404 and no more": _bare("404 Not Found", "", ""),
    "a gateway refuses with 405 and no more": _bare(
        "405 Method Not Allowed", "", "", "something in front of it probably made it"
    ),
    "AWS's gateway wants a key of its own": _bare(
        "403 Forbidden",
        '{"message":"Missing Authentication Token"}',
        "Missing Authentication Token",
    ),
    "APISIX knows no such route": _bare(
        "404 Not Found", '{"error_msg":"404 Route Not Found"}\n', ""
    ),
}


def _token(says: str, advises: str, token: SecretStr, message: str, **headers: str) -> Surrounding:
    kind = "text/plain" if headers else "application/json"
    body = message if headers else json.dumps({"code": 401, "message": message})

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # By a clock that agrees with ours, however long the other tests take.
        date = format_datetime(datetime.now(UTC), usegmt=True)
        await recorded("401 X", body, kind, Date=date, **headers)(reader, writer)

    reason = f"HOST refused to accept the token (401 Unauthorized): “{message}”{says}"
    return Surrounding(Blamed.TOKEN, reason, advises, partial(at, handler, token=token), "")


_LONG = SecretStr("a" * 17_000)
_IS_LONG = "The token has 17000 characters, and something in front of the API probably accepts no"
_VALID = jwt(exp=int((datetime.now(UTC) + timedelta(days=1)).timestamp()))

_TOKENS = {
    "the token has expired": _token(
        ". It expired at 2023-11-14 22:13:20 UTC",
        "Log in again with: runai login",
        jwt(exp=1_700_000_000),
        "Token is not active",
    ),
    "the token is of another control plane": _token(
        "",
        "the token of another control plane: sign in with one of 127.0.0.1",
        _VALID,
        "Issuer is not familiar",
    ),
    "Istio checks the token itself": _token(
        "",
        "sign in with a new one (RUNAI_TOKEN). If that does not help, something in front",
        _VALID,
        "Jwt verification fails",
        WWW_Authenticate='Bearer realm="acme", error="invalid_token"',
    ),
    "Varnish accepts no token of this length": Surrounding(
        Blamed.UNCLEAR,
        "HOST refused to {act} (400 Bad Request)",
        _IS_LONG,
        partial(at, answering(b"HTTP/1.1 400 Bad Request\r\n\r\n"), token=_LONG),
        "",
    ),
    "HAProxy accepts no token of this length": Surrounding(
        Blamed.FRONT,
        f"Something in front of HOST refused the request to {{act}} {_BY_PAGE} (400 Bad Request)",
        _IS_LONG,
        partial(
            at,
            recorded(
                "400 Bad request",
                "<html><body><h1>400 Bad request</h1>\nYour browser sent an invalid request.\n"
                "</body></html>\n",
            ),
            token=_LONG,
        ),
        "",
    ),
}


def _certificate(says: str, advises: str, presented: str, ca_file: Path | None = CA) -> Surrounding:
    place = partial(over_tls, certificate(presented), ca_file)
    return Surrounding(Blamed.CERTIFICATE, f"The certificate of HOST {says}", advises, place)


_TRUST = "runai-keys trust https://"
_OF_TEST_CA = "its issuer CN=runai-keys test CA"

_CERTIFICATES = {
    "a CA that is not trusted": _certificate(
        f"comes from a CA that is not trusted; its subject is CN=server, {_OF_TEST_CA}",
        _TRUST,
        "server",
        None,
    ),
    "self-signed": _certificate(
        "is self-signed and not trusted; its subject is CN=alone, its issuer CN=alone",
        _TRUST,
        "alone",
    ),
    "expired": _certificate(
        "has expired: it ended on 2021-01-01 00:00 UTC; its subject is CN=expired, " + _OF_TEST_CA,
        "Tell whoever runs the control plane",
        "expired",
    ),
    "for another host": _certificate(
        "is for another host name: elsewhere.example; its subject is CN=elsewhere, " + _OF_TEST_CA,
        "Check the base URL",
        "elsewhere",
    ),
    "without its issuer's": _certificate(
        "can't be checked: the server does not send that of its issuer; its subject is CN=issued, "
        "its issuer CN=runai-keys test intermediate",
        "have the server send the whole chain",
        "issued",
        TLS / "root.pem",
    ),
    "too weak": _certificate(
        "has a key that is too short. Trusting it would not help", "it needs another", "weak"
    ),
}
_HANDSHAKES = {
    name: Surrounding(
        Blamed.HANDSHAKE,
        f"No secure connection to HOST {says}" if says.startswith("could") else f"HOST {says}",
        "",
        partial(handshake, context),
    )
    for name, (context, says) in HANDSHAKES.items()
}


async def _refusing_in_its_tunnel(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    await request_head(reader)
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    await reader.read(1)
    writer.write(b"HTTP/1.1 502\r\nProxy-Error: true\r\n\r\n")


def _proxy(
    says: str,
    advises: str,
    place: Callable[[], AbstractAsyncContextManager[Place]],
    deadline: float = 30.0,
) -> Surrounding:
    return Surrounding(Blamed.PROXY, says, advises, place, deadline=deadline)


async def _plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1)
    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")


async def _hang_up(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read(1)


_EXEMPT = "or exempt the host with NO_PROXY"
_ON_THE_WAY = "on the way to elsewhere.example"
_ASKED = "when asked to connect to elsewhere.example"

_PROXIES = {
    "a proxy wants a password": _proxy(
        "The proxy PROXY wants a valid user and password first (407 Proxy Authentication Required)",
        "Check the user and password in HTTPS_PROXY",
        partial(behind, refusing("407 X")),
    ),
    "a proxy forbids": _proxy(
        "The proxy PROXY forbids connections to elsewhere.example (403 Forbidden)",
        "Ask whoever runs the proxy to allow it",
        partial(behind, refusing("403 X")),
    ),
    "a proxy reaches nobody": _proxy(
        "The proxy PROXY can't reach elsewhere.example (503 Service Unavailable)",
        _EXEMPT,
        partial(behind, refusing("503 X")),
    ),
    "a proxy wants a login in a browser": _proxy(
        "The proxy PROXY redirects instead of connecting to elsewhere.example (302 Found)",
        "login in a browser first, or forbid the host",
        partial(behind, refusing("302 X")),
    ),
    "a web server for a proxy": _proxy(
        "The proxy PROXY accepts no requests to connect to elsewhere.example "
        "(405 Method Not Allowed)",
        "that of an HTTP proxy",
        partial(behind, refusing("405 X")),
    ),
    "a proxy is silent": _proxy(
        "The proxy PROXY did not connect to elsewhere.example within 0.3 s",
        "ask whoever runs the proxy, or exempt the host with NO_PROXY",
        partial(behind, silent),
        deadline=0.3,
    ),
    "a proxy hangs up": _proxy(
        f"The proxy PROXY closed the connection {_ASKED}", _EXEMPT, partial(behind, HANGING_UP)
    ),
    "a proxy without the TLS of its address": _proxy(
        f"The proxy PROXY {_ON_THE_WAY} does not speak TLS on this port",
        "with http://",
        partial(behind, _plain, "https"),
    ),
    "a proxy of an unknown CA": _proxy(
        f"The certificate of the proxy PROXY {_ON_THE_WAY} comes from a CA that is not trusted",
        "trust its CA with --ca-file",
        partial(behind, HANGING_UP, "https", "server"),
    ),
    "a SOCKS proxy refuses the password": _proxy(
        "The proxy PROXY wants a valid user and password first",
        "as in socks5h://USER:PASSWORD@",
        partial(behind_socks, b"other"),
    ),
    "a SOCKS proxy reaches nobody": _proxy(
        "The proxy PROXY can't reach elsewhere.example (Host unreachable)",
        _EXEMPT,
        partial(behind_socks, b"", 4),
    ),
    "a SOCKS proxy that is hasty": Surrounding(
        Blamed.HANDSHAKE,
        "elsewhere.example closed the connection before TLS was set up",
        "some proxies for a host that they can't reach",
        behind_hasty_socks,
    ),
    "a proxy that refuses in its tunnel": Surrounding(
        Blamed.HANDSHAKE,
        "elsewhere.example does not speak TLS on this port",
        "some proxies refuse this way for a host that they can't reach",
        partial(behind, _refusing_in_its_tunnel),
    ),
    "what is no SOCKS proxy": _proxy(
        "The proxy PROXY would not connect to elsewhere.example",
        _EXEMPT,
        partial(behind, _hang_up, "socks5h"),
    ),
    "SOCKS 4": _proxy(
        "elsewhere.example was not called, because the proxy for it is a socks4:// one, which is "
        "not supported",
        "Write socks5h:// instead",
        partial(behind, HANGING_UP, "socks4"),
    ),
}
_GOOD = {
    name: Surrounding(Blamed.NOBODY, "", "", partial(reached, way))
    for name, way in {
        "through a proxy": "http",
        "through a proxy with TLS": "https",
        "through ssh -D": "socks5h",
        "past a proxy": "exempt",
    }.items()
}

SURROUNDINGS = (
    _FRONTS | _GATEWAYS | _BARE | _TOKENS | _CERTIFICATES | _HANDSHAKES | _PROXIES | _GOOD
)


def grant_in(place: Place) -> Grant:
    """Return the ready token of a place."""
    return FixedToken(place.token)
