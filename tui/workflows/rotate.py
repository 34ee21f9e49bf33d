"""Rotates one key: a twin is created, delivered and proved before the old one waits for its end."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from ..api.errors import ApiError
from ..listing.rotation import Rotation, Twin
from .issue_successor import SuccessorIssuer
from .rotation_entry import RotationEntry
from .watch_rotations import whose

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from ..api.models import Verification
    from ..session.session import Session
    from .issue_secret import Credentials, IssuedSecret, SecretIssuer
    from .plan_rotation import RotationPlan
    from .rotation_journal import RotationJournal


class Rotator:
    """Carries out a plan, one step after the other, and writes each to the journal.

    The steps, within `locked`: `issue`, then whatever delivers the secret, then `delivered` and
    `prove`. A program that is killed in between leaves a rotation to go on with, whose successor
    then gets a new secret: nobody can have signed in with the lost one.
    """

    def __init__(
        self,
        session: Session,
        journal: RotationJournal,
        issuer: SecretIssuer,
        plan: RotationPlan,
    ) -> None:
        self.plan = plan
        self._session = session
        self._entry = RotationEntry(journal, self._first_state)
        self._successor = SuccessorIssuer(session, issuer, plan, self._entry)
        self._is_certain = True

    @property
    def rotation(self) -> Rotation:
        """The rotation by now."""
        return self._entry.rotation

    @property
    def problems(self) -> list[str]:
        """The reasons why the journal could not be written, once the successor existed."""
        return self._entry.problems

    def locked(self) -> AbstractAsyncContextManager[None]:
        """Lock this rotation against other programs.

        Raises:
            RotationError: another one is at work on it, or the journal can't be written.
        """
        return self._entry.locked(self.plan)

    async def issue(self, meant_for: str = "") -> IssuedSecret:
        """Create the successor, or give that of an unfinished rotation a new secret.

        Args:
            meant_for: The places that all have to get the secret, in words; empty for one alone.

        Raises:
            RotationError: there is no secret; the text says what there is.
            ApiError: the request was refused, so nothing was changed.
        """
        # The attempt before may have been refused.
        self._entry.begin(self._first_state)
        issued = await self._successor.issue(meant_for)
        # Places are named without the twin's number, so that consumers find the new pair there.
        named = replace(issued.credentials, real_name=self.plan.family)
        return replace(issued, credentials=named)

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
        await self._entry.note(self.rotation.secret_delivered(destination, now, missing))

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
        await self._entry.note(rotation)
        if self.is_own:
            service.use_key(credentials.client_id, credentials.secret)
        return verification

    @property
    def is_own(self) -> bool:
        """Whether the session signs in with one of both keys."""
        return any(self._session.signs_in_with(key.client_id) for key in self.plan.twins)

    @property
    def _first_state(self) -> Rotation:
        if self.plan.going_on is not None:
            return replace(self.plan.going_on, assumed="")
        key = self.plan.key
        base_url, user = whose(self._session)
        return Rotation(
            base_url,
            user,
            Twin.of(key),
            Twin(self.plan.successor_name),
            begun=self._session.now(),
            used_before=key.last_login,
            last_login=key.last_login,
        )

    async def _with_fresh_login(self) -> Rotation:
        """Return the rotation with the predecessor's last use before the watch begins."""
        used = await self._last_login(self.plan.key.id)
        return self.rotation if used is None else replace(self.rotation, last_login=used)

    async def _last_login(self, key_id: str) -> datetime | None:
        """Fetch a key's last use; None if it is not known, or there was none."""
        with contextlib.suppress(ApiError):
            return (await (await self._session.service()).get_key(key_id)).last_login
        return None
