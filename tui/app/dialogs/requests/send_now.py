"""Sends a change that was agreed to already, and waits for its answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from textual.content import Content
from textual.widgets import Static

from .request_dialog import RequestDialog

if TYPE_CHECKING:
    from textual.app import ComposeResult

Value = TypeVar("Value")


class CarryOut(RequestDialog[Value], Generic[Value]):
    """Sends at once; a refusal stays to be read."""

    def __init__(self, act: str, send: Callable[[], Awaitable[Value]]) -> None:
        super().__init__()
        self._asked_for = act
        self._send_change = send

    @property
    def act(self) -> str:
        """What is being done."""
        return self._asked_for

    @property
    def box_title(self) -> str:
        """The title."""
        return "One moment"

    def compose_box(self) -> ComposeResult:
        """Lay out what is being done, and how it goes."""
        yield Static(Content.styled(self.act, "bold"), classes="fact")
        yield from self.compose_status()

    def on_mount(self) -> None:
        """Send it."""
        self.submit()

    async def request(self) -> Value:
        """Carry it out."""
        return await self._send_change()
