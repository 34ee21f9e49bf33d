"""Deliveries of a secret to targets, with progress and outcomes."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING

from textual import on, work
from textual.containers import Vertical
from textual.message import Message
from textual.reactive import var

from ....delivery.hand_over import Arrival, TargetOutcome
from ....delivery.private_file import AlreadyThere, SaveError
from ....workflows.deliver import check_targets, deliver
from ...cancellation import ends_when_cancelled
from ...keymap import key_name
from ...widgets.notice import Notice
from ..base.save_form import replace_question
from ..base.yes_no import ask
from .choose_target import ChooseTarget
from .deliver_to import refuse_terminal_in_screencast
from .outcome_line import OutcomeLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from ....delivery.target import Target
    from ....session.session import Session
    from ....workflows.issue_secret import Credentials, SecretIssuer

_TICK = 1.0
"""Seconds between updates of the elapsed time."""


class Deliveries(Vertical):
    """Delivers to one target at a time, and keeps a line for each outcome."""

    going: var[Target | None] = var(None, init=False)
    """The target that is being delivered to."""
    outcomes: var[tuple[TargetOutcome, ...]] = var(())
    """The latest outcome of each target."""
    _begun = 0.0

    class Changed(Message):
        """A delivery has begun or ended."""

    class Ended(Message):
        """A delivery is over."""

        def __init__(self, outcome: TargetOutcome) -> None:
            super().__init__()
            self.outcome = outcome

    class NameTaken(Message):
        """The user already has a file of the name that a target would write."""

        def __init__(self, target: Target, error: AlreadyThere) -> None:
            super().__init__()
            self.target = target
            self.error = error

    def __init__(
        self,
        credentials: Callable[[], Credentials],
        session: Session,
        issuer: SecretIssuer | None,
    ) -> None:
        """Prepare deliveries.

        Args:
            credentials: Returns the credentials, until the panel has dropped them.
            session: The session, with the targets.
            issuer: The request of the secret, whose target is delivered to first.
        """
        super().__init__()
        self._credentials = credentials
        self._session = session
        self._issuer = issuer

    def compose(self) -> ComposeResult:
        """Lay out the line for the current delivery."""
        yield Notice(id="progress")

    def on_mount(self) -> None:
        """Deliver to the target chosen with the request."""
        self._ticks = self.set_interval(_TICK, self._tick, pause=True)
        if self._issuer is not None:
            for target in self._issuer.targets:
                self.begin(target, replace_it=self._issuer.replace_it)

    @property
    def is_idle(self) -> bool:
        """Whether no target is being delivered to."""
        return self.going is None

    @property
    def may_choose(self) -> bool | None:
        """Whether a target can be chosen: None during a delivery, False without targets."""
        return (self.is_idle or None) if self._session.settings.targets else False

    @property
    def arrived(self) -> tuple[TargetOutcome, ...]:
        """The outcomes of targets that have the secret."""
        return tuple(outcome for outcome in self.outcomes if outcome.arrived)

    @property
    def summary(self) -> str:
        """Summary of all deliveries; empty if the secret may be lost."""
        if self.is_verified:
            return "The secret is delivered."
        return f"{self.accepted} accepted the secret: look there." if self.accepted else ""

    @property
    def is_verified(self) -> bool:
        """Whether a target has verifiably got the secret."""
        return any(each.arrival is Arrival.VERIFIED for each in self.outcomes)

    @property
    def accepted(self) -> str:
        """The names of targets that accepted the secret, which was not read back."""
        return _names(self._targets(Arrival.ACCEPTED))

    @property
    def doubtful(self) -> str:
        """The names of targets that may have the secret."""
        going = [self.going] if self.going else []
        return _names(self._targets(Arrival.DOUBTFUL) + going)

    def _targets(self, arrival: Arrival) -> list[Target]:
        return [each.target for each in self.outcomes if each.arrival is arrival]

    def choose(self) -> None:
        """Ask for a target, and deliver to it."""

        def begin(target: Target | None) -> None:
            if target is not None:
                self.begin(target)

        if self.screen.is_active:
            targets = self._session.settings.targets.values()
            self.app.push_screen(ChooseTarget(targets, self._session.disguise), begin)

    def begin(self, target: Target, *, replace_it: bool = False) -> None:
        """Deliver to a target, unless a delivery is in progress."""
        if self.is_idle:
            self._begun = monotonic()
            self.going = target
            self._run(target, replace_it=replace_it)

    @work(group="hand-over")
    @ends_when_cancelled
    async def _run(self, target: Target, *, replace_it: bool) -> None:
        try:
            outcome = await self._deliver(target, replace_it=replace_it)
        except AlreadyThere as error:
            self.post_message(self.NameTaken(target, error))
        except SaveError as error:
            self.post_message(self.Ended(_failed(target, error)))
        except asyncio.CancelledError:
            self.post_message(self.Ended(_stopped(target)))
            raise
        else:
            self.post_message(self.Ended(outcome))

    async def _deliver(self, target: Target, *, replace_it: bool) -> TargetOutcome:
        credentials, lend = self._credentials(), self._session.lend
        refuse_terminal_in_screencast(target, self._session.disguise)
        await check_targets([target], credentials.real.name, replace_it=replace_it)
        settle = self._issuer.settle if self._issuer else lambda: None
        return await deliver(
            credentials.texts, target, settle=settle, lend=lend, replace_it=replace_it
        )

    def stop(self) -> None:
        """Stop the delivery, and end the target's program."""
        self.workers.cancel_group(self, "hand-over")

    @on(NameTaken)
    def _offer_to_replace(self, event: NameTaken) -> None:
        event.stop()
        target = event.target
        if not self.screen.is_active:
            self._end(self.Ended(_failed(target, event.error)))
            return
        self.going = None
        path = target.file_for(self._credentials().real.name)
        ask(self, replace_question(path), lambda: self.begin(target, replace_it=True))

    @on(Ended)
    def _end(self, event: Ended) -> None:
        event.stop()
        outcome = event.outcome
        others = [each for each in self.outcomes if each.target != outcome.target]
        self.outcomes = (*others, outcome)
        self.going = None

    def watch_going(self, going: Target | None) -> None:
        """Show the current delivery."""
        self._tick()
        self.set_class(bool(going), "-going")
        self.set_class(bool(going or self.outcomes), "-shown")
        if going is None:
            self._ticks.pause()
        else:
            self._ticks.resume()
            self.call_after_refresh(self.query_one(Notice).scroll_visible, animate=False)
        self.post_message(self.Changed())

    def _tick(self) -> None:
        self.query_one(Notice).say(self._progress)

    @property
    def _progress(self) -> str:
        if self.going is None:
            return ""
        seconds = int(monotonic() - self._begun)
        took = f" {seconds} s." if seconds else ""
        return f"Delivering to {self.going.name}…{took} {key_name('app.cancel')} stops it."

    async def watch_outcomes(self) -> None:
        """Show a line for each outcome."""
        if not self.is_mounted:
            return
        await self.query(OutcomeLine).remove()
        if not self.is_attached:
            return
        latest, disguise = self.outcomes[-1:], self._session.disguise
        lines = [
            OutcomeLine(outcome, disguise, is_latest=outcome in latest) for outcome in self.outcomes
        ]
        await self.mount(*lines, before=0)
        if lines:
            self.call_after_refresh(lines[-1].scroll_visible, animate=False)


def _names(targets: list[Target]) -> str:
    return " and ".join(dict.fromkeys(target.name for target in targets))


def _failed(target: Target, error: SaveError) -> TargetOutcome:
    return TargetOutcome(target, Arrival.FAILED, str(error))


def _stopped(target: Target) -> TargetOutcome:
    end = ", and its program was ended" if target.path is None else ""
    text = f"You stopped waiting for {target.name}{end}: whether it has the secret is not known."
    return TargetOutcome(target, Arrival.DOUBTFUL, f"{text} Look there.")
