"""Rotates one key: a twin is created, delivered and proved before the old one waits for its end."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ..api.errors import ApiError, OutcomeUnknown, Rejected
from ..api.key_name import KEY_QUOTA
from ..listing.rotation import Rotation, Twin
from ..listing.rotation_names import successor_name
from .plan_rotation import (
    NoRoom,
    RotationError,
    RotationPlan,
    no_room,
    refuse_if_begun,
    tells_of_a_quota,
)
from .rotation_journal import JournalError, RotationBusy, RotationJournal
from .watch_rotations import real_keys, whose

if TYPE_CHECKING:
    from datetime import datetime

    from ..api.access_key import AccessKey, KeyList
    from ..api.models import Verification
    from ..session.session import Session
    from .issue_secret import Credentials, IssuedSecret, SecretIssuer

_NAME_TAKEN = 409
_MOST_NAMES = 5
"""Names that are tried if the server has them, though it does not list them."""

_AGAIN = "To go on, rotate {} again: its successor then gets another secret."


class Rotator:
    """Carries out a plan, one step after the other, and writes each to the journal.

    The steps, within `locked`: `issue`, then whatever delivers the secret, then `delivered` and
    `prove`. A program that dies in between leaves a rotation to go on with, whose successor then
    gets a new secret: nobody can have signed in with the lost one.
    """

    def __init__(
        self,
        session: Session,
        journal: RotationJournal,
        issuer: SecretIssuer,
        plan: RotationPlan,
    ) -> None:
        self.plan = plan
        self.problems: list[str] = []
        """The reasons why the journal could not be written, once the successor existed."""
        self.meant_for = ""
        """The places that all have to get the secret, in words; empty for one alone."""
        self._session = session
        self._journal = journal
        self._issuer = issuer
        self._is_certain = True
        self.rotation = self._first_entry()

    @contextlib.asynccontextmanager
    async def locked(self) -> AsyncIterator[None]:
        """Keep other programs away from this rotation.

        Raises:
            RotationError: another one is at work on it, or the journal can't be written.
        """
        try:
            with self._journal.locked(self.rotation):
                refuse_if_begun(self.plan, self._journal.read(self.rotation))
                yield
        except RotationBusy as error:
            name = self.plan.key.name
            raise RotationError(f"{name} is being rotated by another program just now.") from error
        except JournalError as error:
            raise RotationError(f"Nothing was changed: {error}", _WRITABLE) from error

    async def issue(self) -> IssuedSecret:
        """Create the successor, or give that of an unfinished rotation a new secret.

        Raises:
            RotationError: there is no secret; the text says what there is.
            ApiError: the request was refused, so nothing was changed.
        """
        if self.plan.twin is None:
            return await self._create()
        return await self._regenerate(self.plan.twin)

    async def delivered(self, destination: str, missing: str = "", *, certain: bool = True) -> None:
        """Note that the secret reached its destination, named in a few words.

        Args:
            destination: The places that have it.
            missing: Those that may not have it: the watch does not begin before they do.
            certain: Whether they have it for certain: if not, the watch begins with the first use
                after the proof.
        """
        self._is_certain = certain
        now = self._session.now()
        await self._note(self.rotation.secret_delivered(destination, now, missing))

    async def prove(self, credentials: Credentials) -> Verification:
        """Sign in with the successor; if that works, the watch of the predecessor begins.

        A session that signs in with the predecessor goes on with the successor.

        Raises:
            ApiError: the control plane could not be asked.
        """
        service = await self._session.service()
        verification = await service.verify(credentials.client_id, credentials.secret)
        if not verification.accepted:
            return verification
        now = self._session.now()
        rotation = (await self._with_fresh_login()).as_of_clock(service.clock_offset, now)
        if self._is_certain:
            rotation = rotation.successor_proved(now, verification.token_life)
        else:
            used = await self._last_login(rotation.successor.id)
            rotation = rotation.successor_tested(used or now + rotation.clock_offset)
        await self._note(rotation)
        if self.is_own:
            service.use_key(credentials.client_id, credentials.secret)
        return verification

    @property
    def is_own(self) -> bool:
        """Whether the session signs in with one of both keys."""
        return self._is_own(self.plan.key) or self.is_own_twin

    @property
    def is_own_twin(self) -> bool:
        """Whether the session signs in with the successor already."""
        return self.plan.twin is not None and self._is_own(self.plan.twin)

    def _is_own(self, key: AccessKey) -> bool:
        client_id = self._session.client_id
        return bool(client_id) and self._session.disguise.real(client_id or "") == key.client_id

    def _first_entry(self) -> Rotation:
        if self.plan.going_on is not None:
            return replace(self.plan.going_on, assumed="")
        key, now = self.plan.key, self._session.now()
        base_url, user = whose(self._session)
        return Rotation(
            base_url,
            user,
            Twin.of(key),
            Twin(self.plan.successor_name),
            begun=now,
            used_before=key.last_login,
            last_login=key.last_login,
        )

    async def _create(self) -> IssuedSecret:
        self.rotation = replace(self.rotation, missing=self.meant_for)
        for _ in range(_MOST_NAMES):
            await asyncio.to_thread(self._journal.write, self.rotation)
            try:
                name = self.rotation.successor.name
                issued = await self._issuer.create(name, is_typed=False)
            except OutcomeUnknown as error:
                raise await self._after_lost_response(error) from error
            except Rejected as error:
                await self._after_refusal(error)
            except ApiError:
                await self._close()
                raise
            else:
                return await self._created(issued)
        await self._close()
        names = f"{_MOST_NAMES} names for its successor are taken"
        raise RotationError(f"{self.plan.key.name} was not rotated: {names}.")

    async def _created(self, issued: IssuedSecret) -> IssuedSecret:
        key = issued.key and self._session.disguise.real_key(issued.key)
        if key is None or not key.client_id:
            # The response left something out, which the list has.
            key = await self._listed_successor() or key
        if key is None:
            await self._note(self._successor_created(Twin(self.rotation.successor.name), None))
            return issued
        await self._note(self._successor_created(Twin.of(key), key))
        credentials = issued.credentials
        if not credentials.client_id:
            shown = self._session.disguise.client_id(key.client_id)
            credentials = replace(credentials, client_id=shown)
        return replace(issued, credentials=credentials)

    def _successor_created(self, twin: Twin, key: AccessKey | None) -> Rotation:
        created_at = key.created_at if key else None
        return self.rotation.successor_created(twin, created_at, self._session.now())

    async def _regenerate(self, successor: AccessKey) -> IssuedSecret:
        before = await asyncio.to_thread(self._journal.read, self.rotation)
        requested = self.rotation.secret_requested(successor)
        self.rotation = replace(requested, missing=self.meant_for)
        await asyncio.to_thread(self._journal.write, self.rotation)
        try:
            return await self._issuer.regenerate(self._session.disguise.key(successor))
        except OutcomeUnknown as error:
            again = _AGAIN.format(self.plan.key.name)
            raise RotationError(
                f"{error.event} The new secret of {successor.name} is lost.", again
            ) from error
        except ApiError:
            # Its present secret lives on, wherever that is.
            await (self._close() if before is None else self._note(before))
            raise

    async def _after_refusal(self, error: Rejected) -> None:
        """Take another name if the first is taken; anything else ends the rotation.

        Raises:
            ApiError: the rotation has ended, and nothing was changed.
        """
        if error.status != _NAME_TAKEN or tells_of_a_quota(error):
            await self._close()
            if len(self.plan.keys) >= KEY_QUOTA or tells_of_a_quota(error):
                raise self._no_room(error) from error
            raise error
        old, taken = self.plan.key.name, self.rotation.successor.name
        try:
            names = {key.name for key in real_keys(self._session, await self._list())}
        except ApiError:
            await self._close()
            raise
        if taken in names:
            await self._close()
            raise RotationError(
                f"{old} was not rotated: {taken} was created just now by somebody else, perhaps to "
                "rotate it.",
                "See the rotations before you go on.",
            ) from error
        if len(names) >= KEY_QUOTA:
            await self._close()
            raise self._no_room(error) from error
        following = successor_name(old, names | {taken}).name
        self.rotation = replace(self.rotation, successor=Twin(following))

    def _no_room(self, error: Rejected) -> NoRoom:
        return no_room(self.plan, error.reason, self._session.filter_context)

    async def _after_lost_response(self, error: OutcomeUnknown) -> RotationError:
        """Return what is known of the successor after its response was lost."""
        old, new = self.plan.key.name, self.rotation.successor.name
        try:
            found = await self._list()
        except ApiError:
            return RotationError(
                f"{error.event} The list can't be loaded either, so whether {new} was created is "
                "not known.",
                _AGAIN.format(old),
            )
        outcome = self._issuer.outcome_of_create(new, found.keys)
        if outcome.key is None:
            self._issuer.settle()
            await self._close()
            return RotationError(
                f"{error.event} {old} was not rotated: {new} was not created, as of now."
            )
        key = self._session.disguise.real_key(outcome.key)
        await self._note(self._successor_created(Twin.of(key), key))
        return RotationError(
            f"{error.event} {new} was created, but its secret is lost.", _AGAIN.format(old)
        )

    async def _list(self) -> KeyList:
        return await (await self._session.service()).list_my_keys()

    async def _listed_successor(self) -> AccessKey | None:
        with contextlib.suppress(ApiError):
            return self.rotation.successor.find(real_keys(self._session, await self._list()))
        return None

    async def _with_fresh_login(self) -> Rotation:
        """Return the rotation with the predecessor's last use before the watch begins."""
        used = await self._last_login(self.plan.key.id)
        return self.rotation if used is None else replace(self.rotation, last_login=used)

    async def _last_login(self, key_id: str) -> datetime | None:
        """Return a key's last use as of now; None if it is not known, or there was none."""
        with contextlib.suppress(ApiError):
            return (await (await self._session.service()).get_key(key_id)).last_login
        return None

    async def _note(self, rotation: Rotation) -> None:
        """Write a step that was carried out; a failure must not get in the secret's way."""
        self.rotation = rotation
        try:
            await asyncio.to_thread(self._journal.write, rotation)
        except JournalError as error:
            self.problems.append(str(error))

    async def _close(self) -> None:
        try:
            await asyncio.to_thread(self._journal.close, self.rotation)
        except JournalError as error:
            self.problems.append(str(error))


_WRITABLE = "A rotation needs its journal: set XDG_STATE_HOME to a folder that you can write."
