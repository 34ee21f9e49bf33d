"""A new secret's way from the request to its delivery."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from .api.errors import ApiError, OutcomeUnknown
from .delivery.files import SaveError, check_writable, save_new
from .delivery.formats import format_of, write_credentials

if TYPE_CHECKING:
    from pydantic import SecretStr

    from .api.models import AccessKey, NewKey
    from .api.service import AccessKeyService
    from .delivery.pending import Pending
    from .session import Session

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Credentials:
    """A key's name, its client ID and its new secret, and where they are good for."""

    name: str
    client_id: str
    secret: SecretStr
    base_url: str

    def without_secret(self) -> Credentials:
        """Give the same without the secret, once it was delivered."""
        return replace(self, secret=type(self.secret)(""))


@dataclass(frozen=True)
class Issued:
    """New credentials, and what became of saving them where the user asked for it beforehand."""

    credentials: Credentials
    key: AccessKey | None = None
    """The key as a list will show it, if it is a new one."""
    saved: Path | None = None
    problem: str = ""
    """Why they could not be saved."""


def save(credentials: Credentials, path: Path) -> None:
    """Write credentials to a new private file, in the form that its name asks for.

    Raises:
        SaveError: it could not be written.
    """
    text = write_credentials(
        format_of(path),
        name=credentials.name,
        client_id=credentials.client_id,
        secret=credentials.secret.get_secret_value(),
        base_url=credentials.base_url,
    )
    save_new(path, text)


class Issuing:
    """Has one secret made, saves it first of all if a path is given, and keeps count of it.

    Before the request is sent it is noted on disk that a secret is on its way, by the key's name.
    The note goes when the request was certainly not carried out, or when `settle` says that the
    user has the secret or knows that it is lost. A note that outlives the program is how the next
    start knows of a secret that never reached anybody.
    """

    def __init__(self, session: Session, pending: Pending | None) -> None:
        self.save_to: Path | None = None
        """Where to save the secret before anything is drawn."""
        self._session = session
        self._pending = pending
        self._note = ""

    async def check(self) -> None:
        """See whether the file can be written, before anything is asked of the server.

        Raises:
            SaveError: it can't.
        """
        if self.save_to is not None:
            await asyncio.to_thread(check_writable, self.save_to)

    async def create(self, name: str) -> Issued:
        """Create a key."""
        service = await self._session.service()
        new: NewKey = await self._noted(service, name, "", lambda: service.create_key(name))
        made = Credentials(new.name, new.client_id, new.client_secret, service.base_url)
        return await self._saved(made, new.as_key())

    async def regenerate(self, key: AccessKey) -> Issued:
        """Have a key's secret replaced; a session that signs in with it goes on with the new."""
        service = await self._session.service()
        secret = await self._noted(
            service, key.name, key.client_id, lambda: service.regenerate_secret(key.id)
        )
        if key.client_id == service.client_id:
            service.use_secret(secret)
        return await self._saved(Credentials(key.name, key.client_id, secret, service.base_url))

    def settle(self) -> None:
        """Drop the note: the secret was delivered, or is known to be lost."""
        if self._pending is not None and self._note:
            self._pending.close(self._note)
            self._note = ""

    async def _noted(
        self,
        service: AccessKeyService,
        name: str,
        client_id: str,
        send: Callable[[], Awaitable[Answer]],
    ) -> Answer:
        if self._pending is not None and not self._note:
            self._note = await asyncio.to_thread(
                self._pending.open, service.base_url, name, client_id
            )
        try:
            return await send()
        except OutcomeUnknown:
            raise
        except ApiError:
            self.settle()
            raise

    async def _saved(self, credentials: Credentials, key: AccessKey | None = None) -> Issued:
        if self.save_to is None:
            return Issued(credentials, key)
        try:
            await asyncio.to_thread(save, credentials, self.save_to)
        except SaveError as error:
            return Issued(credentials, key, problem=str(error))
        return Issued(credentials, key, saved=self.save_to)
