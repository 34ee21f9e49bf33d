"""Base class of dialogs that send a change and stay open until its response has come."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual import on, work
from textual.message import Message
from textual.reactive import var

from ....api.errors import ApiError, OutcomeUnknown, SignInFailed
from ....delivery.private_file import SaveError
from ...cancellation import ends_when_cancelled
from ...keymap import key_name
from ...messages import SignedInAgain, SignInNeeded
from ...sign_in_again import NOT_SENT, SIGNED_IN
from ...widgets.status_line import StatusLine
from ..base import dialog
from ..base.dialog import Dialog

if TYPE_CHECKING:
    from textual.app import ComposeResult

Value = TypeVar("Value")


def may_have_been_made(act: str) -> str:
    """Return the report that a change was sent, and its response not awaited."""
    return f"{act} was requested, and may have been carried out: check the list before you go on."


@dataclass(frozen=True)
class Done(Generic[Value]):
    """The change was made."""

    value: Value


@dataclass(frozen=True)
class Lost:
    """The change was sent, and its outcome is unknown."""

    error: OutcomeUnknown


class RequestDialog(Dialog[Done[Value] | Lost], Generic[Value]):
    """Sends one request at a time, and keeps the input if it fails.

    While it waits, esc warns first; esc again stops waiting, and the response counts as lost.
    Before the change itself is sent, esc cancels the request and keeps the dialog open.
    """

    AVAILABLE: ClassVar = {"cancel": lambda dialog: None if dialog.answered else True}

    act = ""
    """The change, such as “Deleting ci-runner”."""
    progress_text = "Waiting for the response…"
    """Shown until the response has come."""
    abandon_text = "It was already sent and may still be carried out."
    """Warning of the consequences if the user stops waiting."""
    delivery_text: ClassVar[str] = "It was created; its secret is being saved…"
    """Shown from the response to the end of saving."""

    waiting: var[bool] = var(False, init=False)
    answered: var[bool] = var(False, init=False)
    """Whether the change was made, so that the following steps, such as saving, can't be stopped.

    Set by the request itself if it includes such steps.
    """
    _warned = False
    _warned_at = 0.0

    class Failed(Message):
        """The request was refused, or never left."""

        def __init__(self, error: ApiError | SaveError) -> None:
            super().__init__()
            self.error = error

    class Finished(Message):
        """The response has come, or was lost."""

        def __init__(self, outcome: Done[Any] | Lost) -> None:
            super().__init__()
            self.outcome = outcome

    @property
    def on_its_way(self) -> bool:
        """Whether the change may have been sent, and its response has not come yet."""
        return self.waiting

    def watch_answered(self) -> None:
        """Grey the key that leaves the dialog."""
        self.refresh_bindings()

    @property
    def left_open(self) -> str:
        """Text about a request that was sent: its outcome is unknown."""
        return may_have_been_made(self.act) if self.on_its_way else ""

    def hold_quit(self) -> bool:
        """Cancel a request in progress first."""
        was_waiting = self.waiting
        if was_waiting:
            self.action_cancel()
        return was_waiting

    def compose_status(self) -> ComposeResult:
        """Lay out the status line."""
        yield StatusLine()

    async def request(self) -> Value:
        """Send the request."""
        raise NotImplementedError

    def submit(self) -> None:
        """Send the request, unless it is in progress already."""
        if not self.waiting:
            self.waiting, self._warned = True, False
            self.say(self.progress_text)
            self._send()

    @work(group="request")
    @ends_when_cancelled
    async def _send(self) -> None:
        try:
            value = await self.request()
            self.answered = True
            outcome: Done[Value] | Lost = Done(value)
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
        self.refused(event.error)
        if isinstance(event.error, SignInFailed):
            self.say(f"{event.error} {NOT_SENT}", failed=True)
            self.post_message(SignInNeeded(self, event.error))

    @on(SignedInAgain)
    def _offer_again(self, event: SignedInAgain) -> None:
        event.stop()
        self.say(SIGNED_IN)

    def refused(self, error: ApiError | SaveError) -> None:
        """Handle a refusal after it has been shown."""

    def action_cancel(self) -> None:
        """Leave; while a request is on its way, only after a warning."""
        if self.answered:
            self.say(self.delivery_text)
        elif not self.waiting:
            self.close(None)
        elif not self.on_its_way:
            self._stop()
            self.waiting = False
            self.say("Stopped: nothing was sent.")
        elif not self._warned:
            self._warned, self._warned_at = True, monotonic()
            again = f"{key_name('app.cancel')} again stops waiting for the response."
            self.say(f"{self.abandon_text} {again}", failed=True)
        elif monotonic() - self._warned_at >= dialog.ARMED_AFTER:
            # Ignore a habitual second esc, which comes before the warning can be read.
            self._stop()
            self.close(
                Lost(OutcomeUnknown("You stopped waiting for the response.", self.abandon_text))
            )

    def _stop(self) -> None:
        # At once: no request may be sent, and no response arrive, after the user has left.
        self.workers.cancel_group(self, "request")
