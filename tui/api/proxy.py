"""The proxy of the environment, if there is one for a host."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from .base_url import DEFAULT_PORTS, host_of, is_loopback
from .environment_proxy import environment_proxy
from .errors import Unreachable

if TYPE_CHECKING:
    import ssl


_SOCKS = ("socks5", "socks5h")
"""In both, the proxy resolves the host's name."""

_LAST_PORT = 65_535

_OLD_SOCKS = ("socks4", "socks4a", "socks")


def proxy_name(base_url: str) -> str:
    """Return host and port of the proxy, without its password; empty if there is none."""
    with suppress(Unreachable):
        if proxy := proxy_for(base_url):
            return proxy.url.netloc.decode("ascii")
    return ""


def proxy_for(base_url: str, context: ssl.SSLContext | None = None) -> httpx.Proxy | None:
    """Return the environment's proxy for https, unless the host is this machine or exempt.

    Raises:
        Unreachable: it can't be used.
    """
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    if is_loopback(host):
        return None
    # Files with such variables may end their lines as Windows does.
    address = environment_proxy(host, parts.port or DEFAULT_PORTS["https"]).strip()
    if not address:
        return None
    if "://" not in address:
        address = f"http://{address}"
    scheme = address.partition("://")[0].lower()
    # Errors of httpx quote the address, which may hold a password: none becomes a cause.
    with suppress(httpx.InvalidURL, ValueError):
        proxy = httpx.Proxy(address, ssl_context=context if scheme == "https" else None)
        is_valid = bool(proxy.url.host) and (proxy.url.port or 1) <= _LAST_PORT
        if is_valid and scheme in {"http", "https", *_SOCKS}:
            return proxy
    raise _unusable(host_of(base_url), scheme)


def is_socks(proxy: httpx.Proxy) -> bool:
    """Check whether a proxy speaks SOCKS instead of HTTP."""
    return proxy.url.scheme in _SOCKS


def _unusable(host: str, scheme: str) -> Unreachable:
    if scheme in _OLD_SOCKS:
        return Unreachable(
            f"{host} was not called, because the proxy for it is a {scheme}:// one, which is not "
            "supported.",
            "Write socks5h:// instead, which ssh -D and nearly every SOCKS server accept as well, "
            "or exempt the host with NO_PROXY.",
        )
    return Unreachable(
        f"{host} was not called, because the proxy for it is not a valid http:// or socks5h:// "
        "address.",
        "Correct HTTPS_PROXY or ALL_PROXY: no quotes around it, and special characters of a "
        "password percent-encoded; or exempt the host with NO_PROXY.",
    )
