"""Address of a control plane, checked before anything is sent to it."""

from __future__ import annotations

import re
from ipaddress import IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

DEFAULT_PORTS = {"https": 443, "http": 80}
IGNORED_PATHS = frozenset({"", "/api", "/api/v1", "/api/v2"})
"""Paths that are pasted after the host, and that every route begins with anyway."""

_EXAMPLE = "https://acme.run.ai"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_HOST_NAME = re.compile(r"(?=.{1,253}\Z)(?!-)[a-z0-9_-]{1,63}(?:\.(?!-)[a-z0-9_-]{1,63})*")


class BaseUrlError(ValueError):
    """An address that can't be used; its text is the reason and never quotes the address."""


def parse_base_url(text: str) -> str:
    """Return the address as `scheme://host[:port]`, the form that all the rest relies on.

    A line break at the end, from a paste, and the paths in `IGNORED_PATHS` are dropped. Everything
    else that doesn't belong there raises `BaseUrlError`.
    """
    address = text.rstrip("\r\n")
    _check_characters(address)
    parts = _split(address)
    _check_parts(parts)
    host = _host(parts)
    if parts.scheme == "http" and not is_loopback(host):
        raise BaseUrlError("Use https://: over http:// anyone on the way can read the secret.")
    return f"{parts.scheme}://{_bracketed(host)}{_port_suffix(parts)}"


def host_of(base_url: str) -> str:
    """Return `host[:port]` of an address that `parse_base_url` made, for messages."""
    return base_url.partition("://")[2]


def is_loopback(host: str) -> bool:
    """Check whether a host, without its port, is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _check_characters(address: str) -> None:
    if not address:
        raise BaseUrlError(f"Give the address of your control plane, such as {_EXAMPLE}.")
    if any(character.isspace() for character in address):
        raise BaseUrlError("Take the blanks out of the address.")
    if not address.isprintable() or "\\" in address:
        raise BaseUrlError("Take the control characters and backslashes out of the address.")
    if "?" in address or "#" in address:
        raise BaseUrlError(f"Leave out everything behind the host: only {_EXAMPLE} is needed.")
    if not _SCHEME.match(address):
        raise BaseUrlError(f"Begin the address with https://, as in {_EXAMPLE}.")


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        _ = parts.port  # computed only now, and it may be no number at all
    except ValueError:
        # from None: urllib quotes the address, and there may be a password in it.
        raise BaseUrlError(
            f"The host or the port is not valid: write it as in {_EXAMPLE}:443."
        ) from None
    return parts


def _check_parts(parts: SplitResult) -> None:
    if parts.scheme not in DEFAULT_PORTS:
        raise BaseUrlError(f"Begin the address with https://, as in {_EXAMPLE}.")
    if "@" in parts.netloc:
        raise BaseUrlError("Take the user name and password out: sign-in data has its own fields.")
    if parts.path.rstrip("/") not in IGNORED_PATHS:
        raise BaseUrlError(f"Leave out the path behind the host: only {_EXAMPLE} is needed.")
    if parts.port == 0:
        raise BaseUrlError("Port 0 can't be connected to: give another, or none.")


def _host(parts: SplitResult) -> str:
    if not parts.hostname:
        raise BaseUrlError(f"The host is missing: write it as in {_EXAMPLE}.")
    try:
        return _plain_host(parts.hostname)
    except ValueError:
        # from None: the cause quotes the address.
        raise BaseUrlError("The host name is not valid: check its spelling.") from None


def _plain_host(host: str) -> str:
    if ":" in host and "%" not in host:
        return str(IPv6Address(host))
    name = host.encode("idna").decode("ascii").lower()
    if not _HOST_NAME.fullmatch(name):
        raise ValueError
    return name


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _port_suffix(parts: SplitResult) -> str:
    return f":{parts.port}" if parts.port not in {None, DEFAULT_PORTS[parts.scheme]} else ""
