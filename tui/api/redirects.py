"""Messages about redirects, none of which is followed."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from ..text import clean
from .base_url import DEFAULT_PORTS
from .errors import BadResponse
from .guarded_transport import location
from .responses import QUOTE_LIMIT

if TYPE_CHECKING:
    import httpx

_FOLLOW = (
    "If you know that the control plane is there now, give that as the base URL. If it is a login "
    "page, log in with a browser first, or ask whoever runs it to let requests to /api pass."
)
_ITSELF = (
    "An API does not redirect to itself: tell whoever runs the control plane or the proxy before "
    "it. Often the proxy has to tell the server behind it that the request came by https."
)
_NOWHERE = "Check the base URL: an API does not redirect."


def redirected(response: httpx.Response, host: str, what: str = "") -> BadResponse:
    """Return the error of a redirect.

    Args:
        response: The redirect.
        host: Host and port that were called.
        what: What is redirected, with a blank behind it; empty for any request.
    """
    here = str(response.request.url)
    target = _origin(address, here) if (address := location(response)) else ""
    if not target:
        where, advice = "without a readable address", _NOWHERE
    elif target == _origin("", here):
        where, advice = "to itself", _ITSELF
    elif target == f"http://{host}":
        where, advice = f"to {target}", _ITSELF
    else:
        scheme, _, elsewhere = target.partition("://")
        # Without TLS nothing should go on; the same host by another scheme would read like itself.
        is_clear = scheme == "https" and elsewhere != host
        where, advice = f"to {elsewhere if is_clear else target}", _FOLLOW
    return BadResponse(f"{host} redirects {what}{where}, which is not followed.", advice)


def _origin(address: str, base: str) -> str:
    """Return `scheme://host[:port]`, cleaned and without a password; empty if unreadable."""
    with suppress(ValueError):
        parts = urlsplit(urljoin(base, address))
        port = "" if parts.port in {None, DEFAULT_PORTS.get(parts.scheme)} else f":{parts.port}"
        if parts.hostname:
            return clean(f"{parts.scheme}://{parts.hostname}{port}", QUOTE_LIMIT)
    return ""
