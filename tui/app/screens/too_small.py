"""Screen for a window that has no room for the program."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Static

from ..keymap import KEYMAP
from ..min_size import COLUMNS, LINES, is_too_small

if TYPE_CHECKING:
    from textual.app import ComposeResult


class TooSmall(ModalScreen[None]):
    """Covers everything until there is room again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(KEYMAP["app.quit"], "app.quit", show=False, system=True),
    ]

    def compose(self) -> ComposeResult:
        """Show the size that is needed."""
        yield Static(f"Too small: {COLUMNS}x{LINES} is the least.")

    def on_resize(self) -> None:
        """Leave when there is room."""
        self._leave_if_roomy()

    def on_screen_resume(self) -> None:
        """Leave if there has come to be room while a dialog was on top."""
        self._leave_if_roomy()

    def _leave_if_roomy(self) -> None:
        if self.is_active and not is_too_small(self.app.size):
            self.dismiss()
