"""Field to type into."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.geometry import Size
from textual.reactive import var
from textual.widgets import Input

from ..terminal.textual_internals import drawn_at_once
from .bindings_view import bind

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType


class Field(Input):
    """One line without a border, whose cursor doesn't blink: a blink costs bytes all the time.

    What was typed stays when the field gets the focus back after a failure, to be corrected.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.go_on", "submit", "Go on", tooltip="Submit the input"),
    ]

    own_keys: ClassVar[frozenset[str]] = frozenset({"backspace"})
    """Keys, besides characters, that the field handles itself: bindings would wake ancestors."""

    virtual_size = var(Size(0, 0))
    """Textual's lays out the whole screen at each letter; a field has no bars to be moved."""

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        password: bool = False,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(
            value,
            placeholder=placeholder,
            password=password,
            id=id,
            compact=True,
            select_on_focus=False,
        )
        self.cursor_blink = False

    def on_key(self, event: events.Key) -> None:
        """Delete at once."""
        if event.key in self.own_keys:
            event.stop()
            self.action_delete_left()

    def on_paste(self, event: events.Paste) -> None:
        """Paste everything as one line; Textual takes the first line, which may be empty."""
        event.stop()
        event.prevent_default()
        self.replace(event.text, *self.selection)

    def replace(self, text: str, start: int, end: int) -> None:
        """Insert text without characters that a terminal obeys or hides, and draw it at once."""
        with drawn_at_once(self):
            super().replace("".join(filter(str.isprintable, text)), start, end)
