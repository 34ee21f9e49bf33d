"""Bearer tokens: claims and lifetime.

Nothing here imports pydantic: a list can be fetched before that is loaded.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from ..text import clean
from .moments import positive_seconds
from .secret_values import bare_token, payload

if TYPE_CHECKING:
    from .secret_values import Secret

ASSUMED_LIFETIME = 600.0
"""Seconds, for a token without a lifetime."""


class MalformedToken(ValueError):
    """Text that can't be sent as a bearer token; the text itself is not in the message."""


class Token(NamedTuple):
    """A token that is ready to be sent."""

    value: Secret
    lifetime: float
    """In seconds, from when it was obtained."""

    owner: str | None
    """The e-mail or user name that it is for, cleaned, if it is a JWT that says so."""

    begin: datetime | None = None
    """From when on it is valid, if it says so."""

    end: datetime | None = None
    """Until when it is valid, if it says so."""


def read_token(text: Secret, expires_in: float | None = None) -> Token:
    """Return a token from the text of an endpoint, a command or the settings.

    Raises `MalformedToken`.
    """
    value = bare_token(text)
    if value is None:
        raise MalformedToken
    claims = _claims(payload(value))
    issued, end = (positive_seconds(claims.get(name)) for name in ("iat", "exp"))
    return Token(
        value=value,
        lifetime=expires_in or _lifetime(issued, end),
        owner=_label(claims.get("email")) or _label(claims.get("preferred_username")),
        begin=_moment(positive_seconds(claims.get("nbf")) or issued),
        end=_moment(end),
    )


def _claims(text: bytes) -> dict[str, Any]:
    """Parse the claims of a JWT; nothing in them is verified or required."""
    if not text:
        return {}
    import json

    try:
        claims = json.loads(text.decode())
    except (ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}


def _label(name: object) -> str | None:
    return clean(name) if isinstance(name, str) else None


def _lifetime(issued: float | None, end: float | None) -> float:
    """Take the difference of what one clock showed, the server's: ours may show anything."""
    if end is None or issued is None:
        return ASSUMED_LIFETIME
    lifetime = end - issued
    return lifetime if lifetime > 0 else ASSUMED_LIFETIME


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
