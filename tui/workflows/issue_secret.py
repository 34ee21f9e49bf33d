"""Requests a new secret, and keeps a note on disk until the secret is delivered."""

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
    """Name, client ID and new secret of a key, and its control plane."""

    name: str
    client_id: str
    secret: SecretStr
    base_url: str
    disguise: Disguise = PLAIN
    """Replaces names and ids in a screencast."""
    real_name: str = ""
    """The key's real name, because a disguised name may stand for several keys."""

    @property
    def real(self) -> Credentials:
        """The same without disguise, for other programs."""
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
        """The client ID for other programs; empty if it is unsafe in a shell."""
        client_id = self.disguise.real(self.client_id)
        return client_id if is_plain_id(client_id) else ""

    @property
    def texts(self) -> SecretText:
        """Texts for a target or a file.

        An unsafe client ID is left out, so that at least the secret is delivered.
        """
        real = self.real
        secret = real.secret.get_secret_value()
        return SecretText(real.name, real.plain_id, secret, real.base_url)

    def without_secret(self) -> Credentials:
        """Return the same without the secret, to keep after the delivery."""
        return replace(self, secret=type(self.secret)(""))


@dataclass(frozen=True)
class IssuedSecret:
    """New credentials, and the outcome of saving them to a file, if the user asked for one."""

    credentials: Credentials
    key: AccessKey | None = None
    """The key as in a list, if it is new."""
    saved: Path | None = None
    """The file; None if they were not saved."""
    saved_as: SecretFormat | None = None
    """Format of the file; None for the one implied by its name."""
    problem: str = ""
    """Why they were not saved."""


@dataclass(frozen=True)
class CreateOutcome:
    """Outcome of a create whose response was lost, judged by a later list."""

    text: str
    key: AccessKey | None = None
    """The key that was created, or may have been; None if none was, as of now."""
    is_new: bool = False
    """Whether the key was certainly created, so that nobody has its secret."""


async def save_credentials(
    credentials: Credentials,
    path: Path,
    *,
    form: SecretFormat | None = None,
    replace_it: bool = False,
) -> None:
    """Write credentials to a private file.

    Args:
        credentials: The credentials.
        path: The file.
        form: The format; None for the one implied by the file's name.
        replace_it: Whether an existing file is replaced.

    Raises:
        SaveError: the file could not be written, or not in time.
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

    Before the request is sent, a note with the key's name is written to disk. The note is dropped
    if the request was certainly not carried out, once the secret is in its file, or by `settle`.
    A note that is still there at the next start names a key whose secret may have reached nobody.
    """

    def __init__(self, session: Session, pending: UndeliveredNotes | None) -> None:
        self.save_to: Path | None = None
        """File to save the secret to, before anything is drawn."""
        self.save_as: SecretFormat | None = None
        """Format of that file; None for the one implied by its name."""
        self.targets: tuple[Target, ...] = ()
        """Targets to deliver the secret to; the file is then only used if they fail."""
        self.replace_it = False
        """Whether the user agreed to replace that file, or the one of a target."""
        self.requested = False
        """Whether the request may have been sent, and its outcome is not settled."""
        self._ids_before: frozenset[str] | None = None
        """Ids of the keys right before the create; None if that list was incomplete."""
        self._session = session
        self._disguise = session.disguise
        self._pending = pending
        self._note = ""

    async def check(self, name: str = "") -> None:
        """Check, before the request is sent, that the file and the targets can take the secret.

        Args:
            name: The key's real name, which a target may contain.

        Raises:
            SaveError: the file or a target can't.
        """
        with descriptors_to_spare():
            if self.save_to is not None:
                _format_for(self.save_to, self.save_as)
                await asyncio.to_thread(check_writable, self.save_to, replace=self.replace_it)
            await check_targets(self.targets, name, replace_it=self.replace_it)

    async def create(self, name: str, *, is_typed: bool = True) -> IssuedSecret:
        """Create a key, after listing the others, so that it is recognised if its response is lost.

        Args:
            name: The key's name.
            is_typed: Whether the user typed the name, so that a screencast has shown it.
        """
        service = await self._session.service()
        listed = await service.list_my_keys()
        # A key that is skipped now could be mistaken for a new one later.
        self._ids_before = None if listed.skipped else frozenset(key.id for key in listed.keys)
        if is_typed:
            self._disguise.typed(name)
        new: NewKey = await self._send_with_note(
            service, name, "", lambda: service.create_key(name)
        )
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
        """Replace a key's secret; a session that signs in with it uses the new one from then on."""
        service = await self._session.service()
        real = self._disguise.real_key(key)
        secret = await self._send_with_note(
            service, real.name, real.client_id, lambda: service.regenerate_secret(key.id)
        )
        if key.client_id == service.client_id:
            service.use_secret(secret)
        shown = (key.name, key.client_id, secret, service.base_url)
        return IssuedSecret(Credentials(*shown, self._disguise, real.name))

    def is_new(self, key: AccessKey) -> bool | None:
        """Return whether a key was not listed right before the create; None if not known.

        Ids are compared, not times: no clock has to be right.
        """
        return None if self._ids_before is None else key.id not in self._ids_before

    def outcome_of_create(self, name: str, listed: Iterable[AccessKey]) -> CreateOutcome:
        """Determine the outcome of a create from a list that was loaded after it."""
        real_key = self._disguise.real_key
        key = next((key for key in listed if real_key(key).name == name), None)
        if key is None:
            return CreateOutcome(_NOT_CREATED)
        is_new = self.is_new(key)
        if is_new is False:
            return CreateOutcome(_NAME_TAKEN)
        return CreateOutcome(_CREATED if is_new else _PERHAPS_CREATED, key, bool(is_new))

    def settle(self) -> None:
        """Drop the note, because the secret was delivered or the user knows that it is lost."""
        self.requested = False
        if self._pending is not None and self._note:
            self._pending.close(self._note)
            self._note = ""

    async def save(self, issued: IssuedSecret) -> IssuedSecret:
        """Save a secret to the file that the user asked for, and return it with the outcome."""
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
        """Deliver a secret to the targets with `deliver_to_all`."""
        return await deliver_to_all(
            issued.credentials.texts,
            self.targets,
            settle=self.settle,
            lend=self._session.lend,
            replace_it=self.replace_it,
        )

    async def rescue(self, issued: IssuedSecret) -> Path | None:
        """Save a secret that could not be saved to its file in the state folder; return the path.

        For commands, which can't show the secret. None if it can't be saved there either, or if
        the user did not ask for a file.
        """
        if self._pending is None or self.save_to is None:
            return None
        path = self._pending.rescue_path(self.save_to)
        try:
            await save_credentials(issued.credentials, path, form=self.save_as)
        except SaveError:
            return None
        return path

    async def _send_with_note(
        self,
        service: AccessKeyService,
        name: str,
        client_id: str,
        send: Callable[[], Awaitable[Response]],
    ) -> Response:
        if self._pending is not None and not self._note:
            base_url = self._disguise.real(service.base_url)
            self._note = await asyncio.to_thread(self._pending.open, base_url, name, client_id)
        self.requested = True
        try:
            return await send()
        except OutcomeUnknown:
            raise
        except ApiError:
            self.settle()
            raise
