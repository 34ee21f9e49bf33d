"""Bearer tokens: claims and lifetime."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from .schemas import Claims, parsed
from .secret_values import bare_token, payload

if TYPE_CHECKING:
    from pydantic import SecretStr

ASSUMED_LIFETIME = 600.0
"""Seconds, for a token without a lifetime."""


class MalformedToken(ValueError):
    """Text that can't be sent as a bearer token; the text itself is not in the message."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token that is ready to be sent."""

    value: SecretStr
    lifetime: float
    """In seconds from the moment it was got."""

    owner: str | None
    """The e-mail or user name that it is for, cleaned, if it is a JWT that says so."""

    begin: datetime | None = None
    """From when on it is valid, if it says so."""

    end: datetime | None = None
    """Until when it is valid, if it says so."""


def read_token(text: SecretStr, expires_in: float | None = None) -> Token:
    """Return a token from the text of an endpoint, a command or the settings.

    Raises `MalformedToken`.
    """
    value = bare_token(text)
    if value is None:
        raise MalformedToken
    claims = parsed(Claims, payload(value)) or Claims()
    return Token(
        value=value,
        lifetime=expires_in or _lifetime(claims),
        owner=claims.email or claims.preferred_username,
        begin=_moment(claims.nbf or claims.iat),
        end=_moment(claims.exp),
    )


def _lifetime(claims: Claims) -> float:
    """Take the difference of what one clock showed, the server's: ours may show anything."""
    if claims.exp is None or claims.iat is None:
        return ASSUMED_LIFETIME
    lifetime = claims.exp - claims.iat
    return lifetime if lifetime > 0 else ASSUMED_LIFETIME


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
