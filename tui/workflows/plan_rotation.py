"""Plans the rotation of a key: a new rotation, an unfinished one to resume, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..api.errors import ApiError
from ..listing.rotation import Stage
from ..listing.rotation_names import family_name, successor_name
from ..listing.rotation_state import RotationState, RotationStatus
from ..listing.usage import Usage, usage_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from ..api.access_key import AccessKey
    from ..api.errors import Rejected
    from ..listing.filter import FilterContext
    from ..listing.rotation import Rotation
    from ..session.session import Session


class RotationError(ApiError):
    """A rotation that can't begin or be resumed; the text says why, and what to do."""


class AlreadyRotating(RotationError):
    """The key has a successor already, and waits to be deleted."""

    def __init__(self, status: RotationStatus) -> None:
        rotation = status.rotation
        super().__init__(
            f"{rotation.predecessor.name} is being rotated already: {rotation.successor.name} is "
            f"its successor. {status.text}",
            rotation.assumed,
        )
        self.status = status


class OnlyAssumed(RotationError):
    """An unfinished rotation that is only assumed from names and dates.

    Resuming it replaces the secret of the assumed successor, which breaks every consumer of the
    present one. So the user has to confirm that it is the successor.
    """

    def __init__(self, status: RotationStatus) -> None:
        rotation = status.rotation
        super().__init__(
            f"{rotation.predecessor.name} was not rotated: {rotation.successor.name} looks like "
            f"its successor. {status.text}",
            rotation.assumed,
        )
        self.status = status


class NoRoom(RotationError):
    """The user's quota of keys is reached, so that no successor can be created.

    Args:
        reason: The server's refusal.
        ready: Rotations that can be finished.
        stale: Keys that could be deleted.
    """

    def __init__(
        self, reason: str, ready: Sequence[RotationStatus], stale: Sequence[AccessKey]
    ) -> None:
        super().__init__(reason, "Make room, or replace the secret in place, with downtime.")
        self.ready = tuple(ready)
        self.stale = tuple(stale)


@dataclass(frozen=True)
class RotationPlan:
    """A rotation to be carried out; the keys are as the server has them."""

    key: AccessKey
    """The predecessor."""
    successor_name: str
    family: str
    """Name that predecessor and successor share, without a number; it names targets."""
    remark: str = ""
    """Why the successor's name does not have the next number; empty if it has."""
    resumed: Rotation | None = None
    """The unfinished rotation to resume; None for a new one."""
    twin: AccessKey | None = None
    """Its successor, whose secret is replaced."""
    statuses: tuple[RotationStatus, ...] = ()
    keys: tuple[AccessKey, ...] = ()

    @property
    def twins(self) -> tuple[AccessKey, ...]:
        """The predecessor, and its successor if there is one."""
        return (self.key,) if self.twin is None else (self.key, self.twin)

    def has_own_twin(self, session: Session) -> bool:
        """Return whether the session signs in with the successor already."""
        return self.twin is not None and session.signs_in_with(self.twin.client_id)


def plan_rotation(
    key: AccessKey,
    keys: Iterable[AccessKey],
    statuses: Iterable[RotationStatus],
    *,
    anew: bool = False,
    adopt: bool = False,
) -> RotationPlan:
    """Plan the rotation of a key.

    Args:
        key: The key, or the successor of an unfinished rotation.
        keys: All of the user's keys.
        statuses: Status of each of the user's rotations.
        anew: Whether to ignore rotations that are only assumed from names and dates.
        adopt: Whether to resume such a rotation if it is unfinished.

    Raises:
        AlreadyRotating: the key is in a rotation that only waits for the delete.
        OnlyAssumed: its rotation is only assumed, and the user has not confirmed it.
        RotationError: another program is working on the rotation.
    """
    listed, known = tuple(keys), tuple(statuses)
    open_ones = [
        status
        for status in known
        if status.state is not RotationState.ENDED and not (anew and status.rotation.assumed)
    ]
    for status in open_ones:
        twins = (status.rotation.predecessor.id, status.rotation.successor.id)
        if key.id in twins or status.successor == key:
            if status.rotation.assumed and not adopt and _is_unfinished(status):
                raise OnlyAssumed(status)
            return _plan_resumed(status, listed, known)
    others = {other.name for other in listed if other.id != key.id}
    name, remark = successor_name(key.name, others)
    family = family_name(key.name, others)
    return RotationPlan(key, name, family, remark, statuses=known, keys=listed)


def plan_delivery_again(
    status: RotationStatus, keys: Iterable[AccessKey], statuses: Iterable[RotationStatus]
) -> RotationPlan:
    """Plan to replace the successor's secret and to restart the watch.

    Raises:
        RotationError: another program is working on the rotation.
    """
    return _plan_resumed(status, tuple(keys), tuple(statuses), again=True)


def _is_unfinished(status: RotationStatus) -> bool:
    return status.state is RotationState.UNFINISHED


def _plan_resumed(
    status: RotationStatus,
    keys: tuple[AccessKey, ...],
    statuses: tuple[RotationStatus, ...],
    *,
    again: bool = False,
) -> RotationPlan:
    rotation = status.rotation
    old, new = rotation.predecessor.name, rotation.successor.name
    if status.is_busy:
        raise RotationError(f"{old} is being rotated by another program just now.")
    predecessor, successor = status.predecessor, status.successor
    is_open = again or _is_unfinished(status)
    if not is_open or predecessor is None or successor is None:
        raise AlreadyRotating(status)
    others = {key.name for key in keys if key.id != rotation.predecessor.id}
    family = family_name(old, others - {new})
    return RotationPlan(predecessor, new, family, "", rotation, successor, statuses, keys)


def no_room(plan: RotationPlan, reason: str, context: FilterContext) -> NoRoom:
    """Return the error for a reached quota, with rotations and keys that would make room."""
    ready = [status for status in plan.statuses if status.state is RotationState.READY]
    stale = [
        key
        for key in plan.keys
        if usage_of(key, context.now, context.limits) in (Usage.STALE, Usage.NEVER)
        and key.id != plan.key.id
    ]
    return NoRoom(reason, ready, stale)


def is_about_quota(error: Rejected) -> bool:
    """Return whether a refusal is about the quota; its HTTP status is not documented."""
    return "quota" in f"{error.message} {error.details}".lower()


def refuse_if_outdated(plan: RotationPlan, written: Rotation | None) -> None:
    """Refuse a plan if another program has changed the rotation since it was made.

    Args:
        plan: The plan.
        written: The rotation in the journal; None if it is not there.

    Raises:
        RotationError: the rotation was changed.
    """
    planned = plan.resumed
    was_written = planned is not None and not planned.assumed
    if written is None and not was_written:
        return
    why = "another program has just done that"
    if written is None:
        why = "another program has ended its rotation"
    elif planned is not None and was_written and _step(written) == _step(planned):
        return
    raise RotationError(f"{plan.key.name} was not rotated: {why}.")


def _step(rotation: Rotation) -> tuple[datetime, bool, datetime | None]:
    """Return the values that every step changes, but an observation of a list does not."""
    return rotation.begun, rotation.stage is Stage.WAITING, rotation.delivered
