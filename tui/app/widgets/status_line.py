"""Status line of a dialog."""

from __future__ import annotations

from .notice import Notice


class StatusLine(Notice):
    """A notice that scrolls into view where the dialog has no room for everything."""

    def __init__(self) -> None:
        super().__init__(id="status")

    def say(self, text: str, *, failed: bool = False) -> None:
        """Show a text, or nothing."""
        super().say(text, failed=failed)
        if text:
            self.call_after_refresh(self._scroll_into_view)

    def _scroll_into_view(self) -> None:
        self.scroll_visible(animate=False)
        # The scrollbar that the text has brought leaves less width, so that lines break again.
        self.call_after_refresh(self.scroll_visible, animate=False)
