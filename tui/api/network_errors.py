"""Messages for network errors."""

from __future__ import annotations

import errno
import socket
import ssl
from typing import TYPE_CHECKING, TypeVar

import httpx

from .certificate_errors import WRONG_ANYHOW, Failure, distrust, worst_problem
from .errors import ApiError
from .guarded_transport import UnacceptableResponse
from .proxy_errors import proxy_failure
from .tls_errors import first_tls_error, tls_reason, wants_client_certificate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from .certificate import Certificate

ErrorText = TypeVar("ErrorText")

TRANSPORT_FAILURES = (httpx.HTTPError, httpx.InvalidURL, OSError)
"""Errors that a transport may raise; OSError, because TLS can fail outside of what httpx maps."""


_CHECK_ADDRESS = "Check the base URL, the network and the proxy settings."
_TRY_AGAIN = "Try again; if it stays, ask whoever runs the control plane or the proxy before it."

_CUT = Failure("{host} closed the connection before its answer was complete", _TRY_AGAIN)
_CUT_IN_HANDSHAKE = Failure(
    "{host} closed the connection before TLS was set up",
    # ss-local 3.3.5 of shadowsocks and Traffic Server 9.2.5 say at once that they are connected.
    "Check the base URL: firewalls and some servers do that for a name that they don't expect, and "
    "some proxies for a host that they can't reach.",
)
_HUNG_UP = (ConnectionResetError, BrokenPipeError, ssl.SSLEOFError, ssl.SSLZeroReturnError)
_GARBLED = Failure("{host} answered with something that is not HTTP", _CHECK_ADDRESS)

_NO_FILES = Failure(
    "The request to {host} failed, because this program may open no more files",
    "Raise the limit (ulimit -n).",
)
_NO_ROUTE = Failure(
    "This machine has no route to {host}", "Check the network, the VPN and the proxy settings."
)
_FORBIDDEN = Failure(
    "This machine forbids connections to {host}", "Check its firewall, or that of the container."
)
_BY_ERRNO = {
    errno.EMFILE: _NO_FILES,
    errno.ENFILE: _NO_FILES,
    errno.ENOMEM: Failure(
        "The request to {host} failed, because this program ran out of memory",
        "Raise the limit (ulimit -v, or the container's), or end other programs.",
    ),
    errno.ENETUNREACH: _NO_ROUTE,
    errno.EHOSTUNREACH: _NO_ROUTE,
    errno.ENETDOWN: _NO_ROUTE,
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
}
"""Errors of this machine's own system, whichever host was called."""

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
        Failure("{host} accepted the request, but then sent nothing for too long", _TRY_AGAIN),
    ),
    (
        httpx.WriteTimeout,
        Failure("{host} stopped reading the request", _TRY_AGAIN),
    ),
    (
        httpx.ConnectError,
        Failure("{host} could not be connected to", _CHECK_ADDRESS),
    ),
    (httpx.RemoteProtocolError, _GARBLED),
    (httpx.NetworkError, _CUT),
    (OSError, _CUT),
)
"""Messages by type of error; the first that fits an error or one of its causes is used."""

_CUT_TEXTS = ("server disconnected", "peer closed connection")
"""Beginnings of the messages of httpcore and h11 about a connection that ended too early."""


def describe(error: Exception, presented: Certificate | None = None, proxy: str = "") -> Failure:
    """Explain a transport error by its type and causes; texts of httpx may be empty or unsafe.

    Args:
        error: What the transport raised.
        presented: The certificate that was refused, if it was fetched.
        proxy: The proxy, if nothing beyond it was reached.
    """
    causes = tuple(_causes(error))
    if isinstance(error, UnacceptableResponse):
        return Failure(f"{{host}} answered with {error}", "Check the base URL, and any proxy.")
    if (ours := _own_failure(causes)) is not None:
        return ours
    if isinstance(error, httpx.ProxyError) or (proxy and not isinstance(error, httpx.PoolTimeout)):
        return proxy_failure(error, causes, proxy)
    if isinstance(error, httpx.RemoteProtocolError) and str(error).lower().startswith(_CUT_TEXTS):
        return _CUT
    if (refused := refused_certificate(error)) is not None:
        return distrust(refused, presented)
    if isinstance(error, httpx.ConnectError) and any(isinstance(at, _HUNG_UP) for at in causes):
        return _CUT_IN_HANDSHAKE
    if (tls_error := first_tls_error(causes)) is not None:
        return tls_reason(tls_error)
    unnamed = Failure("The request to {host} failed", _CHECK_ADDRESS)
    return _first_fit(_BY_TYPE, causes) or unnamed


def _own_failure(causes: Iterable[BaseException]) -> Failure | None:
    for cause in causes:
        # Errors of TLS and of names have numbers of their own.
        if isinstance(cause, ssl.SSLError | socket.gaierror):
            continue
        number = cause.errno if isinstance(cause, OSError) else None
        if (failure := _BY_ERRNO.get(number or 0)) is not None:
            return failure
    return None


def _first_fit(
    kinds: Iterable[tuple[type[Exception], ErrorText]], causes: Collection[BaseException]
) -> ErrorText | None:
    for kind, words in kinds:
        if any(isinstance(cause, kind) for cause in causes):
            return words
    return None


def refused_certificate(error: Exception) -> ssl.SSLCertVerificationError | None:
    """Return the refusal of a certificate that caused this error, if one did."""
    first = first_tls_error(_causes(error))
    return first if isinstance(first, ssl.SSLCertVerificationError) else None


def can_be_trusted(error: Exception, presented: Certificate | None) -> bool:
    """Check whether the only problem is a certificate that the user could trust."""
    refused = refused_certificate(error)
    return refused is not None and worst_problem(refused, presented) not in WRONG_ANYHOW


def was_cut_short_by_tls(error: Exception) -> bool:
    """Check whether the server ended the connection before it read the request."""
    return any(wants_client_certificate(cause) for cause in _causes(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and its causes; connecting to several addresses makes groups.

    httpcore cuts the chain of causes, so contexts count too, up to an error of ours, which the
    caller was handling when it asked for more.
    """
    while error is not None and not isinstance(error, ApiError):
        yield error
        if isinstance(error, BaseExceptionGroup):
            for member in error.exceptions:
                yield from _causes(member)
        error = error.__cause__ or error.__context__
