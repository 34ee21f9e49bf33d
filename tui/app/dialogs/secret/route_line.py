"""Line of the secret panel with the clipboard route."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from ...keymap import key_name

if TYPE_CHECKING:
    from ....delivery.clipboard import Clipboard


class RouteLine(Static):
    """Names the clipboard route, or the alternatives if there is none.

    Args:
        clipboard: The clipboard, whose route changes as the terminal replies.
        hides: Whether a screencast hides the secret.
    """

    def __init__(self, clipboard: Clipboard, *, hides: bool) -> None:
        self._clipboard = clipboard
        self._hides = hides
        super().__init__(self._content, classes="label")

    def on_mount(self) -> None:
        """Detect the route, and follow its changes."""
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
