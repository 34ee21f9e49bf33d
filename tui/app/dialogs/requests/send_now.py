"""Dialog that sends a request when it opens, and waits for its response."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from textual.content import Content
from textual.widgets import Static

from .request_dialog import RequestDialog

if TYPE_CHECKING:
    from textual.app import ComposeResult

Value = TypeVar("Value")


class SendNow(RequestDialog[Value], Generic[Value]):
    """Shows a request until its response has come; a refusal stays on the screen."""

    box_title = "One moment"

    def __init__(
        self,
        act: str,
        send: Callable[[], Awaitable[Value]],
        *,
        progress_text: str = RequestDialog.progress_text,
        abandon_text: str = RequestDialog.abandon_text,
    ) -> None:
        """Prepare a request.

        Args:
            act: What is being done, such as “Deleting ci-runner”.
            send: Sends the request.
            progress_text: Shown until the response has come.
            abandon_text: Warning of the consequences if the user stops waiting.
        """
        super().__init__()
        self.progress_text, self.abandon_text = progress_text, abandon_text
        self.act = act
        self._send_change = send

    def compose_box(self) -> ComposeResult:
        """Lay out the change and the status line."""
        yield Static(Content.styled(self.act, "bold"), classes="fact")
        yield from self.compose_status()

    def on_mount(self) -> None:
        """Send it."""
        self.submit()

    def on_unmount(self) -> None:
        """Drop the request with its secret, as Textual may keep a closed screen for a while."""
        del self._send_change

    async def request(self) -> Value:
        """Send it."""
        return await self._send_change()


def look_up(act: str, find_out: Callable[[], Awaitable[Value]]) -> SendNow[Value]:
    """Create a dialog that finds out the outcome of a change whose response was lost."""
    return SendNow(
        act,
        find_out,
        progress_text="The response was lost. Checking whether it was carried out…",
        abandon_text="It is not known yet whether it was carried out.",
    )
