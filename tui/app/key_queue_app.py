"""Deals with what is typed in the order of typing."""

from __future__ import annotations

from asyncio import TimerHandle, get_running_loop
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.message import Message
from textual.widgets import Input

from .terminal.textual_internals import CrashSafeApp

if TYPE_CHECKING:
    from textual.widget import Widget

PATIENCE = 2.0
"""Seconds after which a key goes on its way whatever became of the one before."""

_AT_REST = 0.02
"""Seconds after which a key has long had its effect, if no message from there is waiting."""

_ROUNDS = 8
"""How often a key waits for what the one before set off; enough for any chain of messages here."""


class Passed(Message):
    """All that was on its way from a widget up to the application before this is dealt with."""


class InTurnApp(CrashSafeApp):
    """Lets no key overtake another one, nor the effects of another one.

    Textual gives a key to the focused widget at once. There a letter takes effect, but a key with
    a binding goes all the way up first, and what it does may send messages down and up again: in a
    burst, as a slow line makes them, letters overtake enter, tab and ctrl+u, and what is typed
    behind a key that moves the focus goes where it was. Here, behind a key that is no letter of a
    field, the next one waits until that has come back, or else a message that was sent after it,
    and then until nothing is on its way any more. Keys at the usual pace wait for nothing.
    """

    AT_ONCE: ClassVar[frozenset[str]] = frozenset()
    """Keys that overtake all others, because they have to work when a widget is stuck."""

    _under_way: events.Event | None = None
    """The last key, until it has come back."""
    _went_to: Widget | None = None
    """Where the last key went, unless it was a letter of a field."""
    _went_at = 0.0
    _is_waited_for = False
    _follower: Passed | None = None
    """What was sent to learn when all before it is through, until it has come back."""
    _time_limit: TimerHandle | None = None
    _rounds = 0
    """How many such messages have come back since the last key did."""

    def __init__(self) -> None:
        super().__init__()
        self._typed: deque[events.Key | events.Paste] = deque()

    @property
    def between_screens(self) -> bool:
        """Whether the screen that the keys are meant for is still to open."""
        return False

    def note_pressed(self, event: events.Key | events.Paste, target: Widget) -> None:
        """Take note of what is about to be acted upon, and where; of no use to most."""

    async def on_event(self, event: events.Event) -> None:
        """Keep what is typed until it is its turn."""
        if not isinstance(event, events.Key | events.Paste):
            await super().on_event(event)
        elif self._is_urgent(event):
            if not event.is_forwarded:
                self.note_pressed(event, self.focused or self.screen)
            await super().on_event(event)
        elif not event.is_forwarded:
            self._typed.append(event)
            await self._hand_out()
        else:
            await super().on_event(event)
            if event is self._under_way:
                # What went after it went before what it has set off just now.
                self._under_way, self._rounds = None, 0
                self._went_at = monotonic()
                self._continue()

    def _is_urgent(self, event: events.Event) -> bool:
        return isinstance(event, events.Key) and event.key in self.AT_ONCE

    async def _hand_out(self) -> None:
        while self._typed and self._follower is None:
            target = self.focused or self.screen
            if not self._has_settled(target):
                self._follow(target)
                return
            self._rounds, self._went_to, self._is_waited_for = 0, None, False
            event = self._typed.popleft()
            self.note_pressed(event, target)
            await super().on_event(event)
            if not _is_text(event, target):
                self._under_way, self._went_to, self._went_at = event, target, monotonic()

    def _has_settled(self, target: Widget) -> bool:
        if self._under_way is not None:
            return False
        if self._rounds >= _ROUNDS:
            return True
        if self.between_screens:
            return False
        if self._went_to is None:
            return True
        is_close = self._is_waited_for or monotonic() - self._went_at < _AT_REST
        above = (node for node in target.ancestors_with_self if node is not self)
        is_restless = any(node.message_queue_size for node in above)
        return not (is_restless or (is_close and self._rounds == 0))

    def _follow(self, target: Widget) -> None:
        self._rounds += 1
        follower = self._follower = Passed()
        if self._under_way is not None and self._went_to is not None:
            # First to where that key is; once it has come back, the way of the next one.
            target, self._is_waited_for = self._went_to, True
        if target.post_message(follower):
            self._time_limit = get_running_loop().call_later(PATIENCE, self._give_up, follower)
        else:
            self.post_message(follower)

    def _give_up(self, follower: Passed) -> None:
        self._rounds = _ROUNDS
        self.post_message(follower)

    @on(Passed)
    def _take_follower(self, event: Passed) -> None:
        event.stop()
        if event is self._follower:
            self._follower = self._under_way = None
            if self._time_limit is not None:
                self._time_limit.cancel()
            self._continue()

    def _continue(self) -> None:
        if self._typed:
            # Behind what the application has still to do itself, such as moving the focus.
            self.call_later(self._hand_out)


def _is_text(event: events.Key | events.Paste, target: Widget) -> bool:
    """Tell whether a field takes it in by itself: then what comes behind can't overtake it."""
    return isinstance(target, Input) and (isinstance(event, events.Paste) or event.is_printable)
