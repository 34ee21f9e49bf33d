"""States of a rotation: its predecessor is still used, quiet, or ready to be deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from .rotation import LONGEST_TOKEN_LIFE, Rotation

if TYPE_CHECKING:
    from ..api.access_key import AccessKey

QUIET_FOR = timedelta(hours=24)
"""Time without a use after which a predecessor is ready to be deleted, by default."""

STUCK_AFTER = timedelta(days=7)
"""Time after the delivery from which a predecessor that is still used counts as stuck."""

LAST_USE = (
    "A key was last used when something last signed in with it: a token issued then is valid until "
    "it expires, and what runs rarely signs in rarely."
)


class RotationState(Enum):
    """State of a rotation; the value is the word for it."""

    UNFINISHED = "unfinished"
    """The successor exists, and nothing has signed in with it yet."""
    STILL_USED = "still used"
    QUIET = "quiet"
    READY = "ready"
    UNCLEAR = "unclear"
    """The predecessor's last use can't be known now."""
    ENDED = "ended"
    """One of the two keys is gone."""


@dataclass(frozen=True)
class RotationStatus:
    """State of a rotation at a moment, with the keys as they are listed."""

    rotation: Rotation
    state: RotationState
    text: str
    """Known facts, in a sentence or two."""
    notes: tuple[str, ...] = ()
    """Warnings before the predecessor is deleted."""
    predecessor: AccessKey | None = None
    successor: AccessKey | None = None
    ready_at: datetime | None = None
    """The moment from which the predecessor is ready, if it is not used again."""
    is_stuck: bool = False
    """Whether it can't proceed without the user."""
    is_busy: bool = False
    """Whether another program is at work on it."""

    @property
    def is_to_go_on(self) -> bool:
        """Whether an earlier run left it unfinished, as the journal has it."""
        is_known = not (self.is_busy or self.rotation.assumed)
        return is_known and self.state is RotationState.UNFINISHED


@dataclass(frozen=True)
class Watch:
    """The way that predecessors are watched."""

    now: datetime
    quiet_for: timedelta = QUIET_FOR
    whole: bool = True
    """Whether the list has all keys, so that one that is missing is gone."""
    token_life: timedelta = timedelta()
    """Life of the tokens that keys get now, as far as is known."""

    def quiet_needed(self, rotation: Rotation) -> timedelta:
        """Return how long a predecessor has to be quiet: at least for the life of a token."""
        token_life = min(self.token_life, LONGEST_TOKEN_LIFE)
        return max(self.quiet_for, rotation.token_life, token_life)


def rotations_by_key(statuses: Iterable[RotationStatus]) -> Mapping[str, RotationStatus]:
    """Return the status for the id of each of the two keys that are still listed."""
    return {
        key.id: status
        for status in statuses
        if status.state is not RotationState.ENDED
        for key in (status.predecessor, status.successor)
        if key is not None
    }
