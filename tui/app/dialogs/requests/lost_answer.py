"""What is known after the answer to a change was lost, and the ways out."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from textual import on
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, Static

from ..base.dialog import Dialog
from .request_dialog import may_have_been_made

if TYPE_CHECKING:
    from textual.app import ComposeResult


class WayOut(Enum):
    """What can be done next; the value is the word on the button."""

    NEW_SECRET = "New secret"  # noqa: S105
    DELETE = "Delete it"
    AGAIN = "Try again"
    LOOK_AGAIN = "Look again"


class LostAnswer(Dialog[WayOut]):
    """Says what is known, and offers what helps; gives None if the user leaves it at that."""

    def __init__(self, act: str, text: str, *ways: WayOut) -> None:
        super().__init__()
        self._act = act
        self._text = text
        self._ways = ways

    @property
    def left_open(self) -> str:
        """The act, of which it may not be known what became."""
        return may_have_been_made(self._act)

    @property
    def box_title(self) -> str:
        """The title."""
        return "The answer was lost"

    def compose_box(self) -> ComposeResult:
        """Lay out what is known, and a button for each way out."""
        yield Static(Content.styled(self._act, "bold"), classes="fact")
        yield Static(Content(self._text), classes="consequence")
        with Horizontal(id="buttons"):
            yield Button("Leave it", id="safe", compact=True)
            for way in self._ways:
                yield Button(way.value, id=way.name.lower(), compact=True, disabled=True)

    def watch_armed(self, armed: bool) -> None:
        """Enable the ways out once an answer can be meant."""
        if self.is_mounted:
            for button in self.query(Button):
                button.disabled = not armed and button.id != "safe"

    @on(Button.Pressed)
    def _answer(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "safe":
            self.close(None)
        elif self.armed:
            self.close(WayOut[(event.button.id or "").upper()])
