"""Prefetch of the first list, requested while Textual is imported."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from ..config.declared_settings import CLIENT_SECRET, TOKEN
from ..config.settings import SecretFile, SecretInConfig
from ..runtime.hardening import take_secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..api.access_key import KeyList
    from ..api.first_list import FirstList, FirstResult, PlainGrant
    from ..api.plain_connection import PlainConnection
    from ..api.service import AccessKeyService
    from ..config.settings import Settings

_POLL_INTERVAL = 1.0
"""Seconds between checks of the deadline, which moves once the connection is there."""


class Identity(NamedTuple):
    """Control plane and user of a sign-in."""

    base_url: str
    client_id: str | None
    signed_in_as: str | None


class Prefetch:
    """The first list and the token it was fetched with, each handed out once.

    Without a fetch, nothing was prefetched and every method returns at once.

    Args:
        fetch: The running fetch.
        identify: Returns whom a result belongs to.
        grant: The credentials, if they were taken out of the environment.
    """

    def __init__(
        self,
        fetch: FirstList | None = None,
        identify: Callable[[FirstResult], Identity] | None = None,
        grant: PlainGrant | None = None,
    ) -> None:
        self.identity: Identity | None = None
        """Whom the returned list belongs to, until the session is closed."""
        self.grant = grant
        """Credentials to sign in with; None if the service has to read them."""
        self._fetch = fetch
        self._identify = identify
        self._result: FirstResult | None = None

    async def first_list(self) -> KeyList | None:
        """Wait for the list and return it to the first caller; None if there is none.

        Cancelling this ends the fetch.
        """
        await self.finish()
        result = self._result
        if result is None or result.keys is None or self._identify is None:
            return None
        self._result = result._replace(keys=None)
        self.identity = self._identify(result)
        return result.keys

    async def finish(self) -> None:
        """Wait until the fetch has ended, so that it and the service don't both sign in."""
        import asyncio

        while (fetch := self._fetch) is not None and not fetch.result.done():
            if fetch.seconds_left <= 0:
                fetch.give_up()
                break
            timeout = min(fetch.seconds_left, _POLL_INTERVAL)
            try:
                await asyncio.wait({asyncio.wrap_future(fetch.result)}, timeout=timeout)
            except asyncio.CancelledError:
                self.close()
                raise
        if fetch is not None and self._fetch is fetch:
            self._fetch, self._result = None, fetch.result.result()

    def hand_over(self, service: AccessKeyService) -> None:
        """Pass the token to the service, and a response that is for the service to read."""
        self.grant = None
        if (result := self._result) is not None:
            self._result = result._replace(token=None, unread=None)
            service.take_over(result)

    def close(self) -> None:
        """End the fetch and drop its result; whoever waits for the list gets None."""
        self.identity = self._result = None
        if (fetch := self._fetch) is not None:
            self._fetch = None
            fetch.close()


def start_prefetch(settings: Settings) -> Prefetch:
    """Start the fetch, unless signing in needs the user or another program."""
    # A frozen demo draws the same frames each time, so its list must not arrive sooner or later.
    if not settings.complete or settings.frozen is not None:
        return Prefetch()
    if settings.demo_role is not None:
        from .demo_prefetch import DemoPrefetch

        return DemoPrefetch(settings)
    if not isinstance(settings.source, SecretFile | SecretInConfig | None):
        return Prefetch()
    from ..api.first_list import FirstList

    grant = None if settings.source else _take_grant(settings)
    find_grant = partial(_read_grant, settings) if grant is None else lambda: grant
    return Prefetch(
        FirstList(partial(_connect, settings), find_grant), partial(_identify, settings), grant
    )


def _take_grant(settings: Settings) -> PlainGrant:
    """Take the secrets out of the environment, so that no child process inherits them."""
    from ..api.grants import ClientCredentials, FixedToken
    from ..api.secret_values import HeldSecret

    secret, token = (HeldSecret(take_secret(name)) for name in (CLIENT_SECRET, TOKEN))
    if settings.has_pair:
        return ClientCredentials(settings.client_id or "", secret)
    return FixedToken(token)


def _read_grant(settings: Settings) -> PlainGrant:
    from ..api.grants import ClientCredentials
    from .secret_files import read_secret

    if not isinstance(source := settings.source, SecretFile | SecretInConfig):
        raise TypeError(source)
    return ClientCredentials(settings.client_id or "", read_secret(source))


def _connect(settings: Settings) -> PlainConnection:
    from ..api.base_url import parse_base_url
    from ..api.body import BODY_LIMIT
    from ..api.plain_connection import PlainConnection

    base_url = parse_base_url(settings.base_url or "")
    trusted = None
    if base_url.startswith("https:"):
        from ..config.trusted_certificates import trusted_file

        trusted = trusted_file(base_url)
    return PlainConnection(base_url, settings.ca_file, trusted, BODY_LIMIT)


def _identify(settings: Settings, result: FirstResult) -> Identity:
    client_id = settings.client_id if settings.source or settings.has_pair else None
    signed_in_as = result.token.owner if result.token else None
    return Identity(settings.base_url or "", client_id, signed_in_as)
