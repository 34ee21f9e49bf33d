"""The box that a filter is typed into."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from ..listing.filters import Filter, FilterError, parse_filter
from .field import Field

if TYPE_CHECKING:
    from textual.app import ComposeResult

_HINT = "enter keep · !not owner: idle:>90d used:never"


class FilterBar(Horizontal):
    """A field, and beside it what it takes or what is wrong with what was typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "clear", "Clear", id="keys.clear", tooltip="Filter nothing any more"),
    ]

    class Changed(Message):
        """The filter was changed to one that makes sense."""

        def __init__(self, filter: Filter) -> None:  # noqa: A002
            super().__init__()
            self.filter = filter

    class Closed(Message):
        """The user is done with typing."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """Lay out the field."""
        yield Static("/", classes="prompt")
        yield Field(self._text, placeholder="any word")
        yield Static(Content(_HINT), classes="hint")

    def take_keys(self) -> None:
        """Take the keys."""
        # At once, not with the next message: what is typed next is for the field already.
        self.screen.set_focus(self.query_one(Input))

    @on(Input.Changed)
    def _parse(self, event: Input.Changed) -> None:
        event.stop()
        hint = self.query_one(".hint", Static)
        try:
            found = parse_filter(event.value)
        except FilterError as error:
            # The last good result stays on screen.
            hint.update(Content(str(error)), layout=False)
            self.add_class("-failed")
            return
        hint.update(Content(_HINT), layout=False)
        self.remove_class("-failed")
        self.post_message(self.Changed(found))

    @on(Input.Submitted)
    def _keep(self, event: Input.Submitted) -> None:
        event.stop()
        if not self.has_class("-failed"):
            self.post_message(self.Closed())

    @on(Input.Blurred)
    def _close(self, event: Input.Blurred) -> None:
        event.stop()
        # A terminal window that loses the focus gives it back later.
        if self.app.app_focus:
            self.post_message(self.Closed())

    def action_clear(self) -> None:
        """Filter nothing any more."""
        self.post_message(self.Changed(Filter()))
        self.post_message(self.Closed())
