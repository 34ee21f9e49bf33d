"""Ends a rotation: deletes the predecessor, if that is still safe."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..api.errors import ApiError, OutcomeUnknown, Rejected
from ..listing.rotation import CLOCK_LIMIT, observe
from ..listing.rotation_state import RotationState, RotationStatus
from ..listing.rotation_status import status_of
from ..listing.usage import span
from .plan_rotation import RotationError
from .rotation_journal import JournalError, RotationBusy, RotationJournal
from .watch_rotations import real_keys, watch_of

if TYPE_CHECKING:
    from datetime import timedelta

    from ..listing.rotation import Rotation
    from ..session.session import Session


@dataclass(frozen=True)
class FinishOutcome:
    """Outcome of an attempt to delete a predecessor."""

    status: RotationStatus
    """The state from which it was deleted, or not."""
    deleted: bool
    text: str


async def delete_predecessor(
    session: Session, journal: RotationJournal, rotation: Rotation, quiet_for: timedelta
) -> FinishOutcome:
    """Delete a predecessor, if a list loaded right before shows that it is ready.

    Raises:
        RotationError: another program is working on the rotation.
        ApiError: the list can't be loaded, or the delete was refused: nothing was changed.
    """
    try:
        with journal.locked(rotation):
            latest = await asyncio.to_thread(_read_again, journal, rotation)
            return await _delete(session, journal, latest, quiet_for)
    except RotationBusy as error:
        name = rotation.predecessor.name
        raise RotationError(f"Another program is at work on {name} just now.") from error
    except JournalError as error:
        raise RotationError(f"Nothing was deleted: {error}") from error


def _read_again(journal: RotationJournal, rotation: Rotation) -> Rotation:
    """Read a rotation again, because its secret may have been delivered once more.

    Raises:
        RotationError: the key is no longer being rotated.
    """
    latest = journal.read(rotation)
    if latest is None and not rotation.assumed:
        name = rotation.predecessor.name
        raise RotationError(f"{name} is not being rotated: another program has ended that.")
    return latest or rotation


async def close_rotation(journal: RotationJournal, rotation: Rotation) -> None:
    """Close a rotation that has ended, also by a delete elsewhere."""
    with contextlib.suppress(JournalError):
        await asyncio.to_thread(journal.close, rotation)


async def _delete(
    session: Session, journal: RotationJournal, rotation: Rotation, quiet_for: timedelta
) -> FinishOutcome:
    service = await session.service()
    found = await service.list_my_keys()
    keys, watch = real_keys(session, found), watch_of(session, found, quiet_for)
    seen = observe(rotation.as_of_clock(service.clock_offset, watch.now), keys, watch.now)
    status = status_of(seen, keys, watch)
    if status.state is RotationState.ENDED:
        await close_rotation(journal, rotation)
        return FinishOutcome(status, deleted=False, text=status.text)
    if obstacle := delete_obstacle(session, status, service.clock_offset):
        return FinishOutcome(status, deleted=False, text=obstacle)
    try:
        await service.delete_my_key(rotation.predecessor.id)
    except OutcomeUnknown as error:
        return await _after_lost_response(session, journal, status, error)
    except Rejected as error:
        if not error.is_gone:
            raise
    await close_rotation(journal, rotation)
    return FinishOutcome(status, deleted=True, text=f"{rotation.predecessor.name} was deleted.")


def delete_obstacle(
    session: Session, status: RotationStatus, clock_offset: timedelta | None
) -> str:
    """Return why a predecessor can't be deleted yet; empty if it can.

    Args:
        session: The session, which may sign in with the predecessor.
        status: The state, from a list that was just loaded.
        clock_offset: Server's clock minus ours; None if not known.
    """
    old, new = status.rotation.predecessor, status.rotation.successor
    if status.state is not RotationState.READY:
        return f"{old.name} was not deleted. {status.text}"
    if clock_offset is not None and abs(clock_offset) > CLOCK_LIMIT:
        ahead = "behind" if clock_offset > CLOCK_LIMIT else "ahead of"
        return (
            f"{old.name} was not deleted: the clock of this computer is {span(abs(clock_offset))} "
            f"{ahead} the control plane's, so how long {old.name} has been quiet is not certain. "
            "Set the clock."
        )
    if session.signs_in_with(old.client_id):
        return f"{old.name} was not deleted: you sign in with it. Sign in with {new.name} first."
    return ""


async def _after_lost_response(
    session: Session, journal: RotationJournal, status: RotationStatus, error: OutcomeUnknown
) -> FinishOutcome:
    rotation = status.rotation
    unknown = f"Whether {rotation.predecessor.name} was deleted is not known."
    listed = f"{rotation.predecessor.name} is listed still."
    try:
        found = await (await session.service()).list_my_keys()
    except ApiError:
        return FinishOutcome(status, deleted=False, text=f"{error.event} {unknown}")
    if rotation.predecessor.find(real_keys(session, found)) is not None:
        return FinishOutcome(status, deleted=False, text=f"{error.event} {listed}")
    if found.skipped:
        return FinishOutcome(status, deleted=False, text=f"{error.event} {unknown}")
    await close_rotation(journal, rotation)
    return FinishOutcome(status, deleted=True, text=f"{rotation.predecessor.name} was deleted.")
