"""What a window has no room for is covered, and takes no keys."""

from __future__ import annotations

from textual import events

from .leaving import LeavingApp
from .screens.too_small import TooSmall, is_too_small

_LEAVING = frozenset({"q", "ctrl+q", "ctrl+z"})
"""Keys that work in a window of any size."""


class CoveringApp(LeavingApp):
    """Keeps keys from what can't be seen."""

    async def on_event(self, event: events.Event) -> None:
        """Drop what is typed while there is no room, also before it is covered, or in between."""
        is_typed = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        if is_typed and is_too_small(self.size) and getattr(event, "key", "") not in _LEAVING:
            event.stop()
        else:
            await super().on_event(event)

    def cover_if_too_small(self) -> None:
        """Cover everything, if there is no room for it."""
        if is_too_small(self.size) and not isinstance(self.screen, TooSmall):
            self.push_screen(TooSmall(), self._uncovered)

    def _uncovered(self, _: None) -> None:
        # The window may have shrunk again in between.
        self.call_later(self.cover_if_too_small)
