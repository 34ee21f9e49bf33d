"""Dialog to choose a theme."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.widgets import Static

from ...widgets.bindings_view import bind
from ...widgets.choice_list import ChoiceList
from ..base.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType


class ThemeChoices(ChoiceList):
    """List of themes by name."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.choose", "select", "Choose", tooltip="Use this theme"),
    ]


class ChooseTheme(Dialog[str]):
    """Lists the themes, and previews the one under the cursor."""

    box_title = "Theme"

    def __init__(self, names: Sequence[str], current: str) -> None:
        super().__init__()
        self._names = names
        self._before = current

    def compose_box(self) -> ComposeResult:
        """Lay out the names."""
        yield Static("The program's own come first.", classes="label")
        choices = ThemeChoices(Content(name) for name in self._names)
        choices.highlighted = self._names.index(self._before)
        yield choices

    @on(ChoiceList.OptionHighlighted)
    def _try_on(self, event: ChoiceList.OptionHighlighted) -> None:
        event.stop()
        self.app.theme = self._names[event.option_index]

    @on(ChoiceList.OptionSelected)
    def _choose(self, event: ChoiceList.OptionSelected) -> None:
        event.stop()
        self.close(self._names[event.option_index])

    def action_cancel(self) -> None:
        """Restore the previous theme, and leave."""
        self.app.theme = self._before
        super().action_cancel()
