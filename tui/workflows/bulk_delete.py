"""Deletes many keys, a few at a time, and records the outcome of each."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from time import monotonic
from typing import TYPE_CHECKING

from ..api.errors import ApiError, OutcomeUnknown, Rejected, SignInFailed
from ..listing.listing import is_complete
from ..listing.server_query import ALL, Query

if TYPE_CHECKING:
    from ..api.access_key import AccessKey
    from ..listing.coverage import AnyKeyList

AT_ONCE = 4
"""Maximum number of requests at the same time."""

Fetch = Callable[[Query], Awaitable["AnyKeyList"]]
Delete = Callable[["AccessKey"], Awaitable[None]]


class DeleteStatus(Enum):
    """Outcome of a delete; the value is its label."""

    DELETED = "deleted"
    GONE = "gone already"
    FAILED = "failed"
    UNKNOWN = "not confirmed"
    HELD = "held back"
    SENT = "on its way"
    WAITING = "not sent"


DONE = frozenset({DeleteStatus.DELETED, DeleteStatus.GONE})
TO_RETRY = frozenset({DeleteStatus.FAILED, DeleteStatus.UNKNOWN})
"""Outcomes to retry; after a lost response too, because deleting a key twice does no harm."""

STILL_LISTED = "It is still listed: it was not deleted, as of now."
"""Outcome of a delete whose response was lost, if its key is in a later list."""


@dataclass(frozen=True)
class Item:
    """A key to be deleted, and the outcome."""

    key: AccessKey
    status: DeleteStatus = DeleteStatus.WAITING
    reason: str = ""


def summary_of(items: Sequence[Item]) -> str:
    """Count the outcomes: "43 deleted, 3 gone already, 4 failed"."""
    counts = {status: sum(item.status is status for item in items) for status in DeleteStatus}
    return ", ".join(f"{count} {status.value}" for status, count in counts.items() if count)


@dataclass(frozen=True)
class FreshKeys:
    """Keys as just listed by the server, by id."""

    keys: Mapping[str, AccessKey] = field(default_factory=dict)
    is_complete: bool = False
    """Whether every key is listed, so that a key that is not here is gone."""


async def refresh_keys(fetch: Fetch, keys: Iterable[AccessKey]) -> FreshKeys:
    """Load the list again, and the lists of single owners for keys beyond the server's limit.

    Raises:
        ApiError: a list can't be loaded.
    """
    found = await fetch(ALL)
    fresh = {key.id: key for key in found.keys}
    if is_complete(found):
        return FreshKeys(fresh, is_complete=True)
    semaphore = asyncio.Semaphore(AT_ONCE)

    async def fetch_owner(owner: str) -> None:
        async with semaphore:
            more = await fetch(Query(created_by=owner))
            fresh.update((key.id, key) for key in more.keys)

    owners = {key.created_by for key in keys if key.id not in fresh}
    await asyncio.gather(*(fetch_owner(owner) for owner in owners if owner))
    return FreshKeys(fresh)


class BulkDelete:
    """Deletes keys that the user confirmed, except those used since they were shown.

    Args:
        keys: The keys as they were shown.
        delete: Deletes one key.
        refresh: Loads the keys again; called before the first delete.
    """

    def __init__(
        self,
        keys: Iterable[AccessKey],
        delete: Delete,
        refresh: Callable[[Iterable[AccessKey]], Awaitable[FreshKeys]],
    ) -> None:
        self._items = {key.id: Item(key) for key in keys}
        self._delete = delete
        self._refresh = refresh
        self._clock = monotonic
        self._begin = 0.0
        self._finished = 0
        self._waiting: deque[AccessKey] = deque()
        self.changed: Callable[[], None] = lambda: None
        """Called on every change of an outcome."""
        self.stopping = False
        """Whether no further requests are sent."""
        self.refused: SignInFailed | None = None
        """The sign-in failure that stopped the run, if one did."""

    @property
    def items(self) -> tuple[Item, ...]:
        """All keys, in their original order."""
        return tuple(self._items.values())

    def with_status(self, *statuses: DeleteStatus) -> tuple[AccessKey, ...]:
        """Return the keys whose outcome is one of `statuses`."""
        return tuple(item.key for item in self.items if item.status in statuses)

    @property
    def seconds_left(self) -> float | None:
        """Estimated seconds left; None before the first response."""
        if not self._finished:
            return None
        left = len(self._waiting) + len(self.with_status(DeleteStatus.SENT))
        return (self._clock() - self._begin) / self._finished * left

    @property
    def summary(self) -> str:
        """The number of keys for each outcome."""
        return summary_of(self.items)

    async def run(self, *statuses: DeleteStatus) -> None:
        """Delete the keys whose outcome is one of `statuses`, until `stop` is called.

        Raises:
            ApiError: the keys could not be loaded again; nothing was deleted.
        """
        self.stopping, self.refused = False, None
        keys = self.with_status(*statuses)
        fresh = await self._refresh(keys)
        self._waiting = deque(key for key in keys if self._may_be_sent(key, fresh))
        self._begin, self._finished = self._clock(), 0
        self.changed()
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(self._work())

    def stop(self) -> None:
        """Send no further requests; `run` waits for those in flight."""
        self.stopping = True
        self.changed()

    def _may_be_sent(self, key: AccessKey, fresh: FreshKeys) -> bool:
        now = fresh.keys.get(key.id)
        if now is None and fresh.is_complete:
            self._note(key, DeleteStatus.GONE)
        elif now is None:
            self._note(
                key, DeleteStatus.HELD, "it can't be found again to see whether it is in use"
            )
        elif (now.last_login, now.last_login_known) != (key.last_login, key.last_login_known):
            self._note(now, DeleteStatus.HELD, "it was used since the list was loaded")
        else:
            self._note(key, DeleteStatus.WAITING)
            return True
        return False

    async def _work(self) -> None:
        while self._waiting and not self.stopping:
            key = self._waiting.popleft()
            self._note(key, DeleteStatus.SENT)
            status, reason = DeleteStatus.UNKNOWN, "Its response was not waited for."
            try:
                status, reason = await self._send(key)
            finally:
                self._finished += 1
                self._note(key, status, reason)

    async def _send(self, key: AccessKey) -> tuple[DeleteStatus, str]:
        try:
            await self._delete(key)
        except OutcomeUnknown as error:
            return DeleteStatus.UNKNOWN, f"{error.event} {error.advice}"
        except ApiError as error:
            if isinstance(error, Rejected) and error.is_gone:
                return DeleteStatus.GONE, ""
            # No other request would succeed without a token.
            if isinstance(error, SignInFailed):
                self.stopping, self.refused = True, error
            return DeleteStatus.FAILED, str(error)
        return DeleteStatus.DELETED, ""

    def _note(self, key: AccessKey, status: DeleteStatus, reason: str = "") -> None:
        self._items[key.id] = replace(self._items[key.id], key=key, status=status, reason=reason)
        self.changed()
