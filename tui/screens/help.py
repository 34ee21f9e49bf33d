"""The help, made from the bindings."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from ..dialogs.dialog import Dialog
from ..widgets.verbs import by_group

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from ..widgets.verbs import Verb


class HelpScreen(Dialog[None]):
    """Every key of the screen beneath, and what it does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll(1)", "Down", id="move.down", tooltip="Read on"),
        Binding("up,k", "scroll(-1)", "Up", id="move.up", tooltip="Read back"),
        Binding("escape,q,question_mark", "cancel", "Close", id="app.cancel", tooltip="Close it"),
    ]

    def __init__(self, verbs: list[Verb]) -> None:
        super().__init__()
        self._verbs = by_group(verbs)

    @property
    def box_title(self) -> str:
        """The title."""
        return "Keys"

    def compose_box(self) -> ComposeResult:
        """Lay out the groups."""
        for heading, verbs in groupby(self._verbs, key=lambda verb: verb.group):
            yield Static(heading, classes="heading")
            for verb in verbs:
                keys = " ".join(verb.keys)
                line = Content.assemble(
                    (f"{keys:<9} ", "bold $text-accent"),
                    f"{verb.label:<17} ",
                    (verb.about, "$quiet"),
                )
                yield Static(line, classes="verb")

    def action_scroll(self, by: int) -> None:
        """Scroll by a few lines."""
        self.query_one("#box").scroll_relative(y=3 * by, animate=False)
