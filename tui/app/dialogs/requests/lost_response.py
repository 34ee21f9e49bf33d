"""Dialog after the response to a change was lost, with the outcome and next steps."""

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
    """Next step; the value is the label of the button."""

    NEW_SECRET = "New secret"  # noqa: S105
    DELETE = "Delete it"
    AGAIN = "Try again"
    LOOK_AGAIN = "Look again"


class LostResponse(Dialog[NextStep]):
    """Shows the outcome as far as known, and offers steps; None if the user takes none."""

    box_title = "The response was lost"

    def __init__(self, act: str, outcome: str, event: str, *steps: NextStep) -> None:
        """Prepare the dialog.

        Args:
            act: The change.
            outcome: The outcome, as far as it is known.
            event: How the response was lost.
            steps: The next steps to offer.
        """
        super().__init__(danger=True)
        self._act = act
        self._text = f"{outcome} {event}"
        self._steps = steps

    @property
    def left_open(self) -> str:
        """The change, whose outcome may be unknown."""
        return may_have_been_made(self._act)

    def compose_box(self) -> ComposeResult:
        """Lay out the outcome and a button for each step."""
        yield Static(Content.styled(self._act, "bold"), classes="fact")
        yield Static(Content(self._text), classes="consequence")
        yield AnswerButtons(
            AnswerButton("safe", "Leave it", None, waits=False),
            *map(AnswerButton.of, self._steps),
        ).data_bind(Dialog.armed)
