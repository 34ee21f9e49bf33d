"""Puts what goes wrong on the network into words."""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING, NamedTuple

import httpx

from ..text import clean
from .errors import ApiError
from .guard import UnacceptableAnswer

if TYPE_CHECKING:
    from collections.abc import Iterator

TRANSPORT_FAILURES = (httpx.HTTPError, httpx.InvalidURL, OSError)
"""Whatever a transport may raise. OSError, because TLS can fail outside of what httpx maps."""


class Failure(NamedTuple):
    """What happened and what to do, with `{host}` where the host belongs."""

    reason: str
    """Without its full stop, so that more can be said."""

    advice: str


_CHECK_ADDRESS = "Check the base URL, the network and the proxy settings."
_TRY_AGAIN = "Try again; if it stays, ask whoever runs the control plane or the proxy before it."
_TRUST = "If that is expected, trust its CA with --ca-file PATH or SSL_CERT_FILE."
_RENEW = "Tell whoever runs the control plane, and check this machine's clock."

_CUT = Failure("{host} closed the connection before its answer was complete", _TRY_AGAIN)
_GARBLED = Failure("{host} answered with something that is not HTTP", _CHECK_ADDRESS)

_BY_TYPE: tuple[tuple[type[Exception], Failure], ...] = (
    (
        ConnectionRefusedError,
        Failure("{host} refused the connection", _CHECK_ADDRESS),
    ),
    (
        socket.gaierror,
        Failure("The name {host} could not be resolved", _CHECK_ADDRESS),
    ),
    (
        httpx.ConnectTimeout,
        Failure("{host} did not accept a connection in time", _CHECK_ADDRESS),
    ),
    (
        httpx.PoolTimeout,
        Failure("No connection to {host} was free in time", "Wait for other requests to end."),
    ),
    (
        httpx.ReadTimeout,
        Failure("{host} took the request, but then sent nothing for too long", _TRY_AGAIN),
    ),
    (
        httpx.WriteTimeout,
        Failure("{host} stopped taking in the request", _TRY_AGAIN),
    ),
    (
        httpx.ProxyError,
        Failure(
            "The proxy would not connect to {host}",
            "Check HTTPS_PROXY and ALL_PROXY, or exempt the host with NO_PROXY.",
        ),
    ),
    (
        httpx.ConnectError,
        Failure("{host} could not be connected to", _CHECK_ADDRESS),
    ),
    (httpx.RemoteProtocolError, _GARBLED),
    (httpx.NetworkError, _CUT),
    (OSError, _CUT),
)
"""The first that fits an error or one of its causes wins."""

_TLS_PROBLEMS = {
    9: Failure("The certificate of {host} is not valid yet", _RENEW),
    10: Failure("The certificate of {host} has expired", _RENEW),
    18: Failure("The certificate of {host} is signed by itself and not trusted", _TRUST),
    19: Failure("The certificate of {host} comes from a CA that is not trusted", _TRUST),
    20: Failure("The certificate of {host} comes from a CA that is not trusted", _TRUST),
    21: Failure("The certificate of {host} comes from a CA that is not trusted", _TRUST),
    62: Failure("The certificate of {host} is for another host name", _CHECK_ADDRESS),
    64: Failure("The certificate of {host} is for another address", _CHECK_ADDRESS),
}
"""By OpenSSL's verification codes (X509_V_ERR_...)."""

_NO_TLS_REASONS = frozenset({"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST"})

_CUT_TEXTS = ("server disconnected", "peer closed connection")
"""How httpcore and h11 begin to say that a connection ended too early."""


def describe(error: Exception) -> Failure:
    """Explain a transport error by its type and causes; texts of httpx may be empty or unsafe."""
    if isinstance(error, UnacceptableAnswer):
        return Failure(f"{{host}} answered with {error}", "Check the base URL, and any proxy.")
    if isinstance(error, httpx.RemoteProtocolError) and str(error).lower().startswith(_CUT_TEXTS):
        return _CUT
    causes = tuple(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLError):
            return _tls_failure(cause)
    for kind, failure in _BY_TYPE:
        if any(isinstance(cause, kind) for cause in causes):
            return failure
    return Failure("The request to {host} failed", _CHECK_ADDRESS)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Give an error and all that led to it; connecting to several addresses makes groups.

    httpcore cuts the chain of causes, so contexts count too, up to an error of ours, which the
    caller was handling when it asked for more.
    """
    while error is not None and not isinstance(error, ApiError):
        yield error
        if isinstance(error, BaseExceptionGroup):
            for member in error.exceptions:
                yield from _causes(member)
        error = error.__cause__ or error.__context__


def _tls_failure(error: ssl.SSLError) -> Failure:
    if isinstance(error, ssl.SSLCertVerificationError):
        unnamed = Failure(
            f"The certificate of {{host}} is not trusted ({clean(error.verify_message, 100)})",
            _TRUST,
        )
        return _TLS_PROBLEMS.get(error.verify_code, unnamed)
    # Only errors that OpenSSL raised have a reason.
    if getattr(error, "reason", "") in _NO_TLS_REASONS:
        return Failure("{host} does not speak TLS on this port", "Check the port in the base URL.")
    return Failure("No secure connection to {host} could be set up", _CHECK_ADDRESS)
