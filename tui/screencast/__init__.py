"""Pseudonyms for names that a screencast must not show."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .disguise import Disguise


def choose_disguise(*, screencast: bool) -> Disguise:
    """Return pseudonyms for a screencast, or else a disguise that changes nothing."""
    if screencast:
        from .pseudonyms import Pseudonyms

        return Pseudonyms()
    from .disguise import PLAIN

    return PLAIN
