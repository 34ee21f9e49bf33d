"""Dialog with a yes-or-no question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.widgets import Static

from .answer_buttons import AnswerButton, AnswerButtons
from .dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.content import Content
    from textual.dom import DOMNode
    from textual.screen import Screen


@dataclass(frozen=True)
class Question:
    """A question with a safe answer, no, and another one, yes."""

    title: str
    text: Content
    yes: str
    no: str
    """The safe answer, whose button has the focus."""
    danger: bool = False
    """Whether something is lost by a yes."""
    yes_waits: bool = True
    """Whether yes is disabled until the dialog is armed."""


class YesNo(Dialog[bool]):
    """Asks a question; None if the user leaves it without an answer."""

    def __init__(self, question: Question) -> None:
        super().__init__(danger=question.danger)
        self.question = question
        self.box_title = question.title

    def compose_box(self) -> ComposeResult:
        """Lay out the question."""
        yield Static(self.question.text, classes="fact")
        yield AnswerButtons(
            AnswerButton("safe", self.question.no, answer=False, waits=False),
            AnswerButton("go", self.question.yes, answer=True, waits=self.question.yes_waits),
        ).data_bind(Dialog.armed)


def ask(node: DOMNode, question: Question, if_yes: Callable[[], object]) -> None:
    """Open a question on top of a node's screen, unless that screen is closed or covered.

    The answer goes to a callback, as a worker would be cancelled with the dialog.
    """

    def go_on(yes: bool | None) -> None:
        if yes:
            if_yes()

    if node.screen.is_active:
        node.app.push_screen(YesNo(question), go_on)


def is_asking(screen: Screen[Any], question: Question) -> bool:
    """Return whether a screen asks this question."""
    return isinstance(screen, YesNo) and screen.question == question
