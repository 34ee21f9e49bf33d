"""Screen that covers everything while the window is too small."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Static

from ..keymap import KEYMAP

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.geometry import Size


class TooSmall(ModalScreen[None]):
    """Covers everything until the window is large enough again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(KEYMAP["app.quit"], "app.quit", show=False, system=True),
    ]

    def __init__(self, text: str, is_too_small: Callable[[Size], bool]) -> None:
        super().__init__()
        self._text = text
        self._is_too_small = is_too_small

    def compose(self) -> ComposeResult:
        """Show the size that is needed."""
        yield Static(self._text)

    def on_resize(self) -> None:
        """Leave when there is room."""
        self._leave_if_roomy()

    def on_screen_resume(self) -> None:
        """Leave if the window has grown while a dialog was on top."""
        self._leave_if_roomy()

    def _leave_if_roomy(self) -> None:
        if self.is_active and not self._is_too_small(self.app.size):
            self.dismiss()
