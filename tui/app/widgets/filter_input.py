"""Input for a filter."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive, var
from textual.suggester import SuggestionReady
from textual.widgets import Input, Static

from ...listing.filter import Filter
from ...listing.filter_completion import complete
from ...listing.filter_parser import FilterError, parse_filter
from .field import Field
from .one_line import OneLine

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult

    from ...listing.server_query import Query

_HINT = "word  owner:ana  idle:>90d  used:never  created:<2026-01-31  me  !not"

_NOT_HERE = "server: is for All keys: all of your own are listed already"


class _Hint(OneLine):
    text: reactive[str] = reactive(_HINT, layout=False)

    def render(self) -> Content:
        """Draw the text, with an ellipsis where it is too long."""
        return Content(self.text).truncate(self.size.width, ellipsis=True)


class _FilterField(Field):
    """Field whose value is watched instead of handling its messages."""

    def on_input_changed(self, event: Input.Changed) -> None:
        """Stop the message, which would be dispatched to all ancestors."""
        event.stop()


class FilterInput(Vertical):
    """Field below a line with the syntax, the filter in words, or the error in it.

    Screens watch `filter` instead of handling a message, which would arrive a frame later.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "tab", "complete", "Complete", id="keys.complete_term", tooltip="Complete the term"
        ),
        Binding("escape", "clear", "Clear", id="keys.clear", tooltip="Clear the filter"),
    ]

    filter: var[Filter] = var(Filter(), init=False)
    """The last valid filter."""

    class Asked(Message):
        """The server's part of the filter was submitted."""

        def __init__(self, query: Query) -> None:
            super().__init__()
            self.query = query

    class Closed(Message):
        """The input was closed."""

    def __init__(self, start: Filter, owners: Iterable[str], *, allows_server: bool) -> None:
        super().__init__()
        self.set_reactive(FilterInput.filter, start)
        self._asked = start.query
        self._allows_server = allows_server
        self._complete = partial(complete, owners=tuple(owners), allows_server=allows_server)

    def compose(self) -> ComposeResult:
        """Lay out the field."""
        yield _Hint()
        with Horizontal():
            yield Static("/", classes="prompt")
            # After an existing filter, typing begins a new term.
            start = f"{self.filter} ".lstrip()
            yield _FilterField(start, placeholder="any word")

    def on_mount(self) -> None:
        """Parse every change."""
        self.watch(self.query_one(Input), "value", self._parse)

    def focus_field(self) -> None:
        """Focus the field."""
        # Synchronously, as the next key press is meant for the field.
        self.screen.set_focus(self.query_one(Input))

    def _parse(self, text: str) -> None:
        self._suggest(text)
        hint = self.query_one(_Hint)
        try:
            found = self._read(text)
        except FilterError as error:
            # The rows of the last valid filter stay on the screen.
            hint.text = str(error)
            self.add_class("-failed")
            return
        hint.text = _in_words(found) or _HINT
        self.remove_class("-failed")
        # Last, so that all changes are in one frame.
        self.filter = found

    def _suggest(self, text: str) -> None:
        """Suggest a completion in the field, without the worker of Textual's `Suggester`."""
        if text and (completed := self._complete(text)) != text:
            self.query_one(Input).post_message(SuggestionReady(text, completed))

    def _read(self, text: str) -> Filter:
        found = parse_filter(text)
        if found.query and not self._allows_server:
            raise FilterError(_NOT_HERE)
        return found

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        if not self.has_class("-failed"):
            if self.filter.query != self._asked:
                self._asked = self.filter.query
                self.post_message(self.Asked(self._asked))
            self.post_message(self.Closed())

    @on(Input.Blurred)
    def _close(self, event: Input.Blurred) -> None:
        event.stop()
        # If the whole terminal loses the focus, the field gets it back later.
        if self.app.app_focus:
            self.post_message(self.Closed())

    def action_complete(self) -> None:
        """Complete the term before the cursor, or move the focus if there is no completion."""
        field = self.query_one(Input)
        before, after = field.value[: field.cursor_position], field.value[field.cursor_position :]
        completed = before if after[:1].strip() else self._complete(before)
        if completed == before:
            self.screen.focus_next()
            return
        field.value = completed + after
        field.cursor_position = len(completed)

    def action_clear(self) -> None:
        """Clear the filter."""
        self.filter = Filter()
        self.post_message(self.Closed())


def _in_words(typed: Filter) -> str:
    return f"enter: {typed.meaning}" if typed.query else typed.meaning
