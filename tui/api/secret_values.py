"""The only module that opens a secret, so that one short file shows where secrets can go.

Nothing here imports pydantic: a list can be fetched before that is loaded.
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Protocol, TypeVar
from urllib.parse import quote_plus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MASK = "•••"

_BEARER_PREFIX = re.compile(r"\s*(?:bearer\s+)?", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")
"""The syntax of RFC 6750: without the quotes that an --env-file of Docker keeps, or JSON's."""
_SHORTEST_MASKED = 4
"""A secret shorter than this would blank half of every message, and protects nothing."""
_STANDARD = frozenset("+/")
"""Characters of base64 that its form for URLs has not."""


class Secret(Protocol):
    """A text that shows itself only on request: pydantic's `SecretStr`, or a `HeldSecret`."""

    def get_secret_value(self) -> str:
        """Return the text."""


class HeldSecret:
    """A secret as `SecretStr` holds one, for what runs before pydantic is loaded."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def get_secret_value(self) -> str:
        """Return the text."""
        return self._value

    def __repr__(self) -> str:
        return f"HeldSecret({MASK!r})"


AnySecret = TypeVar("AnySecret", bound=Secret)


def plain(fields: Mapping[str, str | Secret]) -> dict[str, str]:
    """Return the fields of a token request's body in clear text."""
    return {
        name: field if isinstance(field, str) else field.get_secret_value()
        for name, field in fields.items()
    }


def authorization(token: Secret) -> str:
    """Return the value of the Authorization header."""
    return f"Bearer {token.get_secret_value()}"


def bare_token(text: AnySecret) -> AnySecret | None:
    """Return the token without white space or a pasted `Bearer` around it.

    None if what is left can't be sent in a header, which needs visible ASCII characters only.
    """
    value = _BEARER_PREFIX.sub("", text.get_secret_value(), count=1).rstrip()
    return _like(text, value) if _TOKEN.fullmatch(value) else None


def bare_secret(text: AnySecret) -> AnySecret | None:
    """Return the client secret without the end of its line; None if it is not one word."""
    value = text.get_secret_value().rstrip("\r\n")
    return _like(text, value) if value and value.isprintable() and " " not in value else None


def is_quoted(text: str | Secret) -> bool:
    """Check for quotes around a text, which no client ID and no secret has."""
    value = text if isinstance(text, str) else text.get_secret_value()
    return len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"


def _like(secret: AnySecret, value: str) -> AnySecret:
    return type(secret)(value)  # type: ignore[call-arg]  # both kinds are made of a text


def payload(token: Secret) -> bytes:
    """Return the readable part of a JWT as JSON; empty for an opaque token.

    The signature is neither checked nor kept, so the result is no credential.
    """
    _, _, rest = token.get_secret_value().partition(".")
    encoded = rest.partition(".")[0]
    if _STANDARD.intersection(encoded):
        # Of the other alphabet, which Python decodes as well so far.
        return b""
    try:
        return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    except ValueError:
        return b""


def masked(text: str, secrets: Iterable[Secret]) -> str:
    """Blank out secrets that a server echoes, as they are or percent-encoded."""
    for secret in secrets:
        value = secret.get_secret_value()
        if len(value) >= _SHORTEST_MASKED:
            text = text.replace(value, MASK).replace(quote_plus(value, errors="replace"), MASK)
    return text
