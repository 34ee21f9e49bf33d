"""Base class of all dialogs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from textual import on
from textual.containers import VerticalScroll
from textual.reactive import var
from textual.screen import ModalScreen

from ...messages import DialogMoved
from ...terminal.textual_internals import forget_arrangements
from ...widgets.anchored_layout import AnchoredLayout
from ...widgets.bindings_view import bind
from ...widgets.footer import Footer
from ...widgets.status_line import StatusLine
from .answer_buttons import AnswerButtons

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType

Answer = TypeVar("Answer")

ARMED_AFTER = 0.5
"""Seconds before a dialog accepts a confirmation, so that type-ahead confirms nothing."""


class Dialog(ModalScreen[Answer | None], Generic[Answer]):
    """A box with a title, contents, a status line, and a footer."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.next", "next", "Next", tooltip="Go to the next field or button"),
        bind("app.cancel", "cancel", "Cancel", tooltip="Leave without doing it"),
    ]

    AVAILABLE: ClassVar[Mapping[str, Callable[[Any], bool | None]]] = {
        "next": lambda dialog: len(dialog.focus_chain) > 1 or None,
    }
    """Rules that enable an action (True), grey its key (None) or hide it (False).

    A class declares the rules of its own actions, and inherits the others.
    """

    CSS_PATH = Path(__file__).with_suffix(".tcss")

    VERTICAL_BREAKPOINTS = [(0, "-short"), (22, "-tall")]
    """Low terminals get no blank lines, so that all facts are visible without scrolling."""

    box_title: str
    """The title, parsed as markup: never a text from outside."""

    _late_answer: tuple[Answer | None] | None = None

    armed: var[bool] = var(False)
    """Whether the dialog has been on screen long enough for an answer to be meant."""

    def __init__(self, *, danger: bool = False) -> None:
        """Prepare a dialog.

        Args:
            danger: Whether something can be lost here, which the colour of the frame shows.
        """
        super().__init__(classes="-danger" if danger else None)
        self._anchor = AnchoredLayout.use_on(self, "box")

    def compose(self) -> ComposeResult:
        """Lay out the box."""
        self._fit_height()
        box = VerticalScroll(id="box", can_focus=False)
        box.border_title = self.box_title
        with box:
            yield from self.compose_box()
        yield Footer()

    def _fit_height(self) -> None:
        """Set the class for this height now; Textual would set it after drawing a first layout."""
        rows = self.app.size.height
        _, look = max(each for each in self.VERTICAL_BREAKPOINTS if each[0] <= rows)
        self.add_class(look)

    @property
    def rows_for_notices(self) -> int:
        """Number of rows above the box, where notices cover nothing of it."""
        # There is no box while a dialog opens or closes.
        return min((box.region.y for box in self.query("#box")), default=0)

    @property
    def left_open(self) -> str:
        """Text to print if the program ends while this dialog is open; empty for none."""
        return ""

    def hold_quit(self) -> bool:
        """Handle a request to quit; return whether the program has to keep running for now."""
        return False

    def compose_box(self) -> ComposeResult:
        """Lay out the contents."""
        raise NotImplementedError

    def say(self, text: str, *, failed: bool = False) -> None:
        """Show a text in the status line."""
        # While a dialog closes, its children are removed before its workers are cancelled.
        for status in self.query(StatusLine):
            status.say(text, failed=failed)
        self._report_place()

    def on_mount(self) -> None:
        """Stand out from a dialog beneath, and start the timer that arms the dialog."""
        self._report_place()
        # Empty if another mode is shown by now, such as after the session was switched.
        beneath = self.app.screen_stack[-2:-1]
        self.set_class(any(isinstance(screen, Dialog) for screen in beneath), "-above")
        for screen in beneath:
            # Current notices are shown above this dialog's box instead, and here again afterwards.
            screen.query("ToastRack > *").remove()
        if ARMED_AFTER:
            self.set_timer(ARMED_AFTER, self._arm)
        else:
            self.call_after_refresh(self._arm)

    def _report_place(self) -> None:
        # After the layout, which moves the box.
        self.call_after_refresh(self.post_message, DialogMoved())

    def on_unmount(self) -> None:
        """Report to the application that the dialog has closed."""
        self.app.post_message(DialogMoved())

    def _arm(self) -> None:
        self.armed = True
        # Buttons that waited for this can take the focus now.
        self.call_after_refresh(self.refresh_bindings)

    def on_resize(self) -> None:
        """Lay out again, as Textual's cache ignores changes of the height."""
        if self.query("EntryList, ChoiceList"):
            forget_arrangements(self)
            self._anchor.place_again()
            self.refresh(layout=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Apply the rule of the nearest class that has one for the action."""
        for owner in type(self).__mro__:
            if (is_available := owner.__dict__.get("AVAILABLE", {}).get(action)) is not None:
                return is_available(self)  # type: ignore[no-any-return]
        return super().check_action(action, parameters)

    def action_next(self) -> None:
        """Go to the next field or button."""
        self.focus_next()

    def close(self, answer: Answer | None) -> None:
        """Dismiss the dialog with an answer; beneath another dialog, wait until that has closed.

        Textual's `is_current` is true beneath a dialog, too, and `dismiss` pops the top screen.
        """
        if self.is_active:
            self.dismiss(answer)
        else:
            self._late_answer = (answer,)

    def on_screen_resume(self) -> None:
        """Dismiss with an answer that came while another dialog was on top."""
        if self._late_answer is not None:
            self.dismiss(self._late_answer[0])

    @on(AnswerButtons.Answered)
    def _take_answer(self, event: AnswerButtons.Answered) -> None:
        event.stop()
        self.close(cast("Answer | None", event.answer))

    def action_cancel(self) -> None:
        """Leave without an answer."""
        self.close(None)
