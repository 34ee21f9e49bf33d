"""Access-key service: a method for each operation of the contract."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, urlencode

from ..text import clean
from . import operations
from .base_url import parse_base_url
from .bearer_auth import BearerAuth, ClientCredentials, Grant
from .body import BODY_LIMIT, Body
from .client import ApiClient
from .clock_skew import utc_now
from .error_translation import check, read
from .errors import ApiError, NoOwnKeys, Rejected
from .models import ListedKey, NewKey, Verification
from .schemas import Listing, NewSecret
from .timeouts import DEADLINE
from .token_endpoint import CredentialsRefused, TokenEndpoint

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime
    from pathlib import Path

    import httpx
    from pydantic import SecretStr

    from .access_key import AccessKey, KeyList
    from .first_list import FirstResult
    from .operations import Operation
    from .pauses import Sleep
    from .tokens import Token

Answer = TypeVar("Answer")

_NOT_FOR_YOU = (403, 404)
"""Statuses of a refusal to a user who can't have keys."""


class AccessKeyService:
    """Access keys at one control plane, for the user whom `grant` signs in.

    Every method raises `ApiError` and nothing else. A change (create, regenerate, delete) is sent
    once, and again only after a 429. `Unreachable`, `SignInFailed`, `Rejected` and `BadResponse`
    mean that it was not carried out, `OutcomeUnknown` that it may have been. Cancelling a
    change in progress leaves its outcome unknown too. `deadline` is in seconds and holds for a call
    as a whole.
    """

    def __init__(
        self,
        base_url: str,
        grant: Grant,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        ca_file: Path | None = None,
        trusted: Path | None = None,
        deadline: float = DEADLINE,
        body_limit: int = BODY_LIMIT,
        sleep: Sleep = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Check the address, which raises `BaseUrlError`; nothing is opened or sent yet."""
        self.base_url: str = parse_base_url(base_url)
        self._clock = clock
        self._client = ApiClient(
            self.base_url,
            transport=transport,
            ca_file=ca_file,
            trusted=trusted,
            deadline=deadline,
            body_limit=body_limit,
            sleep=sleep,
            clock=clock,
        )
        self.host = self._client.host
        self._endpoint = TokenEndpoint(self._client)
        self._auth = BearerAuth(grant, self._endpoint, self.host, clock=clock, now=now)

    @property
    def client_id(self) -> str | None:
        """The client ID that this session signs in with; None for a password or a token."""
        grant = self._auth.grant
        return grant.client_id if isinstance(grant, ClientCredentials) else None

    @property
    def signed_in_as(self) -> str | None:
        """E-mail address or user name in the current token, cleaned, if any."""
        return self._auth.token.owner if self._auth.token else None

    def take_over(self, first: FirstResult) -> None:
        """Go on where a first list has stopped: with its token, and with what it did not read."""
        if first.token is not None:
            self._auth.continue_with(first.token, first.token_since)
        self._client.replay = first.unread

    @property
    def clock_offset(self) -> timedelta | None:
        """Server's clock minus ours; None if that is not known."""
        return self._auth.clock_offset

    @property
    def token_life(self) -> timedelta:
        """Lifetime of the token, if an access key signs in; zero if not known."""
        token = self._auth.token if self.client_id is not None else None
        return timedelta(seconds=token.lifetime) if token else timedelta()

    @property
    def pause_left(self) -> float:
        """Seconds until a request is sent again; 0 if none is delayed."""
        return self._client.pauses.left

    async def list_my_keys(self) -> KeyList:
        """List this user's keys (`get_access_keys`).

        Raises:
            NoOwnKeys: the signed-in user can't have keys.
        """
        return await self._or_no_own_keys(self._list(operations.LIST_MY_KEYS))

    async def _or_no_own_keys(self, response: Awaitable[Answer]) -> Answer:
        """Await a response; a refusal becomes `NoOwnKeys` if the user can't have keys."""
        try:
            return await response
        except Rejected as error:
            if error.status in _NOT_FOR_YOU and await self._lists_all():
                raise NoOwnKeys.in_place_of(error) from None
            raise

    async def _lists_all(self) -> bool:
        """Return whether everybody's keys can be listed."""
        with suppress(ApiError):
            await self.list_all_keys()
            return True
        return False

    async def list_all_keys(
        self, *, client_id: str | None = None, created_by: str | None = None
    ) -> KeyList:
        """List everybody's keys (`get_access_keys_administration`), for administrators only.

        The server filters, and gives at most 100 keys. An empty filter counts as none.
        """
        filters = {"clientId": client_id, "createdBy": created_by}
        given = {name: text for name, text in filters.items() if text}
        query = urlencode(given, quote_via=quote, safe="", errors="replace")
        listed = await self._list(operations.LIST_ALL_KEYS, f"?{query}" if query else "")
        return listed.of_everybody()

    async def get_key(self, key_id: str) -> AccessKey:
        """Get one of this user's keys (`get_access_key_by_id1`)."""
        response = await self._send(operations.GET_KEY, key_id)
        return read(ListedKey, response, operations.GET_KEY, self.host).as_key()

    async def create_key(self, name: str) -> NewKey:
        """Create a key (`create_access_key1`); its secret is in the response and nowhere else.

        Raises:
            NoOwnKeys: the signed-in user can't have keys.
        """
        body = Body("application/json", json.dumps({"name": name}).encode())
        response = await self._or_no_own_keys(self._send(operations.CREATE_KEY, body=body))
        key = read(NewKey, response, operations.CREATE_KEY, self.host)
        return key if key.name else key.model_copy(update={"name": clean(name)})

    async def regenerate_secret(self, key_id: str) -> SecretStr:
        """Replace the secret of a key (`regenerate_access_key_secret`); the old one is void."""
        response = await self._send(operations.REGENERATE_SECRET, key_id)
        return read(NewSecret, response, operations.REGENERATE_SECRET, self.host).client_secret

    async def delete_my_key(self, key_id: str) -> None:
        """Delete one of this user's keys (`delete_access_key_by_id`)."""
        await self._send(operations.DELETE_MY_KEY, key_id)

    async def delete_any_key(self, key_id: str) -> None:
        """Delete anybody's key (`delete_access_key_by_id_administration`)."""
        await self._send(operations.DELETE_ANY_KEY, key_id)

    async def verify(self, client_id: str, client_secret: SecretStr) -> Verification:
        """Sign in with a pair to see whether it works; this session keeps its own token.

        Raises `ApiError` if the control plane could not be asked.
        """
        start = self._clock()
        try:
            token = await self._endpoint.exchange(ClientCredentials(client_id, client_secret))
        except CredentialsRefused as error:
            seconds = self._clock() - start
            return Verification(accepted=False, seconds=seconds, reason=error.reason)
        return Verification(
            accepted=True,
            seconds=self._clock() - start,
            reason=f"{self.host} accepted this client ID and secret.",
            token_life=timedelta(seconds=token.lifetime),
        )

    def use_key(self, client_id: str, client_secret: SecretStr) -> None:
        """Sign in with this key from now on, after this session's own key was rotated."""
        if isinstance(self._auth.grant, ClientCredentials):
            self._auth.use(ClientCredentials(client_id, client_secret))

    async def bearer_token(self) -> Token:
        """Return a token that is valid for at least a minute, as far as its lifetime is known."""
        return await self._auth.current()

    def use_secret(self, client_secret: SecretStr) -> None:
        """Sign in with this secret from now on, after this session's own key was regenerated."""
        grant = self._auth.grant
        if isinstance(grant, ClientCredentials):
            self._auth.use(grant._replace(client_secret=client_secret))

    async def aclose(self) -> None:
        """End the session; calls after this raise `Unreachable`."""
        await self._client.aclose()

    async def _list(self, operation: Operation, query: str = "") -> KeyList:
        response = await self._send(operation, query=query)
        return read(Listing, response, operation, self.host).key_list()

    async def _send(
        self,
        operation: Operation,
        key_id: str | None = None,
        *,
        query: str = "",
        body: Body | None = None,
    ) -> httpx.Response:
        path = operation.path
        if key_id is not None:
            path = operations.path_to(operation, key_id, self.host)
        response = await self._client.exchange(
            operation, f"{path}{query}", body=body, auth=self._auth
        )
        check(response, operation, self.host, *self._auth.secrets)
        return response
