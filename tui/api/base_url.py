"""Address of a control plane, checked before anything is sent to it."""

from __future__ import annotations

import re
from ipaddress import IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

DEFAULT_PORTS = {"https": 443, "http": 80}
IGNORED_PATHS = frozenset({"", "/api", "/api/v1", "/api/v2"})
"""Paths that every route begins with: pasted after the host, they are dropped without a word."""

_EXAMPLE = "https://acme.run.ai"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_BARE = re.compile(
    r"""(?:\[[^][]*\]|localhost|[^][/?#@:]+(?:\.[^][/?#@:]*|(?=:)))(?::\d+)?(?:[/?#].*)?""",
    re.IGNORECASE,
)
"""An address without its scheme. A text without a dot or a port may be a secret, which must not be
looked up as a name."""

_QUOTES = "\"'`<>“”‘’"

_HOST_NAME = re.compile(r"(?=.{1,253}\Z)(?!-)[a-z0-9_-]{1,63}(?:\.(?!-)[a-z0-9_-]{1,63})*")


class BaseUrlError(ValueError):
    """An address that can't be used; its text is the reason and never quotes the address."""


class BaseUrl(str):
    """An address in the form `scheme://host[:port]`."""

    note: str = ""
    """Change that was made to the given address; empty if there is none to report."""


def parse_base_url(text: str) -> BaseUrl:
    """Parse the address of a control plane as people type or paste it.

    Surrounding blanks and line breaks and everything behind the host are dropped, and a bare host
    gets https://. Anything else that doesn't belong there raises `BaseUrlError`.
    """
    address = text.strip(" \t\r\n")
    _check_characters(address)
    is_bare = not _SCHEME.match(address)
    if is_bare and not _BARE.fullmatch(address):
        raise BaseUrlError(f"Begin the address with https://, as in {_EXAMPLE}.")
    parts = _split(f"https://{address}" if is_bare else address)
    _check_parts(parts)
    host = _host(parts)
    if parts.scheme == "http" and not is_loopback(host):
        raise BaseUrlError("Use https://: over http:// anyone on the way can read the secret.")
    found = BaseUrl(f"{parts.scheme}://{_bracketed(host)}{_port_suffix(parts)}")
    found.note = _note(found, parts, is_bare=is_bare)
    return found


def _note(found: str, parts: SplitResult, *, is_bare: bool) -> str:
    """Describe a change without quoting what was left out: a browser's address may hold a token."""
    is_more = parts.path.rstrip("/") not in IGNORED_PATHS or parts.query or parts.fragment
    reasons = [
        *(["https:// was missing"] if is_bare else []),
        *(["what stands behind the host was left out"] if is_more else []),
    ]
    return f"The address is read as {found}: {' and '.join(reasons)}." if reasons else ""


def note_of(base_url: str) -> str:
    """Return what was changed about an address that `parse_base_url` made."""
    return base_url.note if isinstance(base_url, BaseUrl) else ""


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
    # `docker --env-file` and `kubectl --from-env-file` keep them.
    if not {address[0], address[-1]}.isdisjoint(_QUOTES):
        raise BaseUrlError("Remove the quotes around the address.")
    if any(character.isspace() for character in address):
        raise BaseUrlError("Remove the blanks from the address.")
    if not address.isprintable() or "\\" in address:
        raise BaseUrlError("Remove the control characters and backslashes from the address.")


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
        raise BaseUrlError("Remove the user name and password: sign-in data has its own fields.")
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
    # Of ASCII, that codec would only check what is checked here, and it takes a while to load.
    name = (host if host.isascii() else host.encode("idna").decode("ascii")).lower()
    if not _HOST_NAME.fullmatch(name):
        raise ValueError
    return name


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _port_suffix(parts: SplitResult) -> str:
    return f":{parts.port}" if parts.port not in {None, DEFAULT_PORTS[parts.scheme]} else ""
