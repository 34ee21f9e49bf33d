"""Row of options, one of which is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from .bindings_view import bind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType


class RadioRow(Widget, can_focus=True):
    """One line; the arrows go to the next option, and a click to any."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.next_option", "move(1)", "Next way", tooltip="Next option"),
        bind("app.option_before", "move(-1)", show=False, tooltip="Previous option"),
    ]

    options: reactive[tuple[str, ...]] = reactive(())
    chosen: reactive[str] = reactive("")

    class Chosen(Message):
        """Another option was chosen."""

    def __init__(self, options: Sequence[str], chosen: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.set_reactive(RadioRow.options, tuple(options))
        self.set_reactive(RadioRow.chosen, chosen)

    def watch_chosen(self) -> None:
        """Post a message."""
        if self.is_mounted:
            self.post_message(self.Chosen())

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show the focus."""
        super().watch_has_focus(has_focus)
        self.refresh()

    def action_move(self, by: int) -> None:
        """Choose the next or the previous option, wrapping around."""
        place = self.options.index(self.chosen)
        self.chosen = self.options[(place + by) % len(self.options)]

    def action_choose(self, place: int) -> None:
        """Choose the option that was clicked."""
        self.chosen = self.options[place]

    def render(self) -> Content:
        """Draw the row."""
        return Content("  ").join(map(self._entry, range(len(self.options))))

    def _entry(self, place: int) -> Content:
        option = self.options[place]
        is_chosen = option == self.chosen
        look = "bold $text-primary on $primary-muted" if self.has_focus else "bold $text-primary"
        entry = Content.styled(
            f"{'●' if is_chosen else '○'} {option}", look if is_chosen else "$quiet"
        )
        return entry.stylize(Style.from_meta({"@click": f"choose({place})"}))
