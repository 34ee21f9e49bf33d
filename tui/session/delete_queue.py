"""Queue of deletes that are sent after a delay, in which they can be taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from math import ceil
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..api.access_key import AccessKey


TICK = 1.0
"""Seconds between updates of the countdown, while a delete is pending."""


class PendingDelete(NamedTuple):
    """A delete that was not sent yet."""

    key: AccessKey
    due: float
    """When to send the request, by the queue's clock."""
    send: Callable[[], object]
    """Starts the request."""


class DeleteQueue:
    """Deletes of a session that are pending or in flight; none of them outlives the program.

    A timer on the event loop sends each delete when its delay is over. Subscribers are called on
    every change. Before the session ends, all pending deletes have to be sent or taken back.

    Args:
        delay: Seconds before each delete is sent; 0 to send it at once.
        clock: Monotonic clock, in seconds.
    """

    def __init__(self, delay: float, clock: Callable[[], float] = monotonic) -> None:
        self.delay = delay
        self.clock = clock
        self._waiting: tuple[PendingDelete, ...] = ()
        self._sent: dict[str, str] = {}
        """Names of the keys whose delete was sent, by id."""
        self._failed: dict[str, str] = {}
        """Sentences about keys that were not deleted, by id, until the user has seen them."""
        self._paused_at: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._subscribers: list[Callable[[], None]] = []
        self._drained = asyncio.Event()

    def __bool__(self) -> bool:
        return bool(self._waiting or self._sent)

    @property
    def waiting(self) -> tuple[PendingDelete, ...]:
        """Deletes that can still be taken back, the latest last."""
        return self._waiting

    @property
    def in_flight(self) -> tuple[str, ...]:
        """Names of the keys whose delete was sent and has no response yet."""
        return tuple(self._sent.values())

    @property
    def ids(self) -> frozenset[str]:
        """Ids of all keys in the queue: no other action on them is allowed."""
        return frozenset((*(each.key.id for each in self._waiting), *self._sent))

    @property
    def left_open(self) -> list[str]:
        """A sentence for each delete that would be unfinished if the program ended now."""
        unsent = [
            f"{each.key.name} was still waiting to be deleted: nothing was sent."
            for each in self._waiting
        ]
        unknown = [
            f"Deleting {name} was requested, and may have been carried out: check the list."
            for name in self._sent.values()
        ]
        return [*unsent, *unknown, *self._failed.values()]

    def seconds_left(self, item: PendingDelete) -> int:
        """Return the seconds, rounded up, until a delete is sent."""
        return max(0, ceil(item.due - self._time))

    @property
    def _time(self) -> float:
        return self.clock() if self._paused_at is None else self._paused_at

    def subscribe(self, callback: Callable[[], None]) -> None:
        """Call `callback` on every change, and each second while a delete is pending."""
        self._subscribers.append(callback)

    def unsubscribe(self, callback: Callable[[], None]) -> None:
        """Stop calling `callback`."""
        self._subscribers.remove(callback)

    def add(self, key: AccessKey, send: Callable[[], object]) -> None:
        """Delete a key after the delay; must be called in the event loop."""
        self._waiting += (PendingDelete(key, self._time + self.delay, send),)
        self._changed()

    def take_back(self) -> AccessKey | None:
        """Take back the latest delete and return its key; None if none is pending."""
        if not self._waiting:
            return None
        *rest, last = self._waiting
        self._waiting = tuple(rest)
        self._changed()
        return last.key

    def take_back_all(self) -> None:
        """Take back all pending deletes."""
        self._waiting = ()
        self._changed()

    def abandon(self) -> list[str]:
        """Empty the queue and return what was `left_open`."""
        unfinished, self._waiting = self.left_open, ()
        self._sent.clear()
        self._failed.clear()
        self._drained.set()
        self._changed()
        return unfinished

    def tick(self) -> None:
        """Send the deletes that are due, and call the subscribers to update the countdown."""
        if self._paused_at is None:
            self._send([each for each in self._waiting if each.due <= self.clock()])
        self._changed()

    def send_all(self) -> None:
        """Send all pending deletes now."""
        self._paused_at = None
        self._send(list(self._waiting))
        self._changed()

    def _send(self, due: list[PendingDelete]) -> None:
        self._waiting = tuple(each for each in self._waiting if each not in due)
        for each in due:
            self._sent[each.key.id] = each.key.name
            self._drained.clear()
            each.send()

    def ended(self, key: AccessKey, trouble: str = "") -> None:
        """Record the end of a request.

        Args:
            key: The key that it was to delete.
            trouble: Why the key was not deleted; kept until `forget_failure`.
        """
        self._sent.pop(key.id, None)
        if trouble:
            self._failed[key.id] = f"Deleting {key.name}: {trouble}"
        if not self._sent:
            self._drained.set()
        self._changed()

    def forget_failure(self, key: AccessKey) -> None:
        """Forget why a key was not deleted, because the user has seen it."""
        self._failed.pop(key.id, None)

    async def drained(self) -> None:
        """Wait until every request that was sent has ended."""
        while self._sent:
            await self._drained.wait()

    def pause(self) -> None:
        """Stop the countdown: nothing is sent until `resume` or `send_all`."""
        if self._paused_at is None:
            self._paused_at = self.clock()
            self._set_timer()

    def resume(self) -> None:
        """Continue the countdown from where it was paused."""
        if self._paused_at is not None:
            pause, self._paused_at = self.clock() - self._paused_at, None
            self._waiting = tuple(each._replace(due=each.due + pause) for each in self._waiting)
            self._set_timer()

    def _changed(self) -> None:
        self._set_timer()
        for callback in tuple(self._subscribers):
            callback()

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting and self._paused_at is None:
            first = min(each.due for each in self._waiting) - self.clock()
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(min(TICK, max(0.0, first)), self.tick)
