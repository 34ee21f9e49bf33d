"""Line of a dialog that says what is going on."""

from __future__ import annotations

from .notice import Notice


class StatusLine(Notice):
    """A notice that is scrolled to where the dialog has no room for all."""

    def __init__(self) -> None:
        super().__init__(id="status")

    def say(self, text: str, *, failed: bool = False) -> None:
        """Show a text, or nothing."""
        super().say(text, failed=failed)
        if text:
            self.call_after_refresh(self.scroll_visible, animate=False)
