"""Attempts to issue a successor's secret, for a dialog that may ask again after a refusal."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from .rotate import Rotator

if TYPE_CHECKING:
    from ..session.session import Session
    from .issue_secret import IssuedSecret, SecretIssuer
    from .plan_rotation import RotationPlan
    from .rotation_journal import RotationJournal


class RotationAttempt:
    """Issues the successor's secret, and holds the lock of the rotation from then on.

    Args:
        issuer: The request for the secret.
        plan: The rotation.
        lock: Holds the lock until the caller has delivered the secret and proved it.
    """

    def __init__(
        self,
        session: Session,
        journal: RotationJournal,
        issuer: SecretIssuer,
        plan: RotationPlan,
        lock: AsyncExitStack,
    ) -> None:
        self._parts = (session, journal, issuer, plan)
        self._family = plan.family
        self._lock = lock
        self.rotator = Rotator(*self._parts)

    async def issue(self) -> IssuedSecret:
        """Lock the rotation and request the secret; a refusal unlocks it.

        Raises:
            RotationError: there is no secret; the text says what there is.
            ApiError: the request was refused, so nothing was changed.
        """
        self.rotator = Rotator(*self._parts)
        try:
            await self._lock.enter_async_context(self.rotator.locked())
            issued = await self.rotator.issue()
        except BaseException:
            await self._lock.aclose()
            raise
        # Places are named without the twin's number, so that consumers find the new pair there.
        named = replace(issued.credentials, real_name=self._family)
        return replace(issued, credentials=named)
