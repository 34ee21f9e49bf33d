"""Bearer tokens: signed JWTs that belong to a user and a key, and expire."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
from typing import TYPE_CHECKING

from .resource import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .store import DemoStore


class Tokens:
    """Issuer of bearer tokens, which also checks them."""

    def __init__(self, store: DemoStore, lifetime: int) -> None:
        self.lifetime = lifetime
        """Seconds from issue to expiry."""
        self._store = store
        self._numbers = itertools.count(1)

    def issue(self, user: str, client_id: str | None = None) -> str:
        """Return a new token for a user who signed in by access key, or by password."""
        issued_at = int(self._store.now().timestamp())
        claims: dict[str, str | int] = {
            "iss": "runai-demo",
            "sub": user,
            "email": user,
            "preferred_username": user,
            "azp": client_id or "cli",
            "iat": issued_at,
            "exp": issued_at + self.lifetime,
            "jti": str(next(self._numbers)),
        }
        signed = f"{_encode_json({'alg': 'HS256', 'typ': 'JWT'})}.{_encode_json(claims)}"
        return f"{signed}.{self._signature(signed)}"

    def user_of(self, authorization: str) -> str:
        """Return the user of the token in an Authorization header, or refuse the request."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise _unauthorized("There is no bearer token.")
        signed, _, signature = token.strip().rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(signed).encode()):
            raise _unauthorized("The token was not issued here, or it was revoked.")
        claims = json.loads(_decode(signed.partition(".")[2]))
        if claims["exp"] <= self._store.now().timestamp():
            raise _unauthorized("The token has expired.")
        return str(claims["sub"])

    def _signature(self, signed: str) -> str:
        return _encode(hmac.digest(self._store.signing_key, signed.encode(), hashlib.sha256))


def _unauthorized(details: str) -> Refused:
    return Refused(401, "Issuer is not familiar.", details, headers={"WWW-Authenticate": "Bearer"})


def _encode_json(value: Mapping[str, str | int]) -> str:
    return _encode(json.dumps(value).encode())


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
