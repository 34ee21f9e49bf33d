"""A dialog that sends a change and stays until its answer is there."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual import on, work
from textual.message import Message
from textual.reactive import var

from ..api.errors import ApiError, OutcomeUnknown
from ..delivery.files import SaveError
from ..widgets.notice import Notice
from . import dialog
from .dialog import Dialog

if TYPE_CHECKING:
    from textual.app import ComposeResult

Value = TypeVar("Value")


@dataclass(frozen=True)
class Done(Generic[Value]):
    """The change was made."""

    value: Value


@dataclass(frozen=True)
class Lost:
    """The change was sent, and nobody knows what became of it."""

    error: OutcomeUnknown


class RequestDialog(Dialog[Done[Value] | Lost], Generic[Value]):
    """Sends its request at most once at a time, keeps what was typed when it fails.

    While it waits, esc warns first; esc again stops waiting, and the answer counts as lost.
    """

    ABANDON: ClassVar[str] = "It was already sent and may still be carried out."
    """What it means to stop waiting."""

    waiting: var[bool] = var(False, init=False)
    _warned = False
    _warned_at = 0.0

    class Failed(Message):
        """The request was refused, or never left."""

        def __init__(self, error: ApiError | SaveError) -> None:
            super().__init__()
            self.error = error

    class Finished(Message):
        """The request was answered, or its answer was lost."""

        def __init__(self, outcome: Done[Any] | Lost) -> None:
            super().__init__()
            self.outcome = outcome

    def compose_status(self) -> ComposeResult:
        """Lay out the line that says what is going on."""
        yield Notice(id="status")

    async def request(self) -> Value:
        """Send the request."""
        raise NotImplementedError

    def submit(self) -> None:
        """Send the request, unless it is on its way already."""
        if not self.waiting:
            self.waiting, self._warned = True, False
            self.say("Waiting for the answer…")
            self._send()

    @work(group="request")
    async def _send(self) -> None:
        try:
            outcome: Done[Value] | Lost = Done(await self.request())
        except OutcomeUnknown as error:
            outcome = Lost(error)
        except (ApiError, SaveError) as error:
            self.post_message(self.Failed(error))
            return
        self.post_message(self.Finished(outcome))

    @on(Finished)
    def _finish(self, event: Finished) -> None:
        event.stop()
        self.close(event.outcome)

    @on(Failed)
    def _fail(self, event: Failed) -> None:
        event.stop()
        self.waiting = False
        self.say(str(event.error), failed=True)

    def say(self, text: str, *, failed: bool = False) -> None:
        """Show what is going on."""
        self.query_one("#status", Notice).say(text, failed=failed)

    def action_cancel(self) -> None:
        """Leave; with a request on its way, only after a warning."""
        if not self.waiting:
            self.close(None)
        elif not self._warned:
            self._warned, self._warned_at = True, monotonic()
            self.say(f"{self.ABANDON} esc again stops waiting for the answer.", failed=True)
        elif monotonic() - self._warned_at >= dialog.ARMED_AFTER:
            # A second esc out of habit comes sooner than the warning can be read.
            self.close(Lost(OutcomeUnknown("You stopped waiting for the answer.", self.ABANDON)))
