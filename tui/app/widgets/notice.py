"""Notice below the table, about a failure or the state of the list."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


class Notice(Static):
    """A sentence or two, shown as long as they are true; hidden without a text."""

    _text = ""

    def say(self, text: str, *, failed: bool = False) -> None:
        """Show a text; an empty one hides the notice."""
        self.set_class(failed, "-failed")
        self.set_class(bool(text), "-shown")
        if text != self._text:
            self._text = text
            self.update(Content(text))
