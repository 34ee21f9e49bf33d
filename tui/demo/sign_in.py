"""Both token endpoints: OAuth 2.0 in version 2, JSON with fields in any spelling in version 1."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.responses import JSONResponse
from starlette.routing import Route

from .request_body import read_object
from .resource import Refused, Resource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from .store import DemoStore
    from .tokens import Tokens

_V2_FIELDS = {
    "client_credentials": ("client_id", "client_secret"),
    "password": ("username", "password"),
}
_V1_FIELDS = {
    "client_credentials": ("clientid", "clientsecret"),
    "password": ("username", "password"),
    "app_token": ("appid", "appsecret"),
}
# Tokens must not be cached (RFC 6749, 5.1).
_NO_STORE = {"Cache-Control": "no-store"}


class _GrantRefused(Exception):
    """A refused token request, with an OAuth 2.0 error."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error
        self.description = description


class SignIn:
    """Token endpoints: exchange client credentials or a password for a bearer token."""

    def __init__(self, store: DemoStore, tokens: Tokens, password: str) -> None:
        self._store = store
        self._tokens = tokens
        self._password = password

    def routes(self) -> list[Route]:
        """Return the routes of both endpoints."""
        return [
            Route("/api/v2/token", Resource(POST=self._version_2)),
            Route("/api/v1/token", Resource(POST=self._version_1)),
        ]

    async def _version_2(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode(errors="replace")))
        try:
            token = self._token(form.get("grant_type"), _V2_FIELDS, form)
        except _GrantRefused as refusal:
            status = 401 if refusal.error == "invalid_client" else 400
            body = {"error": refusal.error, "error_description": refusal.description}
            return JSONResponse(body, status, _NO_STORE)
        issued = {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": self._tokens.lifetime,
        }
        return JSONResponse(issued, headers=_NO_STORE)

    async def _version_1(self, request: Request) -> Response:
        body = await read_object(request)
        fields = {name.replace("_", "").lower(): value for name, value in body.items()}
        try:
            token = self._token(fields.get("granttype"), _V1_FIELDS, fields)
        except _GrantRefused as refusal:
            status = 401 if refusal.error in ("invalid_client", "invalid_grant") else 400
            raise Refused(status, refusal.description) from refusal
        body = {"accessToken": token, "expiresIn": self._tokens.lifetime}
        return JSONResponse(body, headers=_NO_STORE)

    def _token(
        self, grant: object, grants: Mapping[str, tuple[str, str]], fields: Mapping[str, Any]
    ) -> str:
        if not isinstance(grant, str) or grant not in grants:
            offered = ", ".join(grants)
            raise _GrantRefused("unsupported_grant_type", f"The grant type is one of {offered}.")
        name, secret = (_text(fields, field) for field in grants[grant])
        return (
            self._by_password(name, secret) if grant == "password" else self._by_key(name, secret)
        )

    def _by_key(self, client_id: str, secret: str) -> str:
        record = self._store.find_client(client_id)
        if record is None or not _same(secret, record.client_secret):
            raise _GrantRefused("invalid_client", "Invalid client or invalid client credentials.")
        self._store.mark_used(record.id)
        return self._tokens.issue(record.owner, record.client_id)

    def _by_password(self, username: str, password: str) -> str:
        if username != self._store.username or not _same(password, self._password):
            raise _GrantRefused("invalid_grant", "Invalid user credentials.")
        return self._tokens.issue(username)


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise _GrantRefused("invalid_request", f"The field {name} is missing, or is no string.")
    return value


def _same(given: str, expected: str) -> bool:
    # JSON can spell lone surrogates, which plain UTF-8 can't encode.
    return hmac.compare_digest(given.encode(errors="surrogatepass"), expected.encode())
