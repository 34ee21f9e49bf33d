"""Messages for failures of a proxy, before it has connected to the host."""

from __future__ import annotations

import socket
import ssl
from http import HTTPStatus
from typing import TYPE_CHECKING

import httpx

from ..text import clean
from .certificate_errors import Failure, distrust
from .responses import phrase_of, status_text
from .tls_errors import first_tls_error, is_no_tls, tls_reason

if TYPE_CHECKING:
    from collections.abc import Iterable

_OR_EXEMPT = "or exempt the host with NO_PROXY."
_CHECK = f"Check HTTPS_PROXY and ALL_PROXY, {_OR_EXEMPT}"
SILENT = f"Try again; if it stays, ask whoever runs the proxy, {_OR_EXEMPT}"
_LOGIN = (
    "Check the user and password in HTTPS_PROXY or ALL_PROXY, as in {scheme}://USER:PASSWORD@HOST:"
    f"PORT with special characters percent-encoded, {_OR_EXEMPT}"
)
_HTTP_LOGIN = (
    f"{_LOGIN.replace('{scheme}', 'http')} A proxy that accepts only NTLM or Kerberos needs a "
    "local helper, such as px or cntlm, which logs in as its own settings say."
)
_SOCKS_LOGIN = _LOGIN.replace("{scheme}", "socks5h")
_ALLOW = f"Ask whoever runs the proxy to allow it, {_OR_EXEMPT}"
_BROWSER = (
    "It may want a login in a browser first, or forbid the host: open the base URL in a browser "
    f"that uses this proxy and see, {_OR_EXEMPT}"
)
"""e2guardian 5.3.5, which filters what people may see, redirects from a host that is forbidden."""
_CANT_REACH = f"Check the base URL; if it is right, ask whoever runs the proxy, {_OR_EXEMPT}"
_KIND = (
    "Check that the address in HTTPS_PROXY or ALL_PROXY is that of an HTTP proxy: a SOCKS one "
    f"begins with socks5h://, one that speaks TLS with https://. If it is, the proxy may be unable "
    f"to reach the host: ask whoever runs it, {_OR_EXEMPT}"
)
_SOCKS = (
    "Check that the address in HTTPS_PROXY or ALL_PROXY is that of a SOCKS5 proxy. If it is that "
    "of ssh -D, the SSH server can't reach the host or forbids forwarding, which ssh says where it "
    f"runs: fix that, {_OR_EXEMPT}"
)
_TRUST = f"If that is expected, trust its CA with --ca-file PATH or SSL_CERT_FILE, {_OR_EXEMPT}"

_LOGIN_STATUSES = frozenset({401, 407})
"""tinyproxy answers a wrong password with the first, and px (0.13.0) a login of its own that the
proxy behind it did not accept."""

_NO_PROXY_STATUSES = frozenset({400, 404, 405, 501})
"""Statuses of web servers that are no proxies. 404 is also what a proxy, the npm package of that
name (4.1.0), answers for a host whose name it can't resolve."""

_SILENT_REASON = "The proxy {proxy} was asked to connect to {host}, but sent nothing for too long"
_CLOSED = Failure("The proxy {proxy} closed the connection when asked to connect to {host}", _KIND)

_BY_TYPE: tuple[tuple[type[Exception], Failure], ...] = (
    (
        ConnectionRefusedError,
        Failure("The proxy {proxy} on the way to {host} refused the connection", _CHECK),
    ),
    (
        socket.gaierror,
        Failure("The name of the proxy {proxy} on the way to {host} could not be resolved", _CHECK),
    ),
    (
        httpx.ConnectTimeout,
        Failure(
            "The proxy {proxy} on the way to {host} did not accept a connection in time", _CHECK
        ),
    ),
    (
        httpx.ConnectError,
        Failure("The proxy {proxy} on the way to {host} could not be connected to", _CHECK),
    ),
    (
        httpx.TimeoutException,
        Failure(_SILENT_REASON, _KIND),
    ),
    *((kind, _CLOSED) for kind in (OSError, httpx.NetworkError)),
)
"""The first that fits an error or one of its causes wins."""

SILENT_SOCKS = "the SOCKS proxy is silent"
"""Text of a `ProxyError`."""

_CUT = "server disconnected", "peer closed connection"


def proxy_failure(error: Exception, causes: Iterable[BaseException], proxy: str) -> Failure:
    """Explain a failure of the proxy, since nothing beyond it was reached.

    Args:
        error: What the transport raised.
        causes: The error and its causes.
        proxy: Host and port of the proxy; empty if they are not known.
    """
    reason, advice = _unnamed(error, tuple(causes))
    return Failure(reason.replace("{proxy} ", f"{proxy} " if proxy else ""), advice)


def _unnamed(error: Exception, causes: tuple[BaseException, ...]) -> Failure:
    if isinstance(error, httpx.ProxyError):
        return _refusal(str(error))
    if isinstance(error, httpx.RemoteProtocolError):
        if str(error).lower().startswith(_CUT):
            return _CLOSED
        return Failure(
            "The proxy {proxy} did not answer in HTTP when asked to connect to {host}", _KIND
        )
    if (tls_error := first_tls_error(causes)) is not None:
        return _tls(tls_error)
    for kind, failure in _BY_TYPE:
        if any(isinstance(cause, kind) for cause in causes):
            return failure
    return Failure("The proxy {proxy} would not connect to {host}", _CHECK)


def _refusal(words: str) -> Failure:
    """Explain the text of a `ProxyError`: a status and its phrase, or what a SOCKS proxy did."""
    number = words.partition(" ")[0]
    if not (number.isascii() and number.isdigit()):
        return _socks_refusal(words)
    status = int(number)
    # Some proxies have statuses of their own, which only their own words explain.
    said = status_text(status) if phrase_of(status) else clean(words.rstrip(), 80)
    if status in _LOGIN_STATUSES:
        return Failure(
            f"The proxy {{proxy}} wants a valid user and password first ({said})", _HTTP_LOGIN
        )
    if status == HTTPStatus.FORBIDDEN:
        return Failure(f"The proxy {{proxy}} forbids connections to {{host}} ({said})", _ALLOW)
    if status in _NO_PROXY_STATUSES:
        return Failure(
            f"The proxy {{proxy}} accepts no requests to connect to {{host}} ({said})", _KIND
        )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Failure(f"The proxy {{proxy}} can't reach {{host}} ({said})", _CANT_REACH)
    if status < HTTPStatus.BAD_REQUEST:
        return Failure(
            f"The proxy {{proxy}} redirects instead of connecting to {{host}} ({said})", _BROWSER
        )
    return Failure(f"The proxy {{proxy}} would not connect to {{host}} ({said})", _CHECK)


def _socks_refusal(words: str) -> Failure:
    if words == SILENT_SOCKS:
        return Failure(_SILENT_REASON, _SOCKS)
    if words.startswith("Requested USERNAME/PASSWORD"):
        return Failure(
            "The proxy {proxy} accepts no user and password",
            f"Remove them from HTTPS_PROXY or ALL_PROXY, {_OR_EXEMPT}",
        )
    if "username/password" in words.lower() or words.startswith("Requested NO AUTHENTICATION"):
        return Failure("The proxy {proxy} wants a valid user and password first", _SOCKS_LOGIN)
    _, _, reason = words.partition("could not connect: ")
    if reason:
        said = clean(reason.rstrip("."), 80)
        return Failure(f"The proxy {{proxy}} can't reach {{host}} ({said})", _CANT_REACH)
    return Failure("The proxy {proxy} would not connect to {host}", _SOCKS)


def _tls(error: ssl.SSLError) -> Failure:
    whom = "the proxy {proxy} on the way to {host}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return Failure(distrust(error, None).reason.replace("{host}", whom), _TRUST)
    if is_no_tls(error):
        return Failure(
            "The proxy {proxy} on the way to {host} does not speak TLS on this port",
            f"Begin its address in HTTPS_PROXY or ALL_PROXY with http://, {_OR_EXEMPT}",
        )
    reason = tls_reason(error).reason.replace("{host}", whom)
    return Failure(reason[:1].upper() + reason[1:], _CHECK)
