"""Headers of every request, and of a response that is read."""

from __future__ import annotations

from .. import __version__

REQUEST_HEADERS = {
    "User-Agent": f"runai-keys/{__version__}",
    "Accept": "application/json",
    # A small compressed response can unpack to gigabytes.
    "Accept-Encoding": "identity",
}

REQUEST_ID = "x-request-id"
"""Header by which an administrator finds a request of our log in the server's."""

KEPT_HEADERS = frozenset({"content-type", "date", "retry-after", "www-authenticate"})
"""The only headers that are read: without cookies, none can be sent back."""

LOCATION = "location"
"""Header with the address of a redirect, which is not followed."""
