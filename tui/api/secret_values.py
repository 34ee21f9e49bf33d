"""The only module that opens a `SecretStr`, so that one short file shows where secrets can go."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

from pydantic import SecretStr

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MASK = "•••"

_BEARER_PREFIX = re.compile(r"\s*(?:bearer\s+)?", re.IGNORECASE)
_TOKEN = re.compile(r"[\x21-\x7e]+")
_SHORTEST_MASKED = 4
"""A secret shorter than this would blank half of every message, and protects nothing."""


def plain(fields: Mapping[str, str | SecretStr]) -> dict[str, str]:
    """Return the fields of a token request's body in clear text."""
    return {
        name: field.get_secret_value() if isinstance(field, SecretStr) else field
        for name, field in fields.items()
    }


def authorization(token: SecretStr) -> str:
    """Return the value of the Authorization header."""
    return f"Bearer {token.get_secret_value()}"


def bare_token(text: SecretStr) -> SecretStr | None:
    """Return the token without white space or a pasted `Bearer` around it.

    None if what is left can't be sent in a header, which needs visible ASCII characters only.
    """
    value = _BEARER_PREFIX.sub("", text.get_secret_value(), count=1).rstrip()
    return SecretStr(value) if _TOKEN.fullmatch(value) else None


def bare_secret(text: SecretStr) -> SecretStr | None:
    """Return the client secret without the end of its line; None if it is not one word."""
    value = text.get_secret_value().rstrip("\r\n")
    return SecretStr(value) if value and value.isprintable() and " " not in value else None


def payload(token: SecretStr) -> bytes:
    """Return the readable part of a JWT as JSON; empty for an opaque token.

    The signature is neither checked nor kept, so the result is no credential.
    """
    _, _, rest = token.get_secret_value().partition(".")
    encoded = rest.partition(".")[0]
    try:
        return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    except ValueError:
        return b""


def masked(text: str, secrets: Iterable[SecretStr]) -> str:
    """Blank out secrets that a server echoes, as they are or percent-encoded."""
    for secret in secrets:
        value = secret.get_secret_value()
        if len(value) >= _SHORTEST_MASKED:
            text = text.replace(value, MASK).replace(quote_plus(value, errors="replace"), MASK)
    return text
