"""Facts about the rotation of a key, with dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .key_facts import Fact
from .usage import ago, minute

if TYPE_CHECKING:
    from datetime import datetime

    from ..api.access_key import AccessKey
    from .rotation_state import RotationStatus


def rotation_facts(key: AccessKey, status: RotationStatus, now: datetime) -> tuple[Fact, ...]:
    """Return the other key, the state, and the date of each step."""
    rotation = status.rotation
    is_old = key.id == rotation.predecessor.id
    role = f"replaced by {rotation.successor.name}"
    if not is_old:
        role = f"successor of {rotation.predecessor.name}"
    moments = (
        ("Begun", rotation.begun),
        # Unknown for a rotation that is assumed from names.
        ("Delivered", None if rotation.assumed else rotation.delivered),
        ("Used since", rotation.last_use),
        ("Ready from", status.ready_at),
    )
    dated = (
        Fact(label, minute(moment), detail=_when(moment, now))
        for label, moment in moments
        if moment is not None
    )
    places = (("Secret to", rotation.destination), ("Missing at", rotation.missing))
    told = (Fact(label, text) for label, text in places if text)
    return (Fact("Rotation", role, detail=status.state.value), *dated, *told)


def _when(moment: datetime, now: datetime) -> str:
    return ago(moment, now) if moment <= now else ""
