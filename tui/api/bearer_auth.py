"""Authentication of requests by a bearer token that they share."""

from __future__ import annotations

import asyncio
import math
import time
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx

from .clock_skew import utc_now
from .errors import ApiError, SignInFailed
from .grants import ClientCredentials, FixedToken, Grant, Password, TokenSource
from .refused_token import refused_token
from .secret_values import authorization
from .timeouts import DEADLINE_EXTENSION
from .token_endpoint import CredentialsRefused, TokenEndpoint
from .tokens import MalformedToken, Token, read_token
from .web_pages import is_about_the_token

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterator
    from datetime import datetime

    from .secret_values import Secret

__all__ = [
    "BearerAuth",
    "ClientCredentials",
    "FixedToken",
    "Grant",
    "Password",
    "TokenSource",
]

MARGIN = 60.0
"""Seconds before its end that a token is renewed; at most half of its lifetime."""


class BearerAuth(httpx.Auth):
    """Adds a bearer token to requests, and gets, shares and renews it.

    Everything that goes wrong with the token is raised as an `ApiError` before the request itself
    is sent, or after the server refused it with a 401: either way it was not carried out.
    """

    def __init__(
        self,
        grant: Grant,
        endpoint: TokenEndpoint,
        host: str,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self.token: Token | None = None
        """The latest token, which may have expired."""

        self.clock_offset: timedelta | None = None
        """Server's clock minus ours at the latest sign-in; None if no token has told its begin."""

        self._grant = grant
        self._endpoint = endpoint
        self._host = host
        self._clock = clock
        self._now = now
        self._renew_at = -math.inf
        self._lock = asyncio.Lock()
        self._attempts = 0
        self._failure: ApiError | None = None

    @property
    def grant(self) -> Grant:
        """The grant of the next sign-in."""
        return self._grant

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Secrets that a server could echo in a response."""
        return (self.token.value,) if self.token else ()

    def use(self, grant: Grant) -> None:
        """Sign in with this from now on; the token at hand is used as long as it works."""
        self._grant = grant
        self._failure = None

    def continue_with(self, token: Token, since: float) -> None:
        """Use a token that was obtained elsewhere by the same grant.

        Args:
            since: Time by the monotonic clock at which it came.
        """
        self.token = token
        self._renew_at = since + token.lifetime - min(MARGIN, token.lifetime / 2)
        # Other tokens may have been issued long before they came.
        if isinstance(self._grant, ClientCredentials | Password) and token.begin is not None:
            came = self._now() - timedelta(seconds=self._clock() - since)
            self.clock_offset = token.begin - came

    async def current(self) -> Token:
        """Return the token that the next request would be sent with.

        Raises:
            ApiError: there is none.
        """
        return await self._token_other_than(None)

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Sign the request, and once more with another token if the server refuses the first."""
        token = await self._token_for(request, None)
        response = yield _signed(request, token)
        if not is_about_the_token(response):
            return
        if isinstance(self._grant, FixedToken):
            raise self._refused(response, token)
        token = await self._token_for(request, token)
        response = yield _signed(request, token)
        if is_about_the_token(response):
            raise self._refused(response, token)

    async def _token_for(self, request: httpx.Request, refused: Token | None) -> Token:
        if not isinstance(self._grant, TokenSource):
            return await self._token_other_than(refused)
        # A command has a limit of its own, and is to blame for that, not the network.
        with _stopped(request.extensions[DEADLINE_EXTENSION]):
            return await self._token_other_than(refused)

    async def _token_other_than(self, refused: Token | None) -> Token:
        """Return the shared token, or obtain a new one; concurrent callers share the outcome."""
        attempts = self._attempts
        async with self._lock:
            if self.token and self.token is not refused and self._clock() < self._renew_at:
                return self.token
            is_shared = self._attempts != attempts
            if self._failure and (is_shared or isinstance(self._failure, CredentialsRefused)):
                # Without its traceback, which would grow each time and keep frames alive.
                raise self._failure.with_traceback(None)
            return await self._sign_in(self._grant)

    async def _sign_in(self, grant: Grant) -> Token:
        """Get a token and note the outcome; a cancelled attempt does not count."""
        try:
            token = await self._obtain(grant)
        except ApiError as error:
            self._attempts += 1
            # If the grant was replaced meanwhile, this says nothing about the new one.
            self._failure = error if grant is self._grant else None
            raise
        self._attempts += 1
        self._failure = None
        self.continue_with(token, self._clock())
        return token

    async def _obtain(self, grant: Grant) -> Token:
        match grant:
            case FixedToken():
                return self._fixed(grant)
            case TokenSource():
                return await grant.fetch()
            case _:
                return await self._endpoint.exchange(grant)

    def _fixed(self, grant: FixedToken) -> Token:
        try:
            return read_token(grant.token)
        except MalformedToken:
            # from None: the cause has nothing to add.
            raise SignInFailed(
                f"The token for {self._host} is empty, or has blanks or other characters inside "
                "that no token has.",
                "Give it again, as one word without quotes.",
            ) from None

    def _refused(self, response: httpx.Response, token: Token) -> SignInFailed:
        return refused_token(response, self._grant, token, self._now(), self._host)


@contextmanager
def _stopped(deadline: asyncio.Timeout) -> Iterator[None]:
    """Stop the clock of a deadline."""
    loop = asyncio.get_running_loop()
    left = (deadline.when() or loop.time()) - loop.time()
    deadline.reschedule(None)
    try:
        yield
    finally:
        deadline.reschedule(loop.time() + left)


def _signed(request: httpx.Request, token: Token) -> httpx.Request:
    request.headers["Authorization"] = authorization(token.value)
    return request
