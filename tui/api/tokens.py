"""Bearer tokens: what they say about themselves, and how long they last."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .reveal import bare_token, payload
from .wire import Claims, parsed

if TYPE_CHECKING:
    from pydantic import SecretStr

ASSUMED_LIFETIME = 600.0
"""In seconds, for a token that tells nothing."""


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


def read_token(text: SecretStr, expires_in: float | None = None) -> Token:
    """Make a token of what an endpoint, a command or the settings gave.

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
    )


def _lifetime(claims: Claims) -> float:
    """Prefer the server's clock, on which `exp` and `iat` were both read, to ours."""
    if claims.exp is None:
        return ASSUMED_LIFETIME
    lifetime = claims.exp - (claims.iat or time.time())
    return lifetime if lifetime > 0 else ASSUMED_LIFETIME
