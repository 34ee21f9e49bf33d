"""Row of radio buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from ...text import ELLIPSIS
from .bindings_view import bind
from .column_layout import shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType


_GAP = "  "
_GLYPH = 2
"""Cells of the glyph before an option, and the space between them."""


class RadioRow(Widget, can_focus=True):
    """Options on one line: arrow keys choose the next one, and a click any.

    If they don't all fit, those around the chosen one are shown.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.next_option", "move(1)", "Next way", tooltip="Next option"),
        bind("app.option_before", "move(-1)", show=False, tooltip="Previous option"),
        bind("app.go_on", "submit", "Go on", tooltip="Go on with this option"),
    ]

    options: reactive[tuple[str, ...]] = reactive(())
    chosen: reactive[str] = reactive("")
    """The chosen option; empty if none is chosen yet."""

    class Chosen(Message):
        """Another option was chosen."""

    class Submitted(Message):
        """Enter was pressed."""

    def __init__(self, options: Sequence[str], chosen: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.set_reactive(RadioRow.options, tuple(options))
        self.set_reactive(RadioRow.chosen, chosen)

    def watch_chosen(self) -> None:
        """Post `Chosen`."""
        if self.is_mounted:
            self.post_message(self.Chosen())

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show the focus."""
        super().watch_has_focus(has_focus)
        self.refresh()

    def action_move(self, by: int) -> None:
        """Choose the next or the previous option, wrapping around."""
        before = self.options.index(self.chosen) if self.chosen else -max(0, by)
        self.chosen = self.options[(before + by) % len(self.options)]

    def action_submit(self) -> None:
        """Post `Submitted`."""
        self.post_message(self.Submitted())

    def action_choose(self, place: int) -> None:
        """Choose the option that was clicked."""
        self.chosen = self.options[place]

    def render(self) -> Content:
        """Draw the row."""
        first, last = self._shown()
        entries = map(self._entry, range(first, last))
        before = Content.styled(f"{ELLIPSIS}{_GAP}", "$quiet") if first else Content("")
        after = f"{_GAP}{ELLIPSIS}" if last < len(self.options) else ""
        return Content.assemble(before, Content(_GAP).join(entries), (after, "$quiet"))

    def _shown(self) -> tuple[int, int]:
        """Return the first option that is shown, and the one after the last."""
        widths = [cell_len(self._text(option)) + len(_GAP) for option in self.options]
        room = self.size.width + len(_GAP)
        if sum(widths) <= room or not self.size:
            return 0, len(widths)
        # For the ellipses.
        room -= 2 * (1 + len(_GAP))
        first = self.options.index(self.chosen) if self.chosen else 0
        last = first + 1
        while last < len(widths) and sum(widths[first : last + 1]) <= room:
            last += 1
        while first and sum(widths[first - 1 : last]) <= room:
            first -= 1
        return first, last

    def _text(self, option: str) -> str:
        glyph = "●" if option == self.chosen else "○"
        room = self.size.width - _GLYPH - 2 * (1 + len(_GAP))
        return f"{glyph} {shorten(option, room) if room > 0 else option}"

    def _entry(self, place: int) -> Content:
        option = self.options[place]
        look = "bold $text-primary on $primary-muted" if self.has_focus else "bold $text-primary"
        style = look if option == self.chosen else "$quiet"
        entry = Content.styled(self._text(option), style)
        return entry.stylize(Style.from_meta({"@click": f"choose({place})"}))
