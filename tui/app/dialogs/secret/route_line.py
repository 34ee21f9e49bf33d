"""Line of the secret panel that says where a copy would go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from ...keymap import key_name

if TYPE_CHECKING:
    from ....delivery.clipboard import Clipboard


class RouteLine(Static):
    """Names the way of copies, or what to do where there is none; changes with what is known.

    Args:
        hides: Whether no secret is shown here.
    """

    def __init__(self, clipboard: Clipboard, *, hides: bool) -> None:
        self._clipboard = clipboard
        self._hides = hides
        super().__init__(self._content, classes="label")

    def on_mount(self) -> None:
        """Look for what shows the program, and change with what the terminal replies."""
        self._stop_watching = self._clipboard.watch(self._change)
        self.run_worker(self._clipboard.look(), group="route")

    def on_unmount(self) -> None:
        """Stop following changes."""
        self._stop_watching()

    def _change(self) -> None:
        self.update(self._content)

    @property
    def _content(self) -> Content:
        route = self._clipboard.explain()
        if not self._clipboard.refuses:
            return Content(route)
        shows = "" if self._hides else f", {key_name('secret.reveal')} shows it"
        return Content(f"{route} {key_name('secret.save')} saves it to a file{shows}.")
