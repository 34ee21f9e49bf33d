"""Dialog with the state of a rotation, and the possible next steps."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from ....listing.key_facts import Fact
from ...widgets.label_value import IMPORTANT, label_value
from ..base.answer_buttons import AnswerButton, AnswerButtons
from ..base.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult


class RotationStep(Enum):
    """Next step; the value is the label of the button."""

    FINISH = "Delete it"
    AGAIN = "Deliver"
    BACK = "Go back"
    ANEW = "No twins"
    SEE = "See it"
    OTHER = "Finish one"
    STALE = "Delete one"
    IN_PLACE = "In place"


class ChooseStep(Dialog[RotationStep]):
    """Shows a rotation, and offers steps; None if the user takes none."""

    def __init__(
        self,
        title: str,
        name: str,
        facts: Sequence[Fact],
        texts: Sequence[str],
        *steps: RotationStep,
        safe: str = "Cancel",
    ) -> None:
        """Prepare the dialog.

        Args:
            title: The title.
            name: The name of the key.
            facts: The facts about the rotation.
            texts: Descriptions of the rotation and of the steps.
            steps: The steps to offer.
            safe: The label of the button that takes no step.
        """
        super().__init__()
        self.box_title = title
        self._facts = (Fact("Name", name), *facts)
        self._texts = texts
        self._steps = steps
        self._safe = safe

    def compose_box(self) -> ComposeResult:
        """Lay out the facts, and a button for each step."""
        for fact in self._facts:
            yield Static(label_value(fact.label, fact.full_text, IMPORTANT), classes="fact")
        for text in self._texts:
            yield Static(Content(text), classes="consequence")
        yield AnswerButtons(
            AnswerButton("safe", self._safe, None, waits=False),
            *map(AnswerButton.of, self._steps),
        ).data_bind(Dialog.armed)
