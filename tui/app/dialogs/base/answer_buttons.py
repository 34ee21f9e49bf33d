"""Buttons that answer a dialog."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
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
    """Declaration of a button with its answer."""

    id: str
    label: str
    answer: object
    waits: bool = True
    """Whether it ignores presses until the dialog is armed."""

    @classmethod
    def of(cls, answer: Enum, *, waits: bool = True) -> AnswerButton:
        """Create the button for an enum member whose value is the label."""
        return cls(answer.name.lower(), answer.value, answer, waits)


class AnswerButtons(Horizontal):
    """Row of buttons; those for what can't be undone are disabled until the dialog is armed.

    The first button should be the safe one: a dialog focuses it when it opens.
    """

    armed: var[bool] = var(False)
    """Bound to the dialog's `armed`."""

    class Answered(Message):
        """A button was pressed."""

        def __init__(self, answer: object) -> None:
            super().__init__()
            self.answer = answer

    def __init__(self, *buttons: AnswerButton) -> None:
        super().__init__(id="buttons")
        self._buttons = {button.id: button for button in buttons}

    def compose(self) -> ComposeResult:
        """Lay out the row."""
        for button in self._buttons.values():
            yield Button(button.label, id=button.id, compact=True, disabled=button.waits)

    def watch_armed(self, armed: bool) -> None:
        """Enable the buttons that wait."""
        for button in self.query(Button):
            button.disabled = not armed and self._buttons[button.id or ""].waits

    @on(Button.Pressed)
    def _answer(self, event: Button.Pressed) -> None:
        event.stop()
        button = self._buttons[event.button.id or ""]
        if self.armed or not button.waits:
            self.post_message(self.Answered(button.answer))
