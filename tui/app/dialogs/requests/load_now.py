"""Dialog that loads something at once, which can be stopped without a warning."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from textual import work
from textual.content import Content
from textual.widgets import Static

from ...widgets.status_line import StatusLine
from ..base.dialog import Dialog

if TYPE_CHECKING:
    from textual.app import ComposeResult

Value = TypeVar("Value")


class LoadNow(Dialog[Value], Generic[Value]):
    """Loads something and closes with it; None if the user stops it."""

    box_title = "One moment"

    def __init__(self, act: str, load: Callable[[], Awaitable[Value | None]], text: str) -> None:
        """Prepare the dialog.

        Args:
            act: The action that needs it.
            load: Loads it, and reports a failure itself.
            text: Shown while it is being loaded.
        """
        super().__init__()
        self._act = act
        self._load = load
        self._text = text

    def compose_box(self) -> ComposeResult:
        """Lay out the action and the status line."""
        yield Static(Content.styled(self._act, "bold"), classes="fact")
        yield StatusLine()

    def on_mount(self) -> None:
        """Load it."""
        self.say(self._text)
        self._load_now()

    @work(group="request")
    async def _load_now(self) -> None:
        self.close(await self._load())
