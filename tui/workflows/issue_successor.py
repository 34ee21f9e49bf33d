"""Requests a successor's secret; finds out the outcome after a refusal or a lost response."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from ..api.errors import ApiError, OutcomeUnknown, Rejected
from ..api.key_name import KEY_QUOTA
from ..listing.rotation import Twin
from ..listing.rotation_names import successor_name
from .plan_rotation import NoRoom, RotationError, RotationPlan, is_about_quota, no_room
from .watch_rotations import real_keys

if TYPE_CHECKING:
    from ..api.access_key import AccessKey, KeyList
    from ..listing.rotation import Rotation
    from ..session.session import Session
    from .issue_secret import IssuedSecret, SecretIssuer
    from .rotation_entry import RotationEntry

_NAME_TAKEN = 409
_MOST_NAMES = 5
"""Number of names to try if the server refuses them as taken, although they are not listed."""

_AGAIN = "To continue, rotate {} again: its successor then gets another secret."


class SuccessorIssuer:
    """Creates the successor of a plan, or replaces its secret, and records that in the journal."""

    def __init__(
        self, session: Session, issuer: SecretIssuer, plan: RotationPlan, entry: RotationEntry
    ) -> None:
        self._session = session
        self._issuer = issuer
        self._plan = plan
        self._entry = entry

    async def issue(self, meant_for: str) -> IssuedSecret:
        """Create the successor, or replace the secret of the one in an unfinished rotation.

        Args:
            meant_for: The places that all have to get the secret, in words; empty if only one does.

        Raises:
            RotationError: there is no secret; the text says what was done.
            ApiError: the request was refused, so nothing was changed.
        """
        if self._plan.twin is None:
            return await self._create(meant_for)
        return await self._regenerate(self._plan.twin, meant_for)

    async def _create(self, meant_for: str) -> IssuedSecret:
        rotation = replace(self._entry.rotation, missing=meant_for)
        for _ in range(_MOST_NAMES):
            await self._entry.write(rotation)
            try:
                issued = await self._issuer.create(rotation.successor.name, is_typed=False)
            except OutcomeUnknown as error:
                raise await self._after_lost_response(error) from error
            except Rejected as error:
                rotation = replace(rotation, successor=await self._other_name(error))
            except ApiError:
                await self._entry.close()
                raise
            except asyncio.CancelledError:
                await self._restore_if_unsent(None)
                raise
            else:
                return await self._created(issued)
        await self._entry.close()
        names = f"{_MOST_NAMES} names for its successor are taken"
        raise RotationError(f"{self._plan.key.name} was not rotated: {names}.")

    async def _created(self, issued: IssuedSecret) -> IssuedSecret:
        key = issued.key and self._session.disguise.real_key(issued.key)
        if key is None or not key.client_id:
            # The response was incomplete; the list may not be.
            key = await self._listed_successor() or key
        if key is None:
            await self._record_created(Twin(self._entry.rotation.successor.name))
            return issued
        await self._record_created(Twin.of(key), key)
        credentials = issued.credentials
        if not credentials.client_id:
            shown = self._session.disguise.client_id(key.client_id)
            credentials = replace(credentials, client_id=shown)
        return replace(issued, credentials=credentials)

    async def _record_created(self, twin: Twin, key: AccessKey | None = None) -> None:
        created_at, now = key.created_at if key else None, self._session.now()
        await self._entry.record(self._entry.rotation.successor_created(twin, created_at, now))

    async def _regenerate(self, successor: AccessKey, meant_for: str) -> IssuedSecret:
        before = await self._entry.read()
        requested = self._entry.rotation.secret_requested(successor)
        await self._entry.write(replace(requested, missing=meant_for))
        try:
            return await self._issuer.regenerate(self._session.disguise.key(successor))
        except OutcomeUnknown as error:
            again = _AGAIN.format(self._plan.key.name)
            raise RotationError(
                f"{error.event} The new secret of {successor.name} is lost.", again
            ) from error
        except ApiError:
            # The present secret stays valid.
            await self._restore(before)
            raise
        except asyncio.CancelledError:
            await self._restore_if_unsent(before)
            raise

    async def _restore_if_unsent(self, before: Rotation | None) -> None:
        if not self._issuer.requested:
            await self._restore(before)

    async def _restore(self, before: Rotation | None) -> None:
        await (self._entry.close() if before is None else self._entry.record(before))

    async def _other_name(self, error: Rejected) -> Twin:
        """Return a successor with another name, if the first name was refused as taken.

        Raises:
            ApiError: the refusal has another reason; the rotation is closed, nothing was changed.
        """
        if error.status != _NAME_TAKEN or is_about_quota(error):
            await self._entry.close()
            if len(self._plan.keys) >= KEY_QUOTA or is_about_quota(error):
                raise self._no_room(error) from error
            raise error
        old, taken = self._plan.key.name, self._entry.rotation.successor.name
        try:
            names = {key.name for key in real_keys(self._session, await self._list())}
        except ApiError:
            await self._entry.close()
            raise
        if taken in names:
            await self._entry.close()
            raise RotationError(
                f"{old} was not rotated: {taken} was created just now by somebody else, perhaps to "
                "rotate it.",
                "See the rotations before you go on.",
            ) from error
        if len(names) >= KEY_QUOTA:
            await self._entry.close()
            raise self._no_room(error) from error
        return Twin(successor_name(old, names | {taken}).name)

    def _no_room(self, error: Rejected) -> NoRoom:
        return no_room(self._plan, error.reason, self._session.filter_context)

    async def _after_lost_response(self, error: OutcomeUnknown) -> RotationError:
        """Return an error that says whether the successor was created."""
        old, new = self._plan.key.name, self._entry.rotation.successor.name
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
            await self._entry.close()
            return RotationError(
                f"{error.event} {old} was not rotated: {new} was not created, as of now."
            )
        key = self._session.disguise.real_key(outcome.key)
        await self._record_created(Twin.of(key), key)
        return RotationError(
            f"{error.event} {new} was created, but its secret is lost.", _AGAIN.format(old)
        )

    async def _list(self) -> KeyList:
        return await (await self._session.service()).list_my_keys()

    async def _listed_successor(self) -> AccessKey | None:
        with contextlib.suppress(ApiError):
            keys = real_keys(self._session, await self._list())
            return self._entry.rotation.successor.find(keys)
        return None
