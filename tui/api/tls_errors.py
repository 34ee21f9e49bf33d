"""Messages for TLS handshakes that failed, for any reason but the certificate."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from ..text import clean
from .certificate_errors import Failure

if TYPE_CHECKING:
    from collections.abc import Iterable

_NO_FAILURES = (ssl.SSLWantReadError, ssl.SSLWantWriteError, ssl.SSLEOFError)
"""States of a handshake that a timeout has ended, and the end of a connection."""
_NO_TLS_REASONS = frozenset({"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST"})
_CERTIFICATE_REQUIRED = "TLSV13_ALERT_CERTIFICATE_REQUIRED"

_ASK = "Tell whoever runs the control plane or the proxy before it."
NO_CLIENT_CERTIFICATES = (
    "Client certificates are not supported: use an address of the control plane that needs none."
)
_NO_TLS = Failure(
    "{host} does not speak TLS on this port",
    # AnyProxy 4.1.3 says at once that it is connected, and refuses in HTTP what it gets then.
    "Check the port in the base URL; some proxies refuse this way for a host that they can't "
    "reach.",
)
_OLD = Failure("{host} has no TLS version in common with this program: 1.2 or 1.3", _ASK)
_NO_CIPHER = Failure(
    "{host} has no cipher in common with this program, or demands a client certificate",
    f"{_ASK} Client certificates are not supported.",
)
_NO_NAME = Failure(
    "{host} has no certificate for this name",
    "Check the base URL: it needs the name that the server is set up for, not its address.",
)
_CLIENT_CERTIFICATE = Failure("{host} demands a client certificate", NO_CLIENT_CERTIFICATES)
_WEAK = Failure("{host} offers a key that is too weak for this machine's OpenSSL", _ASK)

_BY_REASON = {
    **dict.fromkeys(_NO_TLS_REASONS, _NO_TLS),
    "UNSUPPORTED_PROTOCOL": _OLD,
    "WRONG_SSL_VERSION": _OLD,
    "NO_PROTOCOLS_AVAILABLE": _OLD,
    "TLSV1_ALERT_PROTOCOL_VERSION": _OLD,
    "SSLV3_ALERT_HANDSHAKE_FAILURE": _NO_CIPHER,
    "NO_CIPHERS_AVAILABLE": _NO_CIPHER,
    "TLSV1_ALERT_INSUFFICIENT_SECURITY": _NO_CIPHER,
    "TLSV1_UNRECOGNIZED_NAME": _NO_NAME,
    "TLSV1_ALERT_UNRECOGNIZED_NAME": _NO_NAME,
    "TLSV1_ALERT_INTERNAL_ERROR": Failure(
        "{host} failed during the TLS handshake; often it has no certificate for this name",
        "Check the base URL: it needs the name that the server is set up for. If it is right, "
        "tell whoever runs the control plane or the proxy before it.",
    ),
    "TLSV1_ALERT_ACCESS_DENIED": _CLIENT_CERTIFICATE,
    _CERTIFICATE_REQUIRED: _CLIENT_CERTIFICATE,
    "SSLV3_ALERT_BAD_CERTIFICATE": _CLIENT_CERTIFICATE,
    "DH_KEY_TOO_SMALL": _WEAK,
    "EE_KEY_TOO_SMALL": _WEAK,
    "BAD_ECPOINT": _WEAK,
}
"""By the reason that OpenSSL gives."""


def first_tls_error(causes: Iterable[BaseException]) -> ssl.SSLError | None:
    """Return the first cause that is a failure of TLS, and not only of the connection."""
    for cause in causes:
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, _NO_FAILURES):
            return cause
    return None


def is_no_tls(error: ssl.SSLError) -> bool:
    """Check whether the other side does not speak TLS at all."""
    return _reason(error) in _NO_TLS_REASONS


def wants_client_certificate(error: BaseException) -> bool:
    """Check for the alert that comes after the handshake of TLS 1.3, in the place of a response.

    The server read nothing of the request that was sent in the meantime.
    """
    return _reason(error) == _CERTIFICATE_REQUIRED


def tls_reason(error: ssl.SSLError) -> Failure:
    """Put the reason that OpenSSL gives into words."""
    reason = _reason(error)
    if (known := _BY_REASON.get(reason)) is not None:
        return known
    words = clean(reason.replace("_", " ").lower(), 80)
    quoted = f" (OpenSSL: {words})" if words else ""
    return Failure(
        f"No secure connection to {{host}} could be set up{quoted}",
        "Check the base URL, the network and the proxy settings.",
    )


def _reason(error: BaseException) -> str:
    # Only errors that OpenSSL raised have one.
    return getattr(error, "reason", None) or ""
