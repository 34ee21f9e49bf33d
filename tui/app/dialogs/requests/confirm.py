"""The card that stands before every change that can't be undone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from textual import on
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, Input, Static

from ...widgets.field import Field
from ...widgets.label_value import ALARMING, IMPORTANT, label_value
from .request_dialog import RequestDialog

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from .change_summary import ChangeSummary

Value = TypeVar("Value")


class Confirm(RequestDialog[Value], Generic[Value]):
    """Shows what will happen, waits for a deliberate yes, and carries it out."""

    def __init__(
        self, question: ChangeSummary, send: Callable[[], Awaitable[Value]], said: str = ""
    ) -> None:
        super().__init__(danger=True)
        self._said = said
        self._question = question
        self.carry_out = send
        """Sends the change."""

    @property
    def act(self) -> str:
        """What is asked about."""
        return self._question.act

    @property
    def box_title(self) -> str:
        """The title."""
        return self._question.title

    def compose_box(self) -> ComposeResult:
        """Lay out the card."""
        yield from self.compose_facts()
        for text in self._question.consequences:
            yield Static(Content(text), classes="consequence")
        if self._question.phrase is not None:
            yield from self._compose_phrase(self._question.phrase)
        yield from self.compose_extra()
        with Horizontal(id="buttons"):
            yield Button("Cancel", id="safe", compact=True)
            yield Button(self._question.verb, id="go", compact=True, disabled=True)
        yield from self.compose_status()

    def compose_facts(self) -> ComposeResult:
        """Lay out what is about to be changed."""
        for fact in self._question.facts:
            style = ALARMING if fact.alarming else IMPORTANT
            yield Static(label_value(fact.label, fact.text, style), classes="fact")

    def compose_extra(self) -> ComposeResult:
        """Lay out what else a change needs."""
        yield from ()

    def _compose_phrase(self, phrase: str) -> ComposeResult:
        ask = Content.assemble(
            f"Type the {self._question.phrase_is}, ", (phrase, "bold"), ", to go on:"
        )
        yield Static(ask, classes="ask")
        yield Field(id="phrase")

    def on_mount(self) -> None:
        """Begin where the user has to, and say what became of it when it was tried before."""
        self.say(self._said, failed=True)
        self.focus_first()

    def focus_first(self) -> None:
        """Focus the field where something has to be typed, else the safe button."""
        self.query_one("#safe" if self._question.phrase is None else "#phrase").focus()

    @property
    def _meant(self) -> bool:
        phrase = self._question.phrase
        typed = phrase is None or self.query_one("#phrase", Input).value.strip() == phrase
        return self.armed and typed and not self.waiting

    def _update_button(self) -> None:
        self.query_one("#go", Button).disabled = not self._meant

    def watch_armed(self) -> None:
        """Enable the button once an answer can be meant."""
        if self.is_mounted:
            self._update_button()

    def watch_waiting(self, waiting: bool) -> None:
        """Take no second answer while the first is on its way."""
        for field in self.query(Field):
            field.disabled = waiting
        self._update_button()
        if not waiting:
            self.focus_first()

    @on(Input.Changed, "#phrase")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._update_button()
        if not self.waiting:
            self.say("")

    @on(Input.Submitted, "#phrase")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if self._meant:
            self.submit()
        elif self.armed:
            self.say(f"That is not the {self._question.phrase_is}.", failed=True)

    @on(Button.Pressed, "#go")
    def _go(self, event: Button.Pressed) -> None:
        event.stop()
        if self._meant:
            self.submit()

    @on(Button.Pressed, "#safe")
    def _stay_safe(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_cancel()

    async def request(self) -> Value:
        """Carry it out."""
        return await self.carry_out()
