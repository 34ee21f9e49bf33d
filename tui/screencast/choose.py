"""Chooses the disguise of a run."""

from __future__ import annotations

from .disguise import PLAIN, Disguise


def choose_disguise(*, screencast: bool) -> Disguise:
    """Return pseudonyms for a screencast, which nobody else has to import, or no disguise."""
    if not screencast:
        return PLAIN
    from .pseudonyms import Pseudonyms

    return Pseudonyms()
