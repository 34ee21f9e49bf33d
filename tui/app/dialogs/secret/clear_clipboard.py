"""The question whether a secret shall stay on the clipboard when the program ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Horizontal
from textual.widgets import Button, Static

from ..base.dialog import Dialog

if TYPE_CHECKING:
    from textual.app import ComposeResult


class ClearClipboard(Dialog[bool]):
    """Offers to clear the clipboard; to keep it is the default, for it is there to be pasted."""

    @property
    def box_title(self) -> str:
        """The title."""
        return "Leave the program"

    def compose_box(self) -> ComposeResult:
        """Lay out the offer."""
        yield Static(
            "A secret that you copied may still be on your clipboard. Keep it there to paste it, "
            "or have it cleared.",
            classes="consequence",
        )
        with Horizontal(id="buttons"):
            yield Button("Keep it and quit", id="keep", compact=True)
            yield Button("Clear it and quit", id="clear", compact=True)

    @on(Button.Pressed)
    def _answer(self, event: Button.Pressed) -> None:
        event.stop()
        self.close(event.button.id == "clear")
