"""Dialog after the response to a change was lost: what is known, and the ways out."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from ..base.answer_buttons import AnswerButton, AnswerButtons
from ..base.dialog import Dialog
from .request_dialog import may_have_been_made

if TYPE_CHECKING:
    from textual.app import ComposeResult


class NextStep(Enum):
    """Next step; the value is the word on the button."""

    NEW_SECRET = "New secret"  # noqa: S105
    DELETE = "Delete it"
    AGAIN = "Try again"
    LOOK_AGAIN = "Look again"


class LostResponse(Dialog[NextStep]):
    """Dialog about a lost response: the outcome if known, and choices; None for none of them."""

    box_title = "The answer was lost"

    def __init__(self, act: str, outcome: str, event: str, *ways: NextStep) -> None:
        """Prepare the dialog.

        Args:
            act: The change.
            outcome: What is known of the change by now.
            event: How the response was lost.
            ways: The next steps to offer.
        """
        super().__init__(danger=True)
        self._act = act
        self._text = f"{outcome} {event}"
        self._ways = ways

    @property
    def left_open(self) -> str:
        """The change, whose outcome may be unknown."""
        return may_have_been_made(self._act)

    def compose_box(self) -> ComposeResult:
        """Lay out the outcome and a button for each way out."""
        yield Static(Content.styled(self._act, "bold"), classes="fact")
        yield Static(Content(self._text), classes="consequence")
        yield AnswerButtons(
            AnswerButton("safe", "Leave it", None, waits=False),
            *map(AnswerButton.of, self._ways),
        ).data_bind(Dialog.armed)
