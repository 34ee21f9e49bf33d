"""What a window has no room for is covered, and takes no keys."""

from __future__ import annotations

from textual import events

from .quit_app import LeavingApp
from .screens.too_small import TooSmall, is_too_small

_QUIT = "q"
"""The key that works in a window of any size, beside those that overtake all others."""


class CoveringApp(LeavingApp):
    """Keeps keys from what can't be seen."""

    async def on_event(self, event: events.Event) -> None:
        """Drop what is typed while there is no room, also before it is covered, or in between."""
        if is_too_small(self.size) and self._is_for_the_list(event):
            event.stop()
        else:
            await super().on_event(event)

    def _is_for_the_list(self, event: events.Event) -> bool:
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            return False
        return not (self._is_urgent(event) or getattr(event, "key", "") == _QUIT)

    def cover_if_too_small(self) -> None:
        """Cover everything, if there is no room for it."""
        if is_too_small(self.size) and not isinstance(self.screen, TooSmall):
            self.push_screen(TooSmall(), self._uncovered)

    def _uncovered(self, _: None) -> None:
        # The window may have shrunk again in between.
        self.call_later(self.cover_if_too_small)
