"""Filter term about rotations."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from .rotation_state import RotationState

if TYPE_CHECKING:
    from ..api.access_key import AccessKey
    from .filter import FilterContext
    from .rotation_state import RotationStatus


class RotatingChoice(Enum):
    """Values of the field `rotating:`."""

    ANY = ""
    USED = "used"
    QUIET = "quiet"
    READY = "ready"
    STUCK = "stuck"

    def fits(self, status: RotationStatus) -> bool:
        """Return whether a rotation matches."""
        if status.rotation.assumed and self in _CERTAIN:
            return False
        if self is RotatingChoice.STUCK:
            return status.is_stuck
        return self is RotatingChoice.ANY or status.state is _STATES[self]


_STATES = {
    RotatingChoice.USED: RotationState.STILL_USED,
    RotatingChoice.QUIET: RotationState.QUIET,
    RotatingChoice.READY: RotationState.READY,
}
_CERTAIN = (RotatingChoice.READY, RotatingChoice.STUCK)
"""Choices that lead to a delete, so rotations assumed from names never match them."""

_MEANINGS = {
    RotatingChoice.ANY: "is being rotated, or another key's successor",
    RotatingChoice.USED: "is being rotated and still used",
    RotatingChoice.QUIET: "is being rotated and quiet, but not for long enough",
    RotatingChoice.READY: "is rotated and ready to delete",
    RotatingChoice.STUCK: "is in a rotation that is stuck",
}


@dataclass(frozen=True)
class Rotating:
    """Matches both keys of a rotation, or only the predecessor for a choice of one state."""

    choice: RotatingChoice

    def __str__(self) -> str:
        return f"rotating:{self.choice.value}"

    @property
    def meaning(self) -> str:
        """The term in words."""
        return _MEANINGS[self.choice]

    def matches(self, key: AccessKey, context: FilterContext) -> bool:
        """Return whether a key matches."""
        status = context.rotations.get(key.id)
        if status is None or not self.choice.fits(status):
            return False
        # Such keys are about to be deleted, so the successor must not match.
        return self.choice is RotatingChoice.ANY or key.id == status.rotation.predecessor.id
