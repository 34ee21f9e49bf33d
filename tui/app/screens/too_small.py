"""What is shown in a window that has no room for the program."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Static

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.geometry import Size

_COLUMNS, _LINES = 40, 8


def is_too_small(size: Size) -> bool:
    """Tell whether nobody could see what they do in a window of this size."""
    return size.width < _COLUMNS or size.height < _LINES


class TooSmall(ModalScreen[None]):
    """Covers everything, and keeps the keys from what is not seen, until there is room again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "app.quit", show=False, system=True),
    ]

    def compose(self) -> ComposeResult:
        """Say what is needed."""
        yield Static(f"Too small: {_COLUMNS}x{_LINES} is the least.")

    def on_resize(self) -> None:
        """Go when there is room."""
        self._go()

    def on_screen_resume(self) -> None:
        """Go if there has come to be room while a dialog was on top."""
        self._go()

    def _go(self) -> None:
        if self.is_active and not is_too_small(self.app.size):
            self.dismiss()
