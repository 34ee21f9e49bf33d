"""Service that disguises its responses for a screencast."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..api.base_url import host_of
from ..api.service import AccessKeyService
from .pseudonyms import Pseudonyms

if TYPE_CHECKING:
    from datetime import timedelta

    from pydantic import SecretStr

    from ..api.access_key import AccessKey, KeyList
    from ..api.first_list import FirstResult
    from ..api.models import NewKey, Verification
    from ..api.tokens import Token
    from .disguise import Disguise


def disguised(service: AccessKeyService, disguise: Disguise) -> AccessKeyService:
    """Wrap a service if the disguise hides anything."""
    return DisguisedService(service, disguise) if isinstance(disguise, Pseudonyms) else service


class DisguisedService(AccessKeyService):
    """Wraps another service: responses carry pseudonyms, and arguments are translated back."""

    def __init__(self, inner: AccessKeyService, pseudonyms: Pseudonyms) -> None:
        # Not super().__init__(): it has no connection of its own.
        self._inner = inner
        self._pseudonyms = pseudonyms
        self.base_url = pseudonyms.base_url(inner.base_url)
        self.host = host_of(self.base_url)
        # Registered, in case the server quotes it in an error.
        pseudonyms.client_id(inner.client_id or "")

    @property
    def clock_offset(self) -> timedelta | None:
        """Server's clock minus ours; None if that is not known."""
        return self._inner.clock_offset

    @property
    def token_life(self) -> timedelta:
        """Lifetime of the token, if an access key signs in; zero if not known."""
        return self._inner.token_life

    @property
    def client_id(self) -> str | None:
        """The client ID that this session signs in with; None for a password or a token."""
        client_id = self._inner.client_id
        return None if client_id is None else self._pseudonyms.client_id(client_id)

    @property
    def signed_in_as(self) -> str | None:
        """The signed-in user, if the token names one."""
        me = self._inner.signed_in_as
        return None if me is None else self._pseudonyms.owner(me)

    def take_over(self, first: FirstResult) -> None:
        """Continue with the state of the prefetched first list."""
        self._inner.take_over(first)

    @property
    def pause_left(self) -> float:
        """Seconds until a read is sent again; 0 if none is delayed."""
        return self._inner.pause_left

    async def list_my_keys(self) -> KeyList:
        """List this user's keys."""
        with self._pseudonyms.errors():
            return self._shown(await self._inner.list_my_keys())

    async def list_all_keys(
        self, *, client_id: str | None = None, created_by: str | None = None
    ) -> KeyList:
        """List everybody's keys, narrowed by a disguised client ID or owner."""
        real = self._pseudonyms.real_of_typed
        with self._pseudonyms.errors():
            found = await self._inner.list_all_keys(
                client_id=real(client_id or ""), created_by=real(created_by or "")
            )
            return self._shown(found)

    async def get_key(self, key_id: str) -> AccessKey:
        """Get one of this user's keys."""
        with self._pseudonyms.errors():
            return self._pseudonyms.key(await self._inner.get_key(key_id))

    async def create_key(self, name: str) -> NewKey:
        """Create a key."""
        with self._pseudonyms.errors():
            new = await self._inner.create_key(name)
            if (key := new.as_key()) is not None:
                self._pseudonyms.key(key)
            shown = {"client_id": self._pseudonyms.client_id(new.client_id)}
            return new.model_copy(update=shown | {"name": self._pseudonyms.name(new.name)})

    async def regenerate_secret(self, key_id: str) -> SecretStr:
        """Get a new secret for a key; the old one stops working."""
        with self._pseudonyms.errors():
            return await self._inner.regenerate_secret(key_id)

    async def delete_my_key(self, key_id: str) -> None:
        """Delete one of this user's keys."""
        with self._pseudonyms.errors():
            await self._inner.delete_my_key(key_id)

    async def delete_any_key(self, key_id: str) -> None:
        """Delete anybody's key."""
        with self._pseudonyms.errors():
            await self._inner.delete_any_key(key_id)

    async def verify(self, client_id: str, client_secret: SecretStr) -> Verification:
        """Sign in with a pair, to see whether it works."""
        with self._pseudonyms.errors():
            result = await self._inner.verify(self._pseudonyms.real(client_id), client_secret)
            return result.model_copy(update={"reason": self._pseudonyms.text(result.reason)})

    async def bearer_token(self) -> Token:
        """Return the token that the next request would be sent with."""
        with self._pseudonyms.errors():
            return await self._inner.bearer_token()

    def use_key(self, client_id: str, client_secret: SecretStr) -> None:
        """Sign in with this key from now on."""
        self._inner.use_key(self._pseudonyms.real(client_id), client_secret)

    def use_secret(self, client_secret: SecretStr) -> None:
        """Sign in with this secret from now on."""
        self._inner.use_secret(client_secret)

    async def aclose(self) -> None:
        """End the session."""
        await self._inner.aclose()

    def _shown(self, found: KeyList) -> KeyList:
        self._pseudonyms.me = self._inner.signed_in_as or ""
        return found._replace(keys=tuple(map(self._pseudonyms.key, found.keys)))
