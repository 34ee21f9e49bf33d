"""Minimum window size: in a smaller one everything is covered, and key presses are dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App

    from .key_queue import Typed

COLUMNS, LINES = 40, 8


def is_too_small(size: tuple[int, int]) -> bool:
    """Return whether a window of this size is too small to use."""
    columns, lines = size
    return columns < COLUMNS or lines < LINES


class MinSize:
    """Covers a window that is too small, and drops key presses there.

    Args:
        app: The application.
        allowed: Keys that work in a window of any size.
    """

    def __init__(self, app: App[Any], allowed: frozenset[str]) -> None:
        self._app = app
        self._allowed = allowed

    def drops(self, event: Typed) -> bool:
        """Return whether to drop a key press, as its effect would be covered."""
        is_allowed = getattr(event, "key", "") in self._allowed
        return is_too_small(self._app.size) and not (event.is_forwarded or is_allowed)

    def cover_if_too_small(self) -> None:
        """Cover everything if there is no room for it."""
        if not is_too_small(self._app.size):
            return
        from .screens.too_small import TooSmall

        if not isinstance(self._app.screen, TooSmall):
            text = f"Too small: enlarge the window to {COLUMNS}x{LINES} or more."
            self._app.push_screen(TooSmall(text, is_too_small), self._uncovered)

    def _uncovered(self, _: None) -> None:
        # The window may have shrunk again in between.
        self._app.call_later(self.cover_if_too_small)
