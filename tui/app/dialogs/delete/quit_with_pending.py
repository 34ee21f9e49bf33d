"""Dialog about pending deletes when the session ends."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.widgets import Static

from ...ask import ask
from ..base.answer_buttons import AnswerButton, AnswerButtons
from ..base.dialog import Dialog
from ..requests.send_now import SendNow

if TYPE_CHECKING:
    from textual.app import App, ComposeResult

    from ....session.delete_queue import DeleteQueue


class Ending(Enum):
    """Decision about the pending deletes; the value is the label of the button."""

    STAY = "Stay"
    TAKE_BACK = "Take back"
    SEND = "Delete now"


class QuitWithPending(Dialog[Ending]):
    """Asks what to do; the button to stay has the focus."""

    box_title = "Deletes are still waiting"

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self._names = names

    def compose_box(self) -> ComposeResult:
        """Lay out the pending deletes and the buttons."""
        yield Static(Content.styled(", ".join(self._names), "bold"), classes="fact")
        yield Static(
            "None of these was sent, and none will be while you choose.", classes="consequence"
        )
        buttons = (AnswerButton.of(ending, waits=ending is Ending.SEND) for ending in Ending)
        yield AnswerButtons(*buttons).data_bind(Dialog.armed)


async def settle_pending(app: App[Any], deletes: DeleteQueue) -> bool:
    """Empty the queue of deletes as the user chooses; call it from a worker.

    Returns:
        Whether the session can end: False if the user stays, or if a delete has failed.
    """
    if deletes.waiting:
        deletes.pause()
        ending = await ask(app, QuitWithPending([each.key.name for each in deletes.waiting]))
        if ending is Ending.SEND:
            deletes.send_all()
        elif ending is Ending.TAKE_BACK:
            deletes.take_back_all()
        deletes.resume()
        if ending in (None, Ending.STAY):
            return False
    if deletes.in_flight:
        act = f"Deleting {', '.join(deletes.in_flight)}"
        await ask(app, SendNow(act, deletes.drained))
    return not deletes and not deletes.left_open
