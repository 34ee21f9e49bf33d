"""First frame of the application, which is kept for the next start if it shows no list."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from .min_size import is_too_small
from .screens.my_keys import MyKeysScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App
    from textual.screen import Screen

    from ..runtime.kept_frame import KeptFrame, Skeleton

WRITTEN_AFTER = 1.0
"""Seconds after the frame: by then the list is there, and nothing waits for the disk."""


def keep_if_blank(app: App[Any], kept: KeptFrame, skeleton: Callable[[], Skeleton]) -> None:
    """Keep the frame that is being drawn if it says only that the list is being loaded.

    Args:
        app: The application.
        kept: The file for it.
        skeleton: Returns what to keep of the frame.
    """
    # The window may have been resized since the start.
    is_as_asked = tuple(app.size) == tuple(app.screen.outer_size) == tuple(kept.size)
    if is_as_asked and _is_blank(app.screen) and not is_too_small(app.size):
        app.set_timer(WRITTEN_AFTER, partial(_write, app, kept, skeleton))


def _is_blank(screen: Screen[Any]) -> bool:
    """Return whether it shows nothing that the last start did not know, or that was typed."""
    if not isinstance(screen, MyKeysScreen):
        return False
    listing, session = screen.listing, screen.session
    is_unknown = listing.keys is None and listing.failure is None
    return is_unknown and not (session.is_open or session.signed_in_as or session.used.is_set())


def _write(app: App[Any], kept: KeptFrame, skeleton: Callable[[], Skeleton]) -> None:
    def keep() -> None:
        with suppress(ValueError):  # an unknown sequence in it
            kept.keep(skeleton())

    # In a thread: the home folder may be slow.
    app.run_worker(keep, thread=True, group="background", exit_on_error=False)
