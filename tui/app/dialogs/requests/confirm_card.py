"""Card to confirm a change that can't be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.reactive import var
from textual.widgets import Button, Input, Static

from ...widgets.field import Field
from ...widgets.label_value import ALARMING, IMPORTANT, label_value
from ...widgets.status_line import StatusLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.widget import Widget

    from .change_summary import ChangeSummary


class ConfirmCard(Vertical):
    """Shows the summary of a change, and asks for its phrase if it has one.

    The safe button has the focus unless a phrase has to be typed. The other button is enabled once
    the dialog is armed and the phrase is typed exactly.
    """

    armed: var[bool] = var(False)
    """Bound to the dialog's `armed`."""
    waiting: var[bool] = var(False)
    """Bound to the dialog's `waiting`, so that a change is confirmed only once."""

    def __init__(
        self,
        summary: ChangeSummary,
        *,
        agree: Callable[[], None],
        decline: Callable[[], None],
        about: Sequence[Widget] = (),
        fields: Sequence[Widget] = (),
    ) -> None:
        """Prepare a card.

        Args:
            summary: The change.
            agree: Called when the user confirms the change.
            decline: Called when the user presses the safe button.
            about: Widgets with more about the change than the facts of the summary.
            fields: Widgets for further input.
        """
        super().__init__()
        self.summary = summary
        self._agree = agree
        self._decline = decline
        self._about = about
        self._fields = fields

    def compose(self) -> ComposeResult:
        """Lay out the card."""
        for fact in self.summary.facts:
            style = ALARMING if fact.alarming else IMPORTANT
            yield Static(label_value(fact.label, fact.text, style), classes="fact")
        yield from self._about
        for text in self.summary.consequences:
            yield Static(Content(text), classes="consequence")
        if self.summary.phrase is not None:
            yield from self._compose_phrase(self.summary.phrase)
        yield from self._fields
        with Horizontal(id="buttons"):
            yield Button("Cancel", id="safe", compact=True)
            yield Button(self.summary.verb, id="go", compact=True, disabled=True)
        yield StatusLine()

    def _compose_phrase(self, phrase: str) -> ComposeResult:
        ask = Content.assemble(
            f"Type the {self.summary.phrase_is}, ", (phrase, "bold"), ", to go on:"
        )
        yield Static(ask, classes="ask")
        yield Field(id="phrase")

    def on_mount(self) -> None:
        """Focus the phrase, or the safe button without one."""
        self._focus_first()

    def _focus_first(self) -> None:
        self.query_one("#safe" if self.summary.phrase is None else "#phrase").focus()

    @property
    def _is_confirmed(self) -> bool:
        phrase = self.summary.phrase
        is_typed = phrase is None or self.query_one("#phrase", Input).value.strip() == phrase
        return self.armed and is_typed and not self.waiting

    def _update_button(self) -> None:
        self.query_one("#go", Button).disabled = not self._is_confirmed

    def watch_armed(self) -> None:
        """Enable the button once the dialog is armed."""
        if self.is_mounted:
            self._update_button()

    def watch_waiting(self, waiting: bool) -> None:
        """Disable all input until the response has come."""
        if not self.is_mounted:
            return
        for field in self.query("Field, RadioRow"):
            field.disabled = waiting
        self._update_button()
        if not waiting:
            self._focus_first()

    @on(Input.Changed, "#phrase")
    def _check_phrase(self, event: Input.Changed) -> None:
        event.stop()
        self._update_button()
        if not self.waiting:
            self.query_one(StatusLine).say("")

    @on(Input.Submitted, "#phrase")
    def _enter_phrase(self, event: Input.Submitted) -> None:
        event.stop()
        if self._is_confirmed:
            self._agree()
        elif self.armed:
            text = f"That is not the {self.summary.phrase_is}."
            self.query_one(StatusLine).say(text, failed=True)

    def go_on(self) -> None:
        """Move the focus from a further field to the next step, without confirming anything."""
        steps = (*self.query("#go:enabled"), *self.query("#phrase"), self.query_one("#safe"))
        steps[0].focus()

    @on(Button.Pressed, "#go")
    def _go(self, event: Button.Pressed) -> None:
        event.stop()
        if self._is_confirmed:
            self._agree()

    @on(Button.Pressed, "#safe")
    def _stay_safe(self, event: Button.Pressed) -> None:
        event.stop()
        self._decline()
