"""The proxy of the environment, if there is one for a host."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from .base_url import host_of, is_loopback
from .errors import Unreachable

if TYPE_CHECKING:
    import ssl


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
    host = host_of(base_url)
    if is_loopback(urlsplit(base_url).hostname or ""):
        return None
    from urllib.request import getproxies, proxy_bypass

    proxies = getproxies()
    address = proxies.get("https") or proxies.get("all")
    if not address or proxy_bypass(host):
        return None
    if "://" not in address:
        address = f"http://{address}"
    # Errors of httpx quote the address, which may hold a password: none becomes a cause.
    with suppress(httpx.InvalidURL, ValueError):
        is_secure = address.lower().startswith("https:")
        proxy = httpx.Proxy(address, ssl_context=context if is_secure else None)
        if proxy.url.host and proxy.url.scheme in {"http", "https"}:
            return proxy
    raise Unreachable(
        f"{host} was not called, because the proxy for it is not a valid http:// address.",
        "Correct HTTPS_PROXY or ALL_PROXY, or exempt the host with NO_PROXY.",
    )
