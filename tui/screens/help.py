"""The help, made from the bindings."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from ..dialogs.dialog import Dialog
from ..widgets.field import Field
from ..widgets.verbs import by_group

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult

    from ..widgets.verbs import Verb


class HelpScreen(Dialog[None]):
    """Every key of the screen beneath, and what it does; `/` looks for words among them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", id="keys.search", tooltip="Show those with a word"),
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
        yield Static(self._page(""), id="page")

    def action_scroll(self, by: int) -> None:
        """Scroll by a few lines."""
        self.query_one("#box").scroll_relative(y=3 * by, animate=False)

    async def action_search(self) -> None:
        """Open the search, or go back to it."""
        if not self.query(Field):
            await self.query_one("#box").mount(Field(placeholder="a key or a word"), before=0)
        self.query_one(Field).focus()

    @on(Field.Changed)
    def _show_found(self, event: Field.Changed) -> None:
        event.stop()
        self.query_one("#page", Static).update(self._page(event.value))

    @on(Field.Submitted)
    def _read_found(self, event: Field.Submitted) -> None:
        event.stop()
        self.set_focus(None)

    def action_cancel(self) -> None:
        """Leave the search first, then the help."""
        if not self.query(Field):
            super().action_cancel()
            return
        self.query(Field).remove()
        self.query_one("#page", Static).update(self._page(""))

    def _page(self, wanted: str) -> Content:
        found = [verb for verb in self._verbs if verb.has(wanted)]
        if not found:
            return Content("No key is for that. esc shows all again.")
        return Content("\n").join(_lines(found))


def _lines(found: list[Verb]) -> Iterator[Content]:
    for number, (group, verbs) in enumerate(groupby(found, key=lambda verb: verb.group)):
        if number:
            yield Content("")
        yield Content.styled(group, "bold $text-primary")
        for verb in verbs:
            keys = " ".join(verb.keys)
            yield Content.assemble(
                (f"{keys:<9} ", "bold $text-accent"),
                f"{verb.label:<17} ",
                (verb.about, "$quiet"),
            )
