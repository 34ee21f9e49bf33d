"""The place below the table where a screen says what went wrong or what it is doing."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


class Notice(Static):
    """A sentence or two, shown as long as they hold; takes no room when there is nothing to say."""

    _said = ""

    def say(self, text: str, *, failed: bool = False) -> None:
        """Show a text, or nothing."""
        self.set_class(failed, "-failed")
        self.set_class(bool(text), "-shown")
        if text != self._said:
            self._said = text
            self.update(Content(text))
