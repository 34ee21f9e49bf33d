"""Buttons that answer a dialog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import var
from textual.widgets import Button

if TYPE_CHECKING:
    from textual.app import ComposeResult


@dataclass(frozen=True)
class AnswerButton:
    """A button of the row."""

    id: str
    label: str
    waits: bool = True
    """Whether it takes no press until the dialog is armed."""


class AnswerButtons(Horizontal):
    """Row of buttons; what can't be undone waits until a press can be meant.

    The first button should be the safe one: a dialog focuses it when it opens.
    """

    armed: var[bool] = var(False)
    """Bound to that of the dialog."""

    class Answered(Message):
        """A button was pressed."""

        def __init__(self, button_id: str) -> None:
            super().__init__()
            self.button_id = button_id

    def __init__(self, *buttons: AnswerButton) -> None:
        super().__init__(id="buttons")
        self._waiting = {button.id for button in buttons if button.waits}
        self._buttons = buttons

    def compose(self) -> ComposeResult:
        """Lay out the row."""
        for button in self._buttons:
            yield Button(button.label, id=button.id, compact=True, disabled=button.waits)

    def watch_armed(self, armed: bool) -> None:
        """Enable the buttons that wait."""
        for button in self.query(Button):
            button.disabled = not armed and button.id in self._waiting

    @on(Button.Pressed)
    def _answer(self, event: Button.Pressed) -> None:
        event.stop()
        button_id = event.button.id or ""
        if self.armed or button_id not in self._waiting:
            self.post_message(self.Answered(button_id))
