"""Rotates a key: creates a successor, delivers and tests its secret, watches the predecessor."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from ..api.errors import ApiError
from ..listing.rotation import Rotation, Twin
from .issue_successor import SuccessorIssuer
from .rotation_entry import RotationEntry
from .watch_rotations import real_identity

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from ..api.models import Verification
    from ..session.session import Session
    from .issue_secret import Credentials, IssuedSecret, SecretIssuer
    from .plan_rotation import RotationPlan
    from .rotation_journal import RotationJournal


class Rotator:
    """Carries out a plan step by step, and writes each step to the journal.

    The steps, within `locked`: `issue`, then the delivery of the secret, then `delivered` and
    `prove`. If the program is killed in between, the rotation can be resumed: the successor's
    secret is then replaced, because nobody can have used the lost one.
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
        """The rotation after the latest step."""
        return self._entry.rotation

    @property
    def problems(self) -> list[str]:
        """Why the journal could not be written, after the successor was created."""
        return self._entry.problems

    def locked(self) -> AbstractAsyncContextManager[None]:
        """Lock this rotation against other programs.

        Raises:
            RotationError: another one is working on it, or the journal can't be written.
        """
        return self._entry.locked(self.plan)

    async def issue(self, meant_for: str = "") -> IssuedSecret:
        """Create the successor, or replace the secret of the one in an unfinished rotation.

        Args:
            meant_for: The places that all have to get the secret, in words; empty if only one does.

        Raises:
            RotationError: there is no secret; the text says what was done.
            ApiError: the request was refused, so nothing was changed.
        """
        # A previous attempt may have been refused.
        self._entry.begin(self._first_state)
        issued = await self._successor.issue(meant_for)
        # Targets are named without the number, so that consumers find the new secret there.
        named = replace(issued.credentials, real_name=self.plan.family)
        return replace(issued, credentials=named)

    async def delivered(self, destination: str, missing: str = "", *, certain: bool = True) -> None:
        """Record that the secret was delivered.

        Args:
            destination: The places that have it, in words.
            missing: Places that may not have it; the watch does not begin before they do.
            certain: Whether the delivery is certain; if not, the watch begins with the first use
                after the test sign-in.
        """
        self._is_certain = certain
        now = self._session.now()
        await self._entry.record(self.rotation.secret_delivered(destination, now, missing))

    async def prove(self, credentials: Credentials) -> Verification:
        """Test the successor by a sign-in; if it works, the watch of the predecessor begins.

        A session that signed in with the predecessor uses the successor from then on.

        Raises:
            ApiError: the sign-in could not be tried.
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
        await self._entry.record(rotation)
        if self.is_own:
            service.use_key(credentials.client_id, credentials.secret)
        return verification

    @property
    def is_own(self) -> bool:
        """Whether the session signs in with the predecessor or the successor."""
        return any(self._session.signs_in_with(key.client_id) for key in self.plan.twins)

    @property
    def _first_state(self) -> Rotation:
        if self.plan.resumed is not None:
            return replace(self.plan.resumed, assumed="")
        key = self.plan.key
        base_url, user = real_identity(self._session)
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
        """Return the rotation with the predecessor's last use up to now."""
        used = await self._last_login(self.plan.key.id)
        return self.rotation if used is None else replace(self.rotation, last_login=used)

    async def _last_login(self, key_id: str) -> datetime | None:
        """Fetch a key's last use; None if it was not used, or can't be fetched."""
        with contextlib.suppress(ApiError):
            return (await (await self._session.service()).get_key(key_id)).last_login
        return None
