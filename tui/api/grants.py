"""Grants: ways to get a bearer token, with the request of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .secret_values import is_quoted

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from .secret_values import Secret
    from .tokens import Token

    Fields = Mapping[str, str | Secret]


class ClientCredentials(NamedTuple):
    """An access key's client ID and secret."""

    client_id: str
    client_secret: Secret

    @property
    def what(self) -> str:
        """The words for it in messages."""
        return "this client ID and secret"

    @property
    def advice(self) -> str:
        """The advice if it is refused."""
        if is_quoted(self.client_id) or is_quoted(self.client_secret):
            return "Remove the quotes around them, which Docker's --env-file keeps."
        return "Check both: a key that was regenerated has a new secret."

    @property
    def secret(self) -> Secret:
        """The secret, which must not be in any message."""
        return self.client_secret

    @property
    def v2_fields(self) -> Fields:
        """The fields of the form for /api/v2/token."""
        return {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.client_secret,
        }

    @property
    def v1_fields(self) -> Fields:
        """The fields of the JSON document for /api/v1/token."""
        return {
            "grantType": "client_credentials",
            "clientId": self.client_id,
            "clientSecret": self.client_secret,
        }


class Password(NamedTuple):
    """The name and password of a local user."""

    username: str
    password: Secret

    @property
    def what(self) -> str:
        """The words for it in messages."""
        return "this user name and password"

    @property
    def advice(self) -> str:
        """The advice if it is refused."""
        return "Check both. Users of single sign-on have no password: give a token instead."

    @property
    def secret(self) -> Secret:
        """The secret, which must not be in any message."""
        return self.password

    @property
    def v2_fields(self) -> Fields:
        """The fields of the form for /api/v2/token."""
        return {"grant_type": "password", "username": self.username, "password": self.password}

    @property
    def v1_fields(self) -> Fields:
        """The fields of the JSON document for /api/v1/token; the vendor's tools send "cli"."""
        return {
            "grantType": "password",
            "clientID": "cli",
            "username": self.username,
            "password": self.password,
        }


class FixedToken(NamedTuple):
    """A given bearer token, which can't be renewed."""

    token: Secret


class TokenSource(NamedTuple):
    """A function that fetches a bearer token, called whenever one is needed."""

    fetch: Callable[[], Awaitable[Token]]
    """Raises `SignInFailed` if there is none."""
    is_login: bool = False
    """Whether it is of a login with the vendor's CLI, which can be renewed by that."""


TokenGrant = ClientCredentials | Password
"""A grant that a token endpoint trades for a token."""

Grant = TokenGrant | FixedToken | TokenSource
