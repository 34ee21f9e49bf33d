"""Keys whose secret is due to be replaced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from .rotation_state import RotationState

if TYPE_CHECKING:
    from ..api.access_key import AccessKey
    from .rotation_state import RotationStatus


def due_keys(
    keys: Iterable[AccessKey],
    age: timedelta,
    now: datetime,
    rotations: Mapping[str, RotationStatus],
) -> tuple[AccessKey, ...]:
    """Return the keys whose secret is due and which are not being rotated, the oldest first.

    Keys in an unfinished rotation are included, so that the rotation is resumed.

    Args:
        keys: The keys.
        age: The age from which a secret is due, counted from the creation of its key.
        now: The time.
        rotations: Rotation status by the id of the key.
    """
    due = [
        (key.created_at, key)
        for key in keys
        if key.created_at is not None
        and now - key.created_at > age
        and not _is_rotated(rotations.get(key.id))
    ]
    return tuple(key for _, key in sorted(due, key=lambda each: (each[0], each[1].name)))


def _is_rotated(status: RotationStatus | None) -> bool:
    return status is not None and status.state is not RotationState.UNFINISHED
