"""The question before a secret is given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, Static

from .dialog import Dialog

if TYPE_CHECKING:
    from textual.app import ComposeResult

_NEITHER = (
    " was neither copied nor saved. If you leave now it is lost; the way out then is a new secret."
)
_SENT = (
    " was sent to your terminal, and nobody can know whether it arrived on your clipboard. Paste "
    "it somewhere to check. If it did not arrive and you leave, it is lost."
)


class LeaveSecret(Dialog[bool]):
    """Asks whether to leave a secret that was not saved, nor copied for certain."""

    def __init__(self, name: str, *, was_sent: bool = False) -> None:
        super().__init__()
        self._was_sent = was_sent
        self._key_name = name

    @property
    def box_title(self) -> str:
        """The title."""
        return "Leave without the secret?"

    def compose_box(self) -> ComposeResult:
        """Lay out the question."""
        known = _SENT if self._was_sent else _NEITHER
        text = Content.assemble("The secret of ", (self._key_name, "bold"), known)
        yield Static(text, classes="fact")
        with Horizontal(id="buttons"):
            yield Button("Stay", id="safe", compact=True)
            yield Button(
                "It arrived" if self._was_sent else "Leave it behind",
                id="go",
                compact=True,
                disabled=True,
            )

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
