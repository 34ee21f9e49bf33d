"""Queue of deletes that wait a few seconds, so that they can be taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from math import ceil
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..api.access_key import AccessKey


TICK = 1.0
"""Seconds between updates of the time that is left, while a delete waits."""


class Waiting(NamedTuple):
    """A delete that was not sent yet."""

    key: AccessKey
    due: float
    """The time to send it, by the queue's clock."""
    send: Callable[[], object]
    """Starts the request."""


class DeleteQueue:
    """The deletes that a session is about to send; none of them outlives the program.

    The queue has its own timer, on the event loop: it sends each delete when its time has come,
    and calls its listeners whenever there is something else to show. Before the
    session ends, all that waits has to be sent or taken back.

    Args:
        delay: Seconds that each delete waits; 0 if none does.
        clock: Counts seconds.
    """

    def __init__(self, delay: float, clock: Callable[[], float] = monotonic) -> None:
        self.delay = delay
        self.clock = clock
        self._waiting: tuple[Waiting, ...] = ()
        self._sent: dict[str, str] = {}
        """Names of the keys whose delete was sent, by id."""
        self._failed: dict[str, str] = {}
        """Why keys were not deleted, by id, until the user was told."""
        self._held_at: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._listeners: list[Callable[[], None]] = []
        self._drained = asyncio.Event()

    def __bool__(self) -> bool:
        return bool(self._waiting or self._sent)

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """Deletes that can still be taken back, the latest last."""
        return self._waiting

    @property
    def on_its_way(self) -> tuple[str, ...]:
        """The names of the keys whose delete was sent and has no response yet."""
        return tuple(self._sent.values())

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all keys that wait or were sent: nothing else may be done with those."""
        return frozenset((*(each.key.id for each in self._waiting), *self._sent))

    @property
    def left_open(self) -> list[str]:
        """One sentence for each delete that the program would leave unfinished if it ended now."""
        kept = [
            f"{each.key.name} was still waiting to be deleted: nothing was sent."
            for each in self._waiting
        ]
        lost = [
            f"Deleting {name} was requested, and may have been carried out: check the list."
            for name in self._sent.values()
        ]
        return [*kept, *lost, *self._failed.values()]

    def seconds_left(self, item: Waiting) -> int:
        """Return the whole seconds, rounded up, in which a delete can still be taken back."""
        return max(0, ceil(item.due - self._time))

    @property
    def _time(self) -> float:
        return self.clock() if self._held_at is None else self._held_at

    def listen(self, listener: Callable[[], None]) -> None:
        """Call a function whenever keys come, go or are sent, and each second while any wait."""
        self._listeners.append(listener)

    def unlisten(self, listener: Callable[[], None]) -> None:
        """Stop calling a function."""
        self._listeners.remove(listener)

    def add(self, key: AccessKey, send: Callable[[], object]) -> None:
        """Delete a key after the delay, unless that is taken back in time.

        To be called in the event loop.
        """
        self._waiting += (Waiting(key, self._time + self.delay, send),)
        self._changed()

    def take_back(self) -> AccessKey | None:
        """Take back the latest delete and return its key; None if nothing waits any more."""
        if not self._waiting:
            return None
        *rest, last = self._waiting
        self._waiting = tuple(rest)
        self._changed()
        return last.key

    def take_back_all(self) -> None:
        """Take back all deletes that were not sent."""
        self._waiting = ()
        self._changed()

    def abandon(self) -> list[str]:
        """Forget everything and return what was `left_open`."""
        unfinished, self._waiting = self.left_open, ()
        self._sent.clear()
        self._failed.clear()
        self._drained.set()
        self._changed()
        return unfinished

    def tick(self) -> None:
        """Send the deletes that are due, and have the seconds painted that the others have left."""
        if self._held_at is None:
            self._send([each for each in self._waiting if each.due <= self.clock()])
        self._changed()

    def send_all(self) -> None:
        """Send all deletes that wait."""
        self._held_at = None
        self._send(list(self._waiting))
        self._changed()

    def _send(self, due: list[Waiting]) -> None:
        self._waiting = tuple(each for each in self._waiting if each not in due)
        for each in due:
            self._sent[each.key.id] = each.key.name
            self._drained.clear()
            each.send()

    def ended(self, key: AccessKey, trouble: str = "") -> None:
        """Note the end of a request and, until `forget_failure`, why it did not delete the key."""
        self._sent.pop(key.id, None)
        if trouble:
            self._failed[key.id] = f"Deleting {key.name}: {trouble}"
        if not self._sent:
            self._drained.set()
        self._changed()

    def forget_failure(self, key: AccessKey) -> None:
        """Forget why a key was not deleted: the user knows."""
        self._failed.pop(key.id, None)

    async def drained(self) -> None:
        """Wait until every request that was sent has ended."""
        while self._sent:
            await self._drained.wait()

    def hold(self) -> None:
        """Stop the clock: nothing is sent until `resume` or `send_all`."""
        if self._held_at is None:
            self._held_at = self.clock()
            self._set_timer()

    def resume(self) -> None:
        """Start the clock again; the time while it stood still does not count."""
        if self._held_at is not None:
            pause, self._held_at = self.clock() - self._held_at, None
            self._waiting = tuple(
                Waiting(each.key, each.due + pause, each.send) for each in self._waiting
            )
            self._set_timer()

    def _changed(self) -> None:
        self._set_timer()
        for listener in tuple(self._listeners):
            listener()

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting and self._held_at is None:
            first = min(each.due for each in self._waiting) - self.clock()
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(min(TICK, max(0.0, first)), self.tick)
