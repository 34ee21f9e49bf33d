"""Completes a list that the server truncates, by listing the keys of each owner."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from ..api.errors import ApiError, SignInFailed
from ..listing.coverage import Coverage, MergedList
from ..listing.listing import SERVER_LIMIT
from ..listing.server_query import ALL, Query
from .bulk_delete import AT_ONCE

if TYPE_CHECKING:
    from ..api.access_key import AccessKey
    from ..listing.coverage import AnyKeyList
    from .bulk_delete import Fetch


class Stage(Enum):
    """Stage of the request for an owner's keys; the value is its label."""

    WAITING = "not asked for"
    SENT = "being asked for"
    DONE = "listed"
    FAILED = "failed"


@dataclass(frozen=True)
class OwnerProgress:
    """An owner, and the outcome of listing their keys."""

    owner: str
    stage: Stage = Stage.WAITING
    found: int = 0
    """Number of keys of this owner."""
    full: bool = False
    """Whether the server may have left out keys."""
    others: bool = False
    """Whether keys of other owners were listed too; how the server matches is undocumented."""
    reason: str = ""
    """Why the request failed."""


class ListByOwner:
    """Lists everybody's keys, then the keys of each owner in that list and of further ones.

    Args:
        fetch: Loads a list.
        named: Further owners.
        known: Keys of an earlier list: their owners are included, and the keys are kept if the
            request for their owner fails.
    """

    def __init__(
        self,
        fetch: Fetch,
        named: Iterable[str] = (),
        known: Iterable[AccessKey] = (),
    ) -> None:
        self._fetch = fetch
        self._known = tuple(known)
        self.changed: Callable[[], None] = lambda: None
        """Called on every change of the progress."""
        self._owners: dict[str, OwnerProgress] = {}
        self._waiting: deque[str] = deque()
        self._keys: dict[str, AccessKey] = {}
        self._first_ids: frozenset[str] | None = None
        """Ids of the first list."""
        self._skipped = 0
        self._is_complete = False
        """Whether the first list has all keys."""
        self._differences = 0
        self.refused: SignInFailed | None = None
        """The sign-in failure that stopped the run, if one did."""
        self._add_owners(key.created_by for key in self._known)
        self._add_named(named)

    @property
    def owners(self) -> tuple[OwnerProgress, ...]:
        """All owners, in the order in which they were found."""
        return tuple(self._owners.values())

    @property
    def has_begun(self) -> bool:
        """Whether the first list was loaded."""
        return self._first_ids is not None

    def at(self, *stages: Stage) -> tuple[OwnerProgress, ...]:
        """Return the owners at one of `stages`."""
        return tuple(owner for owner in self.owners if owner.stage in stages)

    async def run(self) -> None:
        """List the keys of all owners who are waiting or failed.

        Raises:
            ApiError: the first list can't be loaded.
        """
        self.refused = None
        for failed in self.at(Stage.FAILED):
            self._set(OwnerProgress(failed.owner))
            self._waiting.append(failed.owner)
        if self._first_ids is None:
            first = await self._fetch(ALL)
            self._first_ids = frozenset(key.id for key in first.keys)
            self._skipped = first.skipped
            self._is_complete = len(first.keys) + first.skipped < SERVER_LIMIT
            self._add(first)
        if self._is_complete:
            return
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(self._work())
        if self.refused is None:
            await self._compare()

    def result(self) -> MergedList:
        """Return the keys found so far, and how complete they are."""
        if self._is_complete:
            return MergedList(tuple(self._keys.values()), self._skipped, None)
        not_done = {each.owner for each in self.owners if each.stage is not Stage.DONE}
        kept = {key.id: key for key in self._known if key.created_by in not_done}
        keys = tuple((kept | self._keys).values())
        return MergedList(keys, self._skipped, self._coverage(keys))

    def _coverage(self, keys: tuple[AccessKey, ...]) -> Coverage:
        done = self.at(Stage.DONE)
        listed = {key.created_by for key in keys}
        return Coverage(
            loaded=len(done),
            not_loaded=len(self.at(Stage.WAITING, Stage.SENT)),
            failed=tuple(each.owner for each in self.at(Stage.FAILED)),
            full=tuple(each.owner for each in done if each.full),
            unmatched=tuple(each.owner for each in done if not each.found and each.owner in listed),
            without_owner=sum(not key.created_by for key in keys),
            has_other_owners=any(each.others for each in done),
            changed=self._differences,
        )

    def _add_named(self, names: Iterable[str]) -> None:
        known = {owner.casefold() for owner in self._owners}
        for name in names:
            if name.casefold() not in known:
                known.add(name.casefold())
                self._add_owners([name])

    def _add_owners(self, owners: Iterable[str | None]) -> None:
        # Spelled as by the server, which may distinguish upper from lower case.
        for owner in owners:
            if owner and owner not in self._owners:
                self._owners[owner] = OwnerProgress(owner)
                self._waiting.append(owner)

    def _add(self, found: AnyKeyList) -> None:
        self._keys |= {key.id: key for key in found.keys}
        self._add_owners(key.created_by for key in found.keys)
        self.changed()

    async def _work(self) -> None:
        while self._waiting:
            await self._list_owner(self._waiting.popleft())

    async def _list_owner(self, owner: str) -> None:
        self._set(OwnerProgress(owner, Stage.SENT))
        try:
            found = await self._fetch(Query(created_by=owner))
        except asyncio.CancelledError:
            self._set(OwnerProgress(owner))
            self._waiting.append(owner)
            raise
        except ApiError as error:
            self._set(OwnerProgress(owner, Stage.FAILED, reason=str(error)))
            if isinstance(error, SignInFailed):
                self.refused = error
                # No other request would succeed without a token.
                self._fail_waiting(str(error))
            return
        of_owner = [key for key in found.keys if _is_of(key, owner)]
        full = len(found.keys) + found.skipped >= SERVER_LIMIT
        self._skipped += found.skipped
        if of_owner and not full and not found.skipped:
            self._drop_unlisted(owner, {key.id for key in found.keys})
        self._add(found)
        others = len(of_owner) < len(found.keys)
        self._set(OwnerProgress(owner, Stage.DONE, len(of_owner), full, others))

    def _fail_waiting(self, reason: str) -> None:
        for owner in self._waiting:
            self._set(OwnerProgress(owner, Stage.FAILED, reason=reason))
        self._waiting.clear()

    def _drop_unlisted(self, owner: str, listed: set[str]) -> None:
        self._keys = {
            key_id: key
            for key_id, key in self._keys.items()
            if key.created_by != owner or key_id in listed
        }

    async def _compare(self) -> None:
        """Load the first list again, to find created and deleted keys and new owners."""
        try:
            last = await self._fetch(ALL)
        except ApiError:
            return
        ids = frozenset(key.id for key in last.keys)
        self._differences = len(ids ^ (self._first_ids or ids))
        self._add(last)
        await self._work()

    def _set(self, progress: OwnerProgress) -> None:
        self._owners[progress.owner] = progress
        self.changed()


def _is_of(key: AccessKey, owner: str) -> bool:
    return (key.created_by or "").casefold() == owner.casefold()
