"""Bodies of requests and their limit, and those of the two versions of the token endpoint."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from .secret_values import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from .grants import Fields, TokenGrant


BODY_LIMIT = 8 << 20
"""The largest response that is read, in bytes: some 40,000 keys."""


class Body:
    """The body of a request; not in a repr, since that of a token request carries a secret."""

    __slots__ = ("content", "media_type")

    def __init__(self, media_type: str, content: bytes) -> None:
        self.media_type = media_type
        self.content = content


class TokenVersion(NamedTuple):
    """A version of the token endpoint."""

    path: str
    media_type: str
    fields: Callable[[TokenGrant], Fields]
    encoded: Callable[[dict[str, str]], str]

    def body(self, grant: TokenGrant) -> Body:
        """Put the secret into a body, in a frame that is gone before anything can fail."""
        return Body(self.media_type, self.encoded(plain(self.fields(grant))).encode())


def _form(fields: dict[str, str]) -> str:
    # What can't be encoded can't be right either: let the server refuse it.
    return urlencode(fields, errors="replace")


TOKEN_VERSIONS = (
    TokenVersion(
        "/api/v2/token", "application/x-www-form-urlencoded", lambda grant: grant.v2_fields, _form
    ),
    TokenVersion("/api/v1/token", "application/json", lambda grant: grant.v1_fields, json.dumps),
)
"""In the order in which they are tried."""
