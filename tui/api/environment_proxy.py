"""Address of the proxy that the environment, or the operating system, names for a host."""

from __future__ import annotations

import os
import sys

_KEPT_ELSEWHERE = sys.platform in ("darwin", "win32")
"""Whether the operating system may name a proxy that the environment does not."""


def environment_proxy(host: str, port: int) -> str:
    """Return the address of the proxy for an https host; empty for none."""
    if not _KEPT_ELSEWHERE and not any(name.lower().endswith("_proxy") for name in os.environ):
        return ""
    from urllib.request import getproxies, proxy_bypass

    from .no_proxy import is_exempt

    proxies = getproxies()
    address = proxies.get("https") or proxies.get("all") or ""
    # The first may ask the operating system as well.
    is_direct = proxy_bypass(host) or is_exempt(host, port, proxies.get("no", ""))
    return "" if is_direct else address
