"""Prefetch of the first list: requested while the program still loads what it draws with."""

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

_LOOK_AGAIN = 1.0
"""Seconds after which whoever waits looks at how long there is left."""


class Identity(NamedTuple):
    """Control plane that a service is signed in to, and the user."""

    base_url: str
    client_id: str | None
    signed_in_as: str | None


class Prefetch:
    """The first list and the token it was fetched with, each handed out once.

    Without a fetch, nothing was prefetched and every method returns at once.

    Args:
        owner: Names the user of what it has found.
        grant: What signs in, if it was taken out of the environment.
    """

    def __init__(
        self,
        fetch: FirstList | None = None,
        owner: Callable[[FirstResult], Identity] | None = None,
        grant: PlainGrant | None = None,
    ) -> None:
        self.identity: Identity | None = None
        """Owner of the list that was handed out, until the session is closed."""
        self.grant = grant
        """Credentials to sign in with; None if the service has to find them."""
        self._fetch = fetch
        self._owner = owner
        self._result: FirstResult | None = None

    async def first_list(self) -> KeyList | None:
        """Wait for the list and return it to the first caller; None if there is none.

        A caller who stops waiting ends the fetch.
        """
        await self.finish()
        result = self._result
        if result is None or result.keys is None or self._owner is None:
            return None
        self._result = result._replace(keys=None)
        self.identity = self._owner(result)
        return result.keys

    async def finish(self) -> None:
        """Wait until the fetch has ended, so that it and the service don't both sign in."""
        import asyncio

        while (fetch := self._fetch) is not None and not fetch.result.done():
            if fetch.seconds_left <= 0:
                fetch.give_up()
                break
            timeout = min(fetch.seconds_left, _LOOK_AGAIN)
            try:
                await asyncio.wait({asyncio.wrap_future(fetch.result)}, timeout=timeout)
            except asyncio.CancelledError:
                self.close()
                raise
        if fetch is not None and self._fetch is fetch:
            self._fetch, self._result = None, fetch.result.result()

    def hand_over(self, service: AccessKeyService) -> None:
        """Pass to the service its token, and what is left for it to read."""
        self.grant = None
        if (result := self._result) is not None:
            self._result = result._replace(token=None, unread=None)
            service.take_over(result)

    def close(self) -> None:
        """End the fetch and forget its result; whoever waits for it gets nothing."""
        self.identity = self._result = None
        if (fetch := self._fetch) is not None:
            self._fetch = None
            fetch.close()


def start_prefetch(settings: Settings) -> Prefetch:
    """Start the fetch, if it needs nothing from the user and no program."""
    # A frozen demo has to be the same each time, also in when its list arrives.
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
        FirstList(partial(_connect, settings), find_grant), partial(_owner, settings), grant
    )


def _take_grant(settings: Settings) -> PlainGrant:
    """Take the secrets out of the environment: no program that is started inherits them."""
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


def _owner(settings: Settings, result: FirstResult) -> Identity:
    client_id = settings.client_id if settings.source or settings.has_pair else None
    owner = result.token.owner if result.token else None
    return Identity(settings.base_url or "", client_id, owner)
