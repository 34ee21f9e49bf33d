"""Journal entry of one rotation."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from .plan_rotation import RotationError, RotationPlan, refuse_if_outdated
from .rotation_journal import JournalError, RotationBusy, RotationJournal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ..listing.rotation import Rotation

_WRITABLE = "A rotation needs its journal: set XDG_STATE_HOME to a folder that you can write."


class RotationEntry:
    """Holds the latest state of a rotation, and writes it to the journal."""

    def __init__(self, journal: RotationJournal, rotation: Rotation) -> None:
        self._journal = journal
        self.begin(rotation)

    def begin(self, rotation: Rotation) -> None:
        """Start an attempt with a rotation."""
        self.rotation = rotation
        self.problems: list[str] = []
        """Why the journal could not be written, after the successor was created."""

    @asynccontextmanager
    async def locked(self, plan: RotationPlan) -> AsyncIterator[None]:
        """Lock this rotation against other programs.

        Raises:
            RotationError: another one is working on it, or the journal can't be written.
        """
        try:
            with self._journal.locked(self.rotation):
                refuse_if_outdated(plan, self._journal.read(self.rotation))
                yield
        except RotationBusy as error:
            name = plan.key.name
            raise RotationError(f"{name} is being rotated by another program just now.") from error
        except JournalError as error:
            raise RotationError(f"Nothing was changed: {error}", _WRITABLE) from error

    async def read(self) -> Rotation | None:
        """Return the rotation in the journal; None if it is not there."""
        return await asyncio.to_thread(self._journal.read, self.rotation)

    async def write(self, rotation: Rotation) -> None:
        """Write a step before it is carried out.

        Raises:
            JournalError: it can't be written.
        """
        self.rotation = rotation
        await asyncio.to_thread(self._journal.write, rotation)

    async def record(self, rotation: Rotation) -> None:
        """Write a step after it was carried out; a failure must not keep the secret back."""
        try:
            await self.write(rotation)
        except JournalError as error:
            self.problems.append(str(error))

    async def close(self) -> None:
        """Remove the rotation from the journal."""
        try:
            await asyncio.to_thread(self._journal.close, self.rotation)
        except JournalError as error:
            self.problems.append(str(error))
