"""Queue of key presses: each is dispatched after the effects of the one before."""

from __future__ import annotations

from asyncio import TimerHandle, get_running_loop
from collections import deque
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual import events
from textual.message import Message
from textual.widget import Widget

from .widgets.bindings_view import takes_text

if TYPE_CHECKING:
    from textual.app import App

Typed = events.Key | events.Paste
"""A key press, or a text that was pasted."""

MAX_WAIT = 2.0
"""Seconds after which a key press is dispatched even if the one before is still in progress."""

_SETTLED_AFTER = 0.02
"""Seconds after which a key press has had its effect, if its target has no queued messages."""

_MAX_PROBES = 8
"""Maximum probes for one key press; enough for any chain of messages in this program."""


class Probe(Message):
    """Bubbles from a widget up to the application, after every message posted before it."""


class KeyQueue:
    """Queue that dispatches each key press after the effects of the one before.

    Textual gives a key press to the focused widget at once. A letter takes effect there, but a key
    with a binding bubbles up first, and its action may post messages down and up again. In a burst,
    as after a slow line has stalled, letters would overtake enter, tab and ctrl+u, and what is
    typed after a key that moves the focus would go where the focus was.

    A key press that its target handles by itself, as a letter or one of its `own_keys`, holds up
    nothing. After any other one the next waits until that one, or a probe sent after it, has
    bubbled up to the application, and then until no message is queued any more. At the usual pace
    none waits.

    Args:
        app: The application.
        dispatch: Textual's own handler of an event.
        is_held: Returns whether a dialog is about to open, which key presses must wait for.
        urgent: Keys that bypass the queue, as they have to work when a widget is stuck.
        observe: Called with each key press and its target, just before it is dispatched.
    """

    def __init__(
        self,
        app: App[Any],
        dispatch: Callable[[events.Event], Awaitable[None]],
        is_held: Callable[[], bool] = lambda: False,
        urgent: frozenset[str] = frozenset(),
        observe: Callable[[Typed, Widget], None] = lambda _event, _target: None,
    ) -> None:
        self._app = app
        self._dispatch = dispatch
        self._is_held = is_held
        self._urgent = urgent
        self._observe = observe
        self._waiting: deque[Typed] = deque()
        self._under_way: Typed | None = None
        """The last key press, until it has bubbled up to the application."""
        self._last_target: Widget | None = None
        """Target of the last key press, unless it has handled that by itself."""
        self._last_sent = 0.0
        self._was_overtaken = False
        """Whether another key press came while the last one was under way."""
        self._probe: Probe | None = None
        self._probes = 0
        """Probes that have come back since the last key press did."""
        self._time_limit: TimerHandle | None = None

    @property
    def is_empty(self) -> bool:
        """Whether no key press is waiting."""
        return not self._waiting

    async def put(self, event: Typed) -> None:
        """Dispatch a key press after those before it."""
        if isinstance(event, events.Key) and event.key in self._urgent:
            if not event.is_forwarded:
                self._observe(event, self._target)
            await self._dispatch(event)
        elif not event.is_forwarded:
            self._waiting.append(event)
            await self._dispatch_waiting()
        else:
            await self._dispatch(event)
            if event is self._under_way:
                # Earlier probes are queued ahead of the messages that its action has just posted.
                self._under_way, self._probes = None, 0
                self._last_sent = monotonic()
                self._go_on()

    def handle_probe(self, probe: Probe) -> None:
        """Dispatch further key presses after the current probe has come back."""
        if probe is self._probe:
            self._probe = self._under_way = None
            if self._time_limit is not None:
                self._time_limit.cancel()
            self._go_on()

    @property
    def _target(self) -> Widget:
        return self._app.focused or self._app.screen

    def _go_on(self) -> None:
        if self._waiting:
            # Behind messages to the application itself, such as one that moves the focus.
            self._app.call_later(self._dispatch_waiting)

    async def _dispatch_waiting(self) -> None:
        while self._waiting and self._probe is None:
            target = self._target
            if not self._has_settled(target):
                self._send_probe(target)
                return
            self._probes, self._last_target, self._was_overtaken = 0, None, False
            event = self._waiting.popleft()
            self._observe(event, target)
            await self._dispatch(event)
            if not _is_handled_by(event, target):
                self._under_way, self._last_target = event, target
                self._last_sent = monotonic()

    def _has_settled(self, target: Widget) -> bool:
        if self._under_way is not None:
            return False
        if self._probes >= _MAX_PROBES:
            return True
        if self._is_held():
            return False
        if self._last_target is None:
            return True
        is_close = self._was_overtaken or monotonic() - self._last_sent < _SETTLED_AFTER
        path = (node for node in target.ancestors_with_self if isinstance(node, Widget))
        is_busy = any(node.message_queue_size for node in path)
        return not (is_busy or (is_close and self._probes == 0))

    def _send_probe(self, target: Widget) -> None:
        self._probes += 1
        probe = self._probe = Probe()
        if self._under_way is not None and self._last_target is not None:
            # First to where that key press is; then the way that the next one will take.
            target, self._was_overtaken = self._last_target, True
        if target.post_message(probe):
            self._time_limit = get_running_loop().call_later(MAX_WAIT, self._give_up, probe)
        else:
            self._app.post_message(probe)

    def _give_up(self, probe: Probe) -> None:
        self._probes = _MAX_PROBES
        self._app.post_message(probe)


def _is_handled_by(event: Typed, target: Widget) -> bool:
    """Return whether the target handles an event directly, so that no later one can overtake it."""
    if isinstance(event, events.Key) and event.key in getattr(target, "own_keys", ()):
        return True
    return takes_text(target) and (isinstance(event, events.Paste) or event.is_printable)
