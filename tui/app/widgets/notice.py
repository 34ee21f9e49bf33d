"""The notice below the table: what went wrong, or what the screen is doing."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


class Notice(Static):
    """A sentence or two, shown for as long as they are true; takes no room without a text."""

    _text = ""

    def say(self, text: str, *, failed: bool = False) -> None:
        """Show a text; an empty one hides the notice."""
        self.set_class(failed, "-failed")
        self.set_class(bool(text), "-shown")
        if text != self._text:
            self._text = text
            self.update(Content(text))
