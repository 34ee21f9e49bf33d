"""Smallest window: below it everything is covered, and key presses are dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.geometry import Size
    from textual.screen import Screen

    from .key_queue import Typed

COLUMNS, LINES = 40, 8


def is_too_small(size: Size) -> bool:
    """Return whether nobody could see what they do in a window of this size."""
    return size.width < COLUMNS or size.height < LINES


class Host(Protocol):
    """Parts of the application that the cover needs."""

    @property
    def size(self) -> Size:
        """The size of the window."""

    @property
    def screen(self) -> Screen[Any]:
        """The screen on top."""

    def push_screen(self, screen: Screen[None], callback: Callable[[None], None]) -> object:
        """Show a screen, and call back once it is gone."""

    def call_later(self, callback: Callable[[], None]) -> bool:
        """Call once all messages in the queue have been handled."""


class MinSize:
    """Keeps key presses from what can't be seen.

    Args:
        host: The application.
        allowed: Keys that work in a window of any size.
    """

    def __init__(self, host: Host, allowed: frozenset[str]) -> None:
        self._host = host
        self._allowed = allowed

    def drops(self, event: Typed) -> bool:
        """Return whether nobody sees the effect of a key press, covered already or about to be."""
        is_allowed = getattr(event, "key", "") in self._allowed
        return is_too_small(self._host.size) and not (event.is_forwarded or is_allowed)

    def cover_if_too_small(self) -> None:
        """Cover everything if there is no room for it."""
        if not is_too_small(self._host.size):
            return
        from .screens.too_small import TooSmall

        if not isinstance(self._host.screen, TooSmall):
            self._host.push_screen(TooSmall(), self._uncovered)

    def _uncovered(self, _: None) -> None:
        # The window may have shrunk again in between.
        self._host.call_later(self.cover_if_too_small)
