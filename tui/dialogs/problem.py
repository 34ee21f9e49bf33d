"""Says what went wrong, where it must not be overlooked."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from .dialog import Dialog

if TYPE_CHECKING:
    from textual.app import ComposeResult


class Problem(Dialog[None]):
    """A title for what was tried, and the text for why it failed and what to do."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "cancel", "Close", id="app.cancel", tooltip="Back to the list"),
    ]

    def __init__(self, act: str, text: str) -> None:
        super().__init__()
        self._act = act
        self._text = text

    @property
    def box_title(self) -> str:
        """The title."""
        return "This needs your attention"

    def compose_box(self) -> ComposeResult:
        """Lay out the text."""
        yield Static(Content.styled(self._act, "bold"), classes="fact")
        yield Static(Content(self._text), classes="consequence")
