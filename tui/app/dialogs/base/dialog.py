"""What all dialogs share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.reactive import var
from textual.screen import ModalScreen

from ...widgets.anchored_box import Steady
from ...widgets.footer import Footer
from ...widgets.notice import Notice

if TYPE_CHECKING:
    from textual.app import ComposeResult

Answer = TypeVar("Answer")

ARMED_AFTER = 0.5
"""Seconds after which a dialog takes an answer: keys typed ahead must not confirm anything."""


class Dialog(Steady, ModalScreen[Answer | None], Generic[Answer]):
    """A box with a title, what it asks or shows, and the keys that it takes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "next", "Next", id="app.next", tooltip="Go to the next field or button"),
        Binding("escape,q", "cancel", "Cancel", id="app.cancel", tooltip="Leave without doing it"),
    ]

    CSS_PATH = Path(__file__).with_suffix(".tcss")

    VERTICAL_BREAKPOINTS = [(0, "-short"), (22, "-tall")]
    """On a low terminal the blank lines go, so that no fact has to be scrolled for."""

    _late_answer: tuple[Answer | None] | None = None

    armed: var[bool] = var(False)
    """Whether the dialog has been on screen long enough for an answer to be meant."""

    def compose(self) -> ComposeResult:
        """Lay out the box."""
        box = VerticalScroll(id="box", can_focus=False)
        box.border_title = self.box_title
        with box:
            yield from self.compose_box()
        yield Footer()

    @property
    def box_title(self) -> str:
        """The title: words of our own, never a text from outside."""
        raise NotImplementedError

    @property
    def left_open(self) -> str:
        """What has to be said if the program ends over this dialog; nothing of most."""
        return ""

    def hold_quit(self) -> bool:
        """Deal with a wish to quit; return whether the program has to go on for now."""
        return False

    def compose_box(self) -> ComposeResult:
        """Lay out what is inside."""
        raise NotImplementedError

    def say(self, text: str, *, failed: bool = False) -> None:
        """Show what is going on, in the notice for that."""
        # While a dialog closes, its children go before its workers do.
        for status in self.query("#status").results(Notice):
            status.say(text, failed=failed)
            if text:
                # Where there is no room for all, it would be said out of sight.
                self.call_after_refresh(status.scroll_visible, animate=False)

    def on_mount(self) -> None:
        """Stand out from a dialog beneath, and start counting until an answer is taken."""
        self.set_class(isinstance(self.app.screen_stack[-2], Dialog), "-above")
        if ARMED_AFTER:
            self.set_timer(ARMED_AFTER, self._arm)
        else:
            self.call_after_refresh(self._arm)

    def on_resize(self) -> None:
        """Have what takes a share of the height take one of the new height.

        Textual remembers how parts were arranged by their width alone.
        """
        for part in self.query("EntryList, ChoiceList"):
            self.place_again()
            part.refresh(layout=True)

    def _arm(self) -> None:
        self.armed = True
        # Buttons that wait for this can be gone to now.
        self.call_after_refresh(self.refresh_bindings)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to go to the next field only where there is one."""
        if action == "next" and len(self.focus_chain) < 2:
            return None
        return super().check_action(action, parameters)

    def action_next(self) -> None:
        """Go to the next field or button."""
        self.focus_next()

    def close(self, answer: Answer | None) -> None:
        """Give the answer, once; beneath another dialog, as soon as that is gone.

        Textual's `is_current` holds beneath a dialog too, and to dismiss pops what is on top.
        """
        if self.is_active:
            self.dismiss(answer)
        else:
            self._late_answer = (answer,)

    def on_screen_resume(self) -> None:
        """Give an answer that came while another dialog was on top."""
        if self._late_answer is not None:
            self.dismiss(self._late_answer[0])

    def action_cancel(self) -> None:
        """Leave without an answer."""
        self.close(None)
