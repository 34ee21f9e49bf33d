"""List of lines, one of which can be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.widgets import OptionList

from .bindings_view import bind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.binding import BindingType
    from textual.content import Content
    from textual.widgets.option_list import Option


class ChoiceList(OptionList):
    """Lines with a cursor, which the same keys move as in every list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("move.down", "cursor_down", "Down", show=False, tooltip="Next line"),
        bind("move.up", "cursor_up", "Up", show=False, tooltip="Previous line"),
        bind("app.choose", "select", "Choose", tooltip="Choose this line"),
    ]

    def __init__(self, lines: Iterable[Content | Option]) -> None:
        super().__init__(*lines, compact=True)
