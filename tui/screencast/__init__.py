"""Stand-ins for whatever a screencast must not show."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .disguise import Disguise


def choose_disguise(*, screencast: bool) -> Disguise:
    """Return pseudonyms for a screencast, which nobody else has to import, or no disguise."""
    if screencast:
        from .pseudonyms import Pseudonyms

        return Pseudonyms()
    from .disguise import PLAIN

    return PLAIN
