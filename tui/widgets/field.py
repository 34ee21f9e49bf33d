"""A field to type into."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input


class Field(Input):
    """One line without a border, whose cursor doesn't blink: a blink costs bytes all the time.

    What was typed stays when the field gets the focus back after a failure, to be mended.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Go on", id="app.go_on", tooltip="Go on with what was typed"),
    ]

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
