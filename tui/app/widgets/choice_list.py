"""A list to choose one line from."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import OptionList

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.content import Content
    from textual.widgets.option_list import Option


class ChoiceList(OptionList):
    """Lines with a cursor, moved by the same keys as everywhere."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "cursor_down", "Down", show=False, id="move.down", tooltip="Next line"),
        Binding("up,k", "cursor_up", "Up", show=False, id="move.up", tooltip="Previous line"),
        Binding("enter", "select", "Choose", id="app.choose", tooltip="Choose this line"),
    ]

    def __init__(self, lines: Iterable[Content | Option]) -> None:
        super().__init__(*lines, compact=True)
