"""Transports to a control plane, with the certificates that are trusted there."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import httpx

from .base_url import host_of
from .proxy import is_socks, proxy_for
from .timeouts import KEEPALIVE
from .trust import trusting_context

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
