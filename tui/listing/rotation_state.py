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
"""Default time without use after which a predecessor is ready to be deleted."""

STUCK_AFTER = timedelta(days=7)
"""Time after the delivery from which a predecessor that is still used counts as stuck."""

LAST_USE = (
    "A key was last used when something last signed in with it: a token issued then is valid until "
    "it expires, and what runs rarely signs in rarely."
)


class RotationState(Enum):
    """State of a rotation; the value is its label."""

    UNFINISHED = "unfinished"
    """The successor exists, and nothing has signed in with it yet."""
    STILL_USED = "still used"
    QUIET = "quiet"
    READY = "ready"
    UNCLEAR = "unclear"
    """The predecessor's last use is not known for certain."""
    ENDED = "ended"
    """One of the two keys is gone."""


@dataclass(frozen=True)
class RotationStatus:
    """State of a rotation at a given time, with its listed keys."""

    rotation: Rotation
    state: RotationState
    text: str
    """Known facts, in a sentence or two."""
    notes: tuple[str, ...] = ()
    """Warnings before the predecessor is deleted."""
    predecessor: AccessKey | None = None
    successor: AccessKey | None = None
    ready_at: datetime | None = None
    """Time from which the predecessor is ready, if it is not used again."""
    is_stuck: bool = False
    """Whether the rotation can't proceed without the user."""
    is_busy: bool = False
    """Whether another program is working on it."""

    @property
    def can_be_resumed(self) -> bool:
        """Whether an earlier run left it unfinished, according to the journal."""
        in_journal = not (self.is_busy or self.rotation.assumed)
        return in_journal and self.state is RotationState.UNFINISHED


@dataclass(frozen=True)
class Watch:
    """Conditions under which predecessors are watched by a list."""

    now: datetime
    quiet_for: timedelta = QUIET_FOR
    is_complete: bool = True
    """Whether the list has all keys, so that a missing key is gone."""
    token_life: timedelta = timedelta()
    """Present lifetime of tokens; zero if not known."""

    def quiet_needed(self, rotation: Rotation) -> timedelta:
        """Return how long a predecessor has to be unused: at least the lifetime of a token."""
        token_life = min(self.token_life, LONGEST_TOKEN_LIFE)
        return max(self.quiet_for, rotation.token_life, token_life)


def rotations_by_key(statuses: Iterable[RotationStatus]) -> Mapping[str, RotationStatus]:
    """Map the id of each listed key to the status of its rotation."""
    return {
        key.id: status
        for status in statuses
        if status.state is not RotationState.ENDED
        for key in (status.predecessor, status.successor)
        if key is not None
    }
