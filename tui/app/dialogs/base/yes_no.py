"""A question with a safe answer and another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Horizontal
from textual.widgets import Button, Static

from .dialog import Dialog

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.content import Content


class YesNo(Dialog[bool]):
    """Asks; the safe answer has the focus, the other can be given once it can be meant."""

    def __init__(self, title: str, text: Content, *, yes: str, no: str) -> None:
        super().__init__()
        self._box_title = title
        self._text = text
        self._yes = yes
        self._no = no

    @property
    def box_title(self) -> str:
        """The title."""
        return self._box_title

    def compose_box(self) -> ComposeResult:
        """Lay out the question."""
        yield Static(self._text, classes="fact")
        with Horizontal(id="buttons"):
            yield Button(self._no, id="safe", compact=True)
            yield Button(self._yes, id="go", compact=True, disabled=True)

    def watch_armed(self, armed: bool) -> None:
        """Enable the button once an answer can be meant."""
        if self.is_mounted:
            self.query_one("#go", Button).disabled = not armed

    @on(Button.Pressed)
    def _answer(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "safe":
            self.close(False)
        elif self.armed:
            self.close(True)
