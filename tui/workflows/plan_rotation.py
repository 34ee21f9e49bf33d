"""Plans the rotation of a key: a new one, or one to go on with, or the reason why not."""

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
    """A rotation that can't begin or go on; the text says why, and what to do."""


class AlreadyRotating(RotationError):
    """A key that has a successor already, and waits for its end."""

    def __init__(self, status: RotationStatus) -> None:
        rotation = status.rotation
        super().__init__(
            f"{rotation.predecessor.name} is being rotated already: {rotation.successor.name} is "
            f"its successor. {status.text}",
            rotation.assumed,
        )
        self.status = status


class OnlyAssumed(RotationError):
    """An unfinished rotation that was only recognised by names and dates.

    To go on with it gives the supposed successor another secret, which breaks whatever has the
    present one: so somebody has to say that it is the successor.
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
    """The user has as many keys as allowed, so that no successor can be created.

    Args:
        reason: The server's refusal.
        ready: The rotations to finish.
        stale: The keys that could be deleted.
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
    """The name that all twins share, which places of delivery are named after."""
    remark: str = ""
    """The reason why the successor's name is not just the next number; empty if it is."""
    going_on: Rotation | None = None
    """The unfinished rotation to go on with."""
    twin: AccessKey | None = None
    """Its successor, which gets a new secret."""
    statuses: tuple[RotationStatus, ...] = ()
    keys: tuple[AccessKey, ...] = ()

    @property
    def twins(self) -> tuple[AccessKey, ...]:
        """The predecessor, and its successor if there is one."""
        return (self.key,) if self.twin is None else (self.key, self.twin)

    def has_own_twin(self, session: Session) -> bool:
        """Return whether a session signs in with the successor already."""
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
        statuses: The state of the user's rotations.
        anew: Whether rotations that were only recognised by names and dates don't count.
        adopt: Whether to go on with such a rotation if it is unfinished.

    Raises:
        AlreadyRotating: the key is in a rotation that waits already.
        OnlyAssumed: its rotation may be none, and nobody has said that it is one.
        RotationError: another program is at work on it.
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
            return _going_on(status, listed, known)
    others = {other.name for other in listed if other.id != key.id}
    name, remark = successor_name(key.name, others)
    family = family_name(key.name, others)
    return RotationPlan(key, name, family, remark, statuses=known, keys=listed)


def plan_delivery_again(
    status: RotationStatus, keys: Iterable[AccessKey], statuses: Iterable[RotationStatus]
) -> RotationPlan:
    """Plan to give the successor in a rotation another secret, and to begin the watch anew.

    Raises:
        RotationError: another program is at work on it.
    """
    return _going_on(status, tuple(keys), tuple(statuses), again=True)


def _is_unfinished(status: RotationStatus) -> bool:
    return status.state is RotationState.UNFINISHED


def _going_on(
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
    """Return the refusal at the quota, with what would make room."""
    ready = [status for status in plan.statuses if status.state is RotationState.READY]
    stale = [
        key
        for key in plan.keys
        if usage_of(key, context.now, context.limits) in (Usage.STALE, Usage.NEVER)
        and key.id != plan.key.id
    ]
    return NoRoom(reason, ready, stale)


def is_about_quota(error: Rejected) -> bool:
    """Return whether a refusal is about the number of keys, whose status is not documented."""
    return "quota" in f"{error.message} {error.details}".lower()


def refuse_if_begun(plan: RotationPlan, written: Rotation | None) -> None:
    """Refuse what another program has carried out since the plan was made.

    Raises:
        RotationError: it has.
    """
    planned = plan.going_on
    is_known = planned is not None and not planned.assumed
    if written is None and not is_known:
        return
    why = "another program has just done that"
    if written is None:
        why = "another program has ended its rotation"
    elif planned is not None and is_known and _step(written) == _step(planned):
        return
    raise RotationError(f"{plan.key.name} was not rotated: {why}.")


def _step(rotation: Rotation) -> tuple[datetime, bool, datetime | None]:
    """Return the values that change by a step of another program, but not by a look at a list."""
    return rotation.begun, rotation.stage is Stage.WAITING, rotation.delivered
