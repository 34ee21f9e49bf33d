"""First frame of the application: written at once, and kept for the next start."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from .min_size import is_too_small
from .screens.my_keys import MyKeysScreen

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from textual.app import App
    from textual.screen import Screen

    from ..runtime.kept_frame import KeptFrame, Skeleton
    from .terminal.textual_internals import CrashSafeApp

_DRAWN_BY = 0.5
"""Seconds after which the frame counts as drawn."""

WRITTEN_AFTER = 1.0
"""Seconds from the frame to the write: by then the list has come, and the disk delays nothing."""


class FirstFrame:
    """First frame, which is kept if it shows no more than that the list is being loaded.

    Args:
        app: The application.
        kept: The file to keep it in; None to keep nothing.
    """

    def __init__(self, app: CrashSafeApp, kept: KeptFrame | None) -> None:
        self._app = app
        self._kept = kept
        self._batch = ExitStack()

    @property
    def is_wanted(self) -> bool:
        """Whether the frame should be kept: then no list may be drawn before it."""
        return self._kept is not None and self._kept.is_wanted

    def hold_back(self) -> None:
        """Write nothing until the frame is complete: Textual would write parts of it first."""
        self._batch.enter_context(self._app.batch_update())

    def write(self, drawn: asyncio.Event) -> None:
        """Write the frame, and make sure that the event gets set."""
        self._batch.close()
        self._app.is_drawn = True
        # The driver knows it a frame earlier, but tests have none, and a screen that is covered at
        # this moment is never drawn.
        self._app.call_after_refresh(drawn.set)
        self._app.set_timer(_DRAWN_BY, drawn.set)

    def keep(self, skeleton: Callable[[], Skeleton]) -> None:
        """Keep the frame that is being drawn; `skeleton` returns the part to keep."""
        app, kept = self._app, self._kept
        if kept is None:
            return
        # The window may have been resized since the start.
        has_size = tuple(app.size) == tuple(app.screen.outer_size) == tuple(kept.size)
        if has_size and _is_blank(app.screen) and not is_too_small(app.size):
            app.set_timer(WRITTEN_AFTER, partial(_write, app, kept, skeleton))


def _is_blank(screen: Screen[Any]) -> bool:
    """Return whether a screen shows no keys, failure, user or input: nothing private."""
    if not isinstance(screen, MyKeysScreen):
        return False
    listing, session = screen.listing, screen.session
    is_unknown = listing.keys is None and listing.failure is None
    return is_unknown and not (session.is_open or session.signed_in_as or session.used.is_set())


def _write(app: App[Any], kept: KeptFrame, skeleton: Callable[[], Skeleton]) -> None:
    def keep() -> None:
        with suppress(ValueError):  # the frame has an unknown escape sequence
            kept.keep(skeleton())

    # In a thread: the home folder may be slow.
    app.run_worker(keep, thread=True, group="background", exit_on_error=False)
