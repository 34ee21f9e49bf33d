"""NO_PROXY: the hosts that are reached without a proxy, read as curl, Go and requests read it."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_Address = IPv4Address | IPv6Address

_BRACKETED = re.compile(r"\[([^\]]*)\](?::(\d+))?")
_WITH_PORT = re.compile(r"([^:]*):(\d+)")


def is_exempt(host: str, port: int, no_proxy: str) -> bool:
    """Check whether a host is one of those that NO_PROXY names.

    Entries are separated by commas or blanks: `*`, a domain with all below it, `*.domain` for those
    below it alone, an address, or a range such as 10.0.0.0/8. A port behind a name or an address
    restricts the entry to it. What is none of these exempts nothing.
    """
    address = _address(host)
    return any(
        _fits(entry.lower(), host.lower(), port, address)
        for entry in no_proxy.replace(",", " ").split()
    )


def _fits(entry: str, host: str, port: int, address: _Address | None) -> bool:
    name, entry_port = _split(entry)
    if entry_port and int(entry_port) != port:
        return False
    if name == "*":
        return True
    if address is not None:
        return _has_address(name, address)
    below = name.removeprefix("*").rstrip(".")
    domain = below.removeprefix(".")
    is_domain = not name.startswith("*") and host.rstrip(".") == domain
    return bool(domain) and (is_domain or host.rstrip(".").endswith(f".{domain}"))


def _split(entry: str) -> tuple[str, str]:
    """Split an entry into its host and its port, which is empty for any."""
    found = _BRACKETED.fullmatch(entry) or _WITH_PORT.fullmatch(entry)
    return (found[1], found[2] or "") if found else (entry, "")


def _has_address(name: str, address: _Address) -> bool:
    try:
        return address in ip_network(name.replace("[", "").replace("]", ""), strict=False)
    except ValueError:
        return False


def _address(host: str) -> _Address | None:
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None
