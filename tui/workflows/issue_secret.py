"""A new secret's way from the request to its delivery."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ..api.errors import ApiError, OutcomeUnknown
from ..delivery.private_file import SaveError, check_writable, save
from ..delivery.secret_formats import SecretText, format_of
from ..screencast.disguise import PLAIN, Disguise
from ..text import is_plain_id

if TYPE_CHECKING:
    from pydantic import SecretStr

    from ..api.access_key import AccessKey
    from ..api.models import NewKey
    from ..api.service import AccessKeyService
    from ..delivery.undelivered import UndeliveredNotes
    from ..session.session import Session

Answer = TypeVar("Answer")

_MADE = "It was created, but its secret is lost."
_NOT_MADE = "It is not listed: it was not created, as of now."
_NAME_TAKEN = "It was not created, as of now: the key of that name was there before."
_PERHAPS_MADE = "A key of that name is listed; whether it was there before can't be told."


@dataclass(frozen=True)
class Credentials:
    """A key's name, its client ID and its new secret, and where they are good for."""

    name: str
    client_id: str
    secret: SecretStr
    base_url: str
    disguise: Disguise = PLAIN
    """By which they are shown."""
    real_name: str = ""
    """The key's name in truth, if it is shown: another key may be shown under the same one."""

    @property
    def real(self) -> Credentials:
        """The same as other programs need them."""
        real = self.disguise.real
        return replace(
            self,
            name=self.real_name or self.name,
            client_id=real(self.client_id),
            base_url=real(self.base_url),
            disguise=PLAIN,
        )

    @property
    def plain_id(self) -> str:
        """The client ID for other programs; empty if it could do harm there, or is not exact."""
        client_id = self.disguise.real(self.client_id)
        return client_id if is_plain_id(client_id) else ""

    def without_secret(self) -> Credentials:
        """Give the same without the secret, once it was delivered."""
        return replace(self, secret=type(self.secret)(""))


@dataclass(frozen=True)
class IssuedSecret:
    """New credentials, and what became of saving them where the user asked for it beforehand."""

    credentials: Credentials
    key: AccessKey | None = None
    """The key as a list will show it, if it is a new one."""
    saved: Path | None = None
    problem: str = ""
    """Why they could not be saved."""


@dataclass(frozen=True)
class CreateOutcome:
    """What a list tells of a create whose answer was lost."""

    said: str
    key: AccessKey | None = None
    """The key that it has made, or may have; None if it made none, as of now."""
    is_new: bool = False
    """Whether it surely made that key, so that nobody can have its secret."""


async def save_credentials(
    credentials: Credentials, path: Path, *, replace_it: bool = False
) -> None:
    """Write credentials to a private file, in the form that its name asks for.

    A client ID that is not plain is left out: the secret must not be lost over it.

    Raises:
        SaveError: it could not be written, or not in time.
    """
    real = credentials.real
    secret = real.secret.get_secret_value()
    texts = SecretText(real.name, real.plain_id, secret, real.base_url)
    await save(path, format_of(path).write(texts), replace_it=replace_it)


class SecretIssuer:
    """Has one secret made, saves it if a path is given, and keeps count of it.

    Before the request is sent it is noted on disk that a secret is on its way, by the key's name.
    The note goes when the request was certainly not carried out, when the secret is in its file,
    or when `settle` says that the user has the secret or knows that it is lost. A note that
    outlives the program is how the next start knows of a secret that never reached anybody.
    """

    def __init__(self, session: Session, pending: UndeliveredNotes | None) -> None:
        self.save_to: Path | None = None
        """Where to save the secret before anything is drawn."""
        self.replace_it = False
        """Whether the user agreed that a file of that name is replaced."""
        self.asked = False
        """Whether the server may have been asked, so that there is something to account for."""
        self._before: frozenset[str] | None = None
        self._session = session
        self._disguise = session.disguise
        self._pending = pending
        self._note = ""

    async def check(self) -> None:
        """See whether the file can be written, before anything is asked of the server.

        Raises:
            SaveError: it can't.
        """
        if self.save_to is not None:
            await asyncio.to_thread(check_writable, self.save_to, replace=self.replace_it)

    async def create(self, name: str) -> IssuedSecret:
        """Create a key, after noting which there are: by that a lost one is told from others."""
        service = await self._session.service()
        listed = await service.list_my_keys()
        # What can't be read now could be taken for a new key later.
        self._before = None if listed.skipped else frozenset(key.id for key in listed.keys)
        new: NewKey = await self._noted(service, name, "", lambda: service.create_key(name))
        key = new.as_key()
        credentials = Credentials(
            new.name,
            new.client_id,
            new.client_secret,
            service.base_url,
            self._disguise,
            self._disguise.real_key(key).name if key else new.name,
        )
        return IssuedSecret(credentials, key)

    async def regenerate(self, key: AccessKey) -> IssuedSecret:
        """Have a key's secret replaced; a session that signs in with it goes on with the new."""
        service = await self._session.service()
        real = self._disguise.real_key(key)
        secret = await self._noted(
            service, real.name, real.client_id, lambda: service.regenerate_secret(key.id)
        )
        if key.client_id == service.client_id:
            service.use_secret(secret)
        shown = (key.name, key.client_id, secret, service.base_url)
        return IssuedSecret(Credentials(*shown, self._disguise, real.name))

    def is_new(self, key: AccessKey) -> bool | None:
        """Tell whether a key came after the list that was had right before one was asked for.

        No clock is asked, neither here nor there. None if that list was not complete.
        """
        return None if self._before is None else key.id not in self._before

    def trace(self, name: str, listed: Iterable[AccessKey]) -> CreateOutcome:
        """Look for what became of a create, in a list that was had after it."""
        real_key = self._disguise.real_key
        key = next((key for key in listed if real_key(key).name == name), None)
        if key is None:
            return CreateOutcome(_NOT_MADE)
        is_new = self.is_new(key)
        if is_new is False:
            return CreateOutcome(_NAME_TAKEN)
        return CreateOutcome(_MADE if is_new else _PERHAPS_MADE, key, bool(is_new))

    def settle(self) -> None:
        """Drop the note: the secret was delivered, or is known to be lost."""
        self.asked = False
        if self._pending is not None and self._note:
            self._pending.close(self._note)
            self._note = ""

    async def save(self, issued: IssuedSecret) -> IssuedSecret:
        """Save a secret where it is wanted, and tell what became of that."""
        if self.save_to is None:
            return issued
        try:
            await save_credentials(issued.credentials, self.save_to, replace_it=self.replace_it)
        except SaveError as error:
            return replace(issued, problem=str(error))
        self.settle()
        return replace(issued, saved=self.save_to)

    async def _noted(
        self,
        service: AccessKeyService,
        name: str,
        client_id: str,
        send: Callable[[], Awaitable[Answer]],
    ) -> Answer:
        if self._pending is not None and not self._note:
            base_url = self._disguise.real(service.base_url)
            self._note = await asyncio.to_thread(self._pending.open, base_url, name, client_id)
        self.asked = True
        try:
            return await send()
        except OutcomeUnknown:
            raise
        except ApiError:
            self.settle()
            raise
