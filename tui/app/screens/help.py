"""Help screen, made from the bindings."""

from __future__ import annotations

from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from ..dialogs.base.dialog import Dialog
from ..keymap import key_name
from ..widgets.bindings_view import bind, by_group
from ..widgets.field import Field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.geometry import Size

    from ..widgets.bindings_view import BindingView


_ABOUT = 28
"""Column at which descriptions begin."""


class HelpScreen(Dialog[None]):
    """Bindings of the screen beneath, by group; `/` searches them."""

    box_title = "Keys"

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("keys.search", "search", "Search", tooltip="Show keys with a word"),
        bind("move.down", "scroll(1)", "Down", tooltip="Scroll down"),
        bind("move.up", "scroll(-1)", "Up", tooltip="Scroll up"),
        bind("app.close_help", "cancel", "Close", tooltip="Close it"),
    ]

    def __init__(self, entries: list[BindingView]) -> None:
        super().__init__()
        self._entries = by_group(entries)

    def compose_box(self) -> ComposeResult:
        """Lay out the groups."""
        yield KeyPage(self._entries)

    def action_scroll(self, by: int) -> None:
        """Scroll by a few lines."""
        self.query_one("#box").scroll_relative(y=3 * by, animate=False)

    async def action_search(self) -> None:
        """Open the search, or focus it again."""
        if not self.query(Field):
            await self.query_one("#box").mount(Field(placeholder="a key or a word"), before=0)
        self.query_one(Field).focus()

    @on(Field.Changed)
    def _show_found(self, event: Field.Changed) -> None:
        event.stop()
        self.query_one(KeyPage).wanted = event.value

    @on(Field.Submitted)
    def _read_found(self, event: Field.Submitted) -> None:
        event.stop()
        self.set_focus(None)

    def action_cancel(self) -> None:
        """Close the search first, then the help."""
        if not self.query(Field):
            super().action_cancel()
            return
        self.query(Field).remove()
        self.query_one(KeyPage).wanted = ""


class KeyPage(Widget):
    """Bindings under their headings; long descriptions continue on the next line."""

    wanted: reactive[str] = reactive("", layout=True)
    """The words to search for."""

    def __init__(self, entries: list[BindingView]) -> None:
        super().__init__()
        self._entries = entries

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the number of lines."""
        return self._page(width).plain.count("\n") + 1

    def render(self) -> Content:
        """Draw the page."""
        return self._page(self.size.width)

    def _page(self, width: int) -> Content:
        found = [entry for entry in self._entries if entry.has(self.wanted)]
        if not found:
            return Content(f"No key matches. {key_name('app.close_help')} shows all again.")
        return Content("\n").join(_lines(found, width))


def _lines(found: list[BindingView], width: int) -> Iterator[Content]:
    for number, (group, entries) in enumerate(groupby(found, key=lambda entry: entry.group)):
        if number:
            yield Content("")
        yield Content.styled(group, "bold $text-primary")
        for entry in entries:
            keys = " ".join(entry.keys)
            about = wrap(entry.about, max(1, width - _ABOUT)) or [""]
            yield Content.assemble(
                (f"{keys:<9} ", "bold $text-accent"),
                f"{entry.label:<17} ",
                (f"\n{' ' * _ABOUT}".join(about), "$quiet"),
            )
