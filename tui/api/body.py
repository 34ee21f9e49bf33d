"""Bodies of requests and their limit, and those of the two versions of the token endpoint."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from .secret_values import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from .grants import Fields, TokenGrant


BODY_LIMIT = 8 << 20
"""The largest response that is read, in bytes: some 40,000 keys."""


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a request."""

    media_type: str
    content: bytes = field(repr=False)
    """Not in the repr: a token request carries a secret."""


@dataclass(frozen=True, slots=True)
class TokenVersion:
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
