"""Status line of a dialog."""

from __future__ import annotations

from .notice import Notice


class StatusLine(Notice):
    """Notice that scrolls into view if the dialog is too high for the screen."""

    def __init__(self) -> None:
        super().__init__(id="status")

    def say(self, text: str, *, failed: bool = False) -> None:
        """Show a text, and scroll it into view."""
        super().say(text, failed=failed)
        if text:
            self.call_after_refresh(self._scroll_into_view)

    def _scroll_into_view(self) -> None:
        self.scroll_visible(animate=False)
        # A scrollbar that has appeared narrows the lines, which then wrap differently.
        self.call_after_refresh(self.scroll_visible, animate=False)
