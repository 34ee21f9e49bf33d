"""Finds the place for notes about secrets on their way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..delivery.undelivered import UndeliveredNotes

if TYPE_CHECKING:
    from .settings import Settings


def undelivered_notes(settings: Settings) -> UndeliveredNotes | None:
    """Give the place for notes about secrets on their way; the demo's are worth none."""
    if settings.demo_role is not None:
        return None
    from platformdirs import user_state_path

    try:
        return UndeliveredNotes(user_state_path("runai-keys"))
    except RuntimeError:  # a user whom the system doesn't know, as in a container, has no home
        return None
