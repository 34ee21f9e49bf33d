"""First list: a thread signs in and lists without httpx, while Textual is imported.

httpx and pydantic take longer to import than that takes in all. The service goes on with its token.
Whatever is not a plain success is left to the service unread, as if it had sent the request itself.
"""

from __future__ import annotations

import time
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple

from .body import TOKEN_VERSIONS
from .grants import ClientCredentials, FixedToken
from .operations import LIST_MY_KEYS
from .plain_connection import Fault, PlainConnection, PlainResponse
from .plain_reading import plain_list, plain_token
from .secret_values import authorization
from .timeouts import DEADLINE
from .tokens import Token, read_token

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .access_key import KeyList

    PlainGrant = ClientCredentials | FixedToken


class Unread(NamedTuple):
    """A request, and what became of it."""

    method: str
    path: str
    result: PlainResponse | Fault


class FirstResult(NamedTuple):
    """All that was found out; empty where the service has to begin anew."""

    keys: KeyList | None = None
    """The user's own keys."""
    token: Token | None = None
    token_since: float = 0.0
    """Time by the monotonic clock at which the token came."""
    unread: Unread | None = None
    """The response that is for the service to read."""


class FirstList:
    """A sign-in and a list under way in a thread of its own.

    Args:
        connection: Returns the connection to use.
        grant: Returns what to sign in with. The thread calls both.
    """

    def __init__(
        self, connection: Callable[[], PlainConnection], grant: Callable[[], PlainGrant]
    ) -> None:
        self.result: Future[FirstResult] = Future()
        self._begun = time.monotonic()
        self._connect, self._grant = connection, grant
        self._connection: PlainConnection | None = None
        self._under_way: tuple[str, str] | None = None
        self._so_far = FirstResult()
        # The program does not wait for it: a name that is being looked up can't be stopped.
        thread = Thread(target=self._run, name="first list", daemon=True)
        try:
            thread.start()
        except RuntimeError:  # there can be no more threads
            self.close()

    @property
    def seconds_left(self) -> float:
        """Seconds until whoever waits has to give up."""
        end = self._connection.connecting_until if self._connection else None
        return (end or self._begun + DEADLINE) - time.monotonic()

    def give_up(self) -> None:
        """End with what is known, because it takes too long."""
        fault = self._connection.fault_if_late if self._connection else None
        unread = Unread(*self._under_way, fault) if fault and self._under_way else None
        self._end(self._so_far._replace(unread=unread))

    def close(self) -> None:
        """End it without a result."""
        self._end(FirstResult())

    def _end(self, result: FirstResult) -> None:
        with suppress(InvalidStateError):
            self.result.set_result(result)
        if self._connection is not None:
            self._connection.close()

    def _run(self) -> None:
        # Failures are not reported: the service sends the request again.
        with suppress(Exception):
            self._fetch()
        if self._connection is not None:
            self._connection.release()
        self._end(self._so_far)

    def _fetch(self) -> None:
        grant = self._grant()
        self._connection = self._connect()
        if self.result.done():
            return
        token = read_token(grant.token) if isinstance(grant, FixedToken) else self._sign_in(grant)
        if token is None:
            return
        self._so_far = FirstResult(token=token, token_since=time.monotonic())
        headers = {"Authorization": authorization(token.value)}
        response = self._exchange(LIST_MY_KEYS.method, LIST_MY_KEYS.path, headers)
        if response is not None and (keys := plain_list(response)) is not None:
            self._so_far = self._so_far._replace(keys=keys, unread=None)

    def _sign_in(self, grant: ClientCredentials) -> Token | None:
        version = TOKEN_VERSIONS[0]
        body = version.body(grant)
        headers = {"Content-Type": body.media_type}
        response = self._exchange("POST", version.path, headers, body.content)
        return plain_token(response) if response is not None else None

    def _exchange(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes = b""
    ) -> PlainResponse | None:
        """Send a request, and keep what became of it for the service."""
        if self._connection is None:
            return None
        self._under_way = method, path
        result = self._connection.exchange(method, path, headers, body)
        self._so_far = self._so_far._replace(unread=Unread(method, path, result))
        return result if isinstance(result, PlainResponse) else None
