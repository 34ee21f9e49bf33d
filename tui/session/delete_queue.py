"""Deletes that wait a few seconds before they are sent, so that they can be taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..api.access_key import AccessKey


@dataclass(frozen=True)
class Waiting:
    """A key that is to be deleted, and when."""

    key: AccessKey
    due: float
    """By the queue's clock."""
    send: Callable[[], object]
    """Has the request sent."""


class DeleteQueue:
    """What a session is about to delete; nothing of it outlives the program.

    It has no timer: whoever shows it calls `send_due` once a second. Whoever wants to end the
    session asks first if there is anything in it, and then sends, or takes back, all that waits.

    Args:
        delay: Seconds that each delete waits; 0 if none does.
        clock: Counts seconds.
    """

    def __init__(self, delay: float, clock: Callable[[], float] = monotonic) -> None:
        self.delay = delay
        self.clock = clock
        self._waiting: tuple[Waiting, ...] = ()
        self._sent: dict[str, str] = {}
        """The names of what is on its way, by id."""
        self._failed: dict[str, str] = {}
        """What became of what was not deleted, by id, until the user was told."""
        self._held_at: float | None = None
        self._listeners: list[Callable[[], None]] = []
        self._drained = asyncio.Event()

    def __bool__(self) -> bool:
        return bool(self._waiting or self._sent)

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """What can still be taken back, the latest last."""
        return self._waiting

    @property
    def on_its_way(self) -> tuple[str, ...]:
        """The names of the keys whose deletion was sent, and not answered yet."""
        return tuple(self._sent.values())

    @property
    def ids(self) -> frozenset[str]:
        """The keys that nothing else may be done with."""
        return frozenset((*(each.key.id for each in self._waiting), *self._sent))

    @property
    def left_open(self) -> list[str]:
        """What has to be said if the program ends now."""
        kept = [
            f"{each.key.name} was still waiting to be deleted: nothing was sent."
            for each in self._waiting
        ]
        lost = [
            f"Deleting {name} was asked for, and may have been carried out: look at the list."
            for name in self._sent.values()
        ]
        return [*kept, *lost, *self._failed.values()]

    def seconds_left(self, item: Waiting) -> int:
        """How long a delete can be taken back, in whole seconds, as a user counts them."""
        return max(0, ceil(item.due - self._time))

    @property
    def _time(self) -> float:
        return self.clock() if self._held_at is None else self._held_at

    def listen(self, listener: Callable[[], None]) -> None:
        """Have something called whenever keys come, go or are sent."""
        self._listeners.append(listener)

    def unlisten(self, listener: Callable[[], None]) -> None:
        """Call it no more."""
        self._listeners.remove(listener)

    def add(self, key: AccessKey, send: Callable[[], object]) -> None:
        """Have a key deleted, unless that is taken back in time."""
        self._waiting += (Waiting(key, self._time + self.delay, send),)
        self._tell()

    def take_back(self) -> AccessKey | None:
        """Keep the key that came last; None if nothing waits any more."""
        if not self._waiting:
            return None
        *rest, last = self._waiting
        self._waiting = tuple(rest)
        self._tell()
        return last.key

    def take_back_all(self) -> None:
        """Keep all keys whose deletion was not sent."""
        self._waiting = ()
        self._tell()

    def abandon(self) -> list[str]:
        """Forget everything, and give what has to be said of it."""
        told, self._waiting = self.left_open, ()
        self._sent.clear()
        self._failed.clear()
        self._drained.set()
        self._tell()
        return told

    def send_due(self) -> None:
        """Send what has waited long enough."""
        if self._held_at is None:
            self._send([each for each in self._waiting if each.due <= self.clock()])

    def send_all(self) -> None:
        """Send what waits."""
        self._held_at = None
        self._send(list(self._waiting))

    def _send(self, due: list[Waiting]) -> None:
        if not due:
            return
        self._waiting = tuple(each for each in self._waiting if each not in due)
        self._sent |= {each.key.id: each.key.name for each in due}
        self._drained.clear()
        for each in due:
            each.send()
        self._tell()

    def ended(self, key: AccessKey, trouble: str = "") -> None:
        """Note that what was sent is over, and why it was not carried out, until that is told."""
        self._sent.pop(key.id, None)
        if trouble:
            self._failed[key.id] = f"Deleting {key.name}: {trouble}"
        if not self._sent:
            self._drained.set()
        self._tell()

    def told(self, key: AccessKey) -> None:
        """Note that the user knows why a key was not deleted."""
        self._failed.pop(key.id, None)

    async def drained(self) -> None:
        """Wait until nothing is on its way any more."""
        while self._sent:
            await self._drained.wait()

    def hold(self) -> None:
        """Let time stand still for what waits."""
        if self._held_at is None:
            self._held_at = self.clock()

    def resume(self) -> None:
        """Let time go on."""
        if self._held_at is not None:
            pause, self._held_at = self.clock() - self._held_at, None
            self._waiting = tuple(
                Waiting(each.key, each.due + pause, each.send) for each in self._waiting
            )

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
