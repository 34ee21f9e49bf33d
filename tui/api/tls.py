"""Trusted certificates, and transports that use them."""

from __future__ import annotations

import os
import ssl
from typing import TYPE_CHECKING

import httpx

from .base_url import host_of
from .errors import Unreachable
from .proxy import is_socks, proxy_for
from .timeouts import KEEPALIVE

if TYPE_CHECKING:
    from pathlib import Path

_CONNECTIONS = httpx.Limits(max_connections=10, keepalive_expiry=KEEPALIVE)


def open_transport(
    base_url: str, ca_file: Path | None, trusted: Path | None = None
) -> httpx.AsyncBaseTransport:
    """Open a transport for this address; an unusable CA file or proxy raises `Unreachable`.

    `trusted` holds the server's own certificate.

    Nothing of it is left to httpx, which would send tokens through a proxy even to this machine.
    """
    if base_url.startswith("http:"):
        # http is for loopback only; this context trusts nobody, should it ever be asked.
        context: ssl.SSLContext = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return httpx.AsyncHTTPTransport(verify=context, trust_env=False, limits=_CONNECTIONS)
    context = trusting_context(host_of(base_url), ca_file, trusted)
    proxy = proxy_for(base_url, context)
    kind = httpx.AsyncHTTPTransport
    if proxy is not None and is_socks(proxy):
        from .socks_transport import SocksTransport

        kind = SocksTransport
    return kind(verify=context, trust_env=False, limits=_CONNECTIONS, proxy=proxy)


def trusting_context(host: str, ca_file: Path | None, trusted: Path | None) -> ssl.SSLContext:
    """Trust what the operating system trusts, and the given certificates on top."""
    import truststore

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if ca_file is not None:
        _trust(context, host, "the CA file", str(ca_file))
    if trusted is not None:
        _trust(context, host, "the certificate that is trusted there", str(trusted))
    if ca_file is not None or trusted is not None:
        # The file may hold the server's own certificate instead of the one that signed it.
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    if from_environment := os.environ.get("SSL_CERT_FILE"):
        # truststore reads it as well, but ignores it without a word when it can't be read.
        _trust(context, host, "SSL_CERT_FILE", from_environment)
    return context


def _trust(context: ssl.SSLContext, host: str, source: str, path: str) -> None:
    try:
        context.load_verify_locations(cafile=path)
    except OSError as error:
        problem = _FILE_PROBLEMS.get(type(error), "can't be read as PEM certificates")
        raise Unreachable(
            f"{host} was not called, because {source} ({path}) {problem}.",
            "Name a file with the CA's certificate in PEM form, or leave the setting out.",
        ) from error


_FILE_PROBLEMS: dict[type[OSError], str] = {
    FileNotFoundError: "does not exist",
    PermissionError: "may not be read",
}
