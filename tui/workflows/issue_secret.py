"""Requests a new secret, and keeps a note of it until it is delivered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ..api.errors import ApiError, OutcomeUnknown
from ..delivery.private_file import SaveError, check_writable, descriptors_to_spare, save
from ..delivery.secret_formats import SecretFormat, SecretText, UnknownFormat, format_of
from ..screencast.disguise import PLAIN, Disguise
from ..text import is_plain_id
from .deliver import check_targets, deliver_to_all

if TYPE_CHECKING:
    from pydantic import SecretStr

    from ..api.access_key import AccessKey
    from ..api.models import NewKey
    from ..api.service import AccessKeyService
    from ..delivery.hand_over import TargetOutcome
    from ..delivery.target import Target
    from ..delivery.undelivered import UndeliveredNotes
    from ..session.session import Session

Response = TypeVar("Response")

_CREATED = "It was created, but its secret is lost."
_NOT_CREATED = "It is not listed: it was not created, as of now."
_NAME_TAKEN = "It was not created, as of now: the key of that name was there before."
_PERHAPS_CREATED = "A key of that name is listed; whether it was there before can't be told."


@dataclass(frozen=True)
class Credentials:
    """A key's name, client ID and new secret, and the control plane they are for."""

    name: str
    client_id: str
    secret: SecretStr
    base_url: str
    disguise: Disguise = PLAIN
    """Shows them in a screencast."""
    real_name: str = ""
    """The key's real name: two keys may be shown under the same stand-in."""

    @property
    def real(self) -> Credentials:
        """The same without the disguise, for other programs."""
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
        """The client ID for other programs; empty if it could do harm in a shell."""
        client_id = self.disguise.real(self.client_id)
        return client_id if is_plain_id(client_id) else ""

    @property
    def texts(self) -> SecretText:
        """The texts that a target or a file gets.

        A client ID that is not plain is left out: the secret must not be lost over it.
        """
        real = self.real
        secret = real.secret.get_secret_value()
        return SecretText(real.name, real.plain_id, secret, real.base_url)

    def without_secret(self) -> Credentials:
        """Return the same without the secret, once that was delivered."""
        return replace(self, secret=type(self.secret)(""))


@dataclass(frozen=True)
class IssuedSecret:
    """New credentials, and the outcome of saving them where the user asked for that."""

    credentials: Credentials
    key: AccessKey | None = None
    """The key as a list will show it, if it is new."""
    saved: Path | None = None
    saved_as: SecretFormat | None = None
    """The format of that file; None for the one of its name."""
    problem: str = ""
    """The reason why they were not saved."""


@dataclass(frozen=True)
class CreateOutcome:
    """Outcome of a create whose response was lost, as far as a later list shows it."""

    text: str
    key: AccessKey | None = None
    """The key that it created, or may have created; None if it created none so far."""
    is_new: bool = False
    """Whether it certainly created that key, so that nobody has its secret."""


async def save_credentials(
    credentials: Credentials,
    path: Path,
    *,
    form: SecretFormat | None = None,
    replace_it: bool = False,
) -> None:
    """Write credentials to a private file, in a format or else in the one of the file's name.

    Raises:
        SaveError: it could not be written, or not in time.
    """
    text = _format_for(path, form).write(credentials.texts)
    await save(path, text, replace_it=replace_it)


def _format_for(path: Path, chosen: SecretFormat | None) -> SecretFormat:
    try:
        return chosen or format_of(path)
    except UnknownFormat as error:
        raise SaveError(str(error)) from error


class SecretIssuer:
    """Requests one new secret, and saves it if a path is given.

    Before the request is sent, a note with the key's name is written to disk. It is dropped when
    the request was certainly not carried out, when the secret is in its file, or when `settle`
    says that the user has the secret or knows that it is lost. By a note that outlives the
    program, the next start knows of a secret that reached nobody.
    """

    def __init__(self, session: Session, pending: UndeliveredNotes | None) -> None:
        self.save_to: Path | None = None
        """The file to save the secret to, before anything is drawn."""
        self.save_as: SecretFormat | None = None
        """The format of that file; None for the one of its name."""
        self.targets: tuple[Target, ...] = ()
        """The targets to deliver it to; the file then takes what they did not."""
        self.replace_it = False
        """Whether the user agreed to replace that file, or the one of a target."""
        self.asked = False
        """Whether the request may have been sent, so that its outcome matters."""
        self._before: frozenset[str] | None = None
        self._session = session
        self._disguise = session.disguise
        self._pending = pending
        self._note = ""

    async def check(self, name: str = "") -> None:
        """Check that the file and the targets can take the secret, before the request is sent.

        Args:
            name: The key's real name, which targets may use.

        Raises:
            SaveError: one can't.
        """
        with descriptors_to_spare():
            if self.save_to is not None:
                _format_for(self.save_to, self.save_as)
                await asyncio.to_thread(check_writable, self.save_to, replace=self.replace_it)
            await check_targets(self.targets, name, replace_it=self.replace_it)

    async def create(self, name: str, *, is_typed: bool = True) -> IssuedSecret:
        """List the keys, so that a lost one can be recognised later; then create one.

        Args:
            name: The key's name.
            is_typed: Whether the user typed that, so that a screencast has shown it.
        """
        service = await self._session.service()
        listed = await service.list_my_keys()
        # A key that can't be read now could be mistaken for a new one later.
        self._before = None if listed.skipped else frozenset(key.id for key in listed.keys)
        if is_typed:
            self._disguise.typed(name)
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
        """Replace a key's secret; a session that signs in with it continues with the new one."""
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
        """Check whether a key was missing from the list right before the create.

        No clock is involved, neither ours nor the server's. None if that list was incomplete.
        """
        return None if self._before is None else key.id not in self._before

    def outcome_of_create(self, name: str, listed: Iterable[AccessKey]) -> CreateOutcome:
        """Look for the outcome of a create in a list that was loaded after it."""
        real_key = self._disguise.real_key
        key = next((key for key in listed if real_key(key).name == name), None)
        if key is None:
            return CreateOutcome(_NOT_CREATED)
        is_new = self.is_new(key)
        if is_new is False:
            return CreateOutcome(_NAME_TAKEN)
        return CreateOutcome(_CREATED if is_new else _PERHAPS_CREATED, key, bool(is_new))

    def settle(self) -> None:
        """Drop the note: the secret was delivered, or the user knows that it is lost."""
        self.asked = False
        if self._pending is not None and self._note:
            self._pending.close(self._note)
            self._note = ""

    async def save(self, issued: IssuedSecret) -> IssuedSecret:
        """Save a secret where the user asked for that; the result says how it went."""
        if self.save_to is None:
            return issued
        try:
            await save_credentials(
                issued.credentials, self.save_to, form=self.save_as, replace_it=self.replace_it
            )
        except SaveError as error:
            return replace(issued, problem=str(error))
        self.settle()
        return replace(issued, saved=self.save_to, saved_as=self.save_as)

    async def deliver(self, issued: IssuedSecret) -> list[TargetOutcome]:
        """Deliver a secret to the targets, as `deliver_to_all` does."""
        return await deliver_to_all(
            issued.credentials.texts,
            self.targets,
            settle=self.settle,
            lend=self._session.lend,
            replace_it=self.replace_it,
        )

    async def rescue(self, issued: IssuedSecret) -> Path | None:
        """Save a secret that its file does not take to another one, and return its path.

        That is a private file in the state folder, for a command, which can't show the secret.
        Not if the user wanted it in no file at all.
        """
        if self._pending is None or self.save_to is None:
            return None
        path = self._pending.rescue_path(self.save_to)
        try:
            await save_credentials(issued.credentials, path, form=self.save_as)
        except SaveError:
            return None
        return path

    async def _noted(
        self,
        service: AccessKeyService,
        name: str,
        client_id: str,
        send: Callable[[], Awaitable[Response]],
    ) -> Response:
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
