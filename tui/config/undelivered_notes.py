"""Opens the folder of the notes about undelivered secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..delivery.undelivered import UndeliveredNotes

if TYPE_CHECKING:
    from .settings import Settings


def undelivered_notes(settings: Settings) -> UndeliveredNotes | None:
    """Return the notes about undelivered secrets; None for the demo, or without a home."""
    if settings.demo_role is not None:
        return None
    from platformdirs import user_state_path

    try:
        return UndeliveredNotes(user_state_path("runai-keys"))
    except RuntimeError:  # a user unknown to the system, as in a container, has no home
        return None
