"""Completes a list that the server cuts off, by listing the keys of each owner."""

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
    """Stage of the request for an owner's keys; the value is the word for it."""

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
    """Whether the server may have left keys out."""
    others: bool = False
    """Whether keys of others came as well: the server's way of matching owners is undocumented."""
    reason: str = ""
    """The reason of a failure."""


class ListByOwner:
    """Lists everybody's keys, and then those of each owner who is in that list or is named.

    Args:
        fetch: Loads a list.
        named: More owners.
        known: Keys of an earlier list: their owners are included, and if one of them fails, the
            keys that were known stay.
        changed: Called whenever there is something else to show.
    """

    def __init__(
        self,
        fetch: Fetch,
        named: Iterable[str] = (),
        known: Iterable[AccessKey] = (),
        *,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._fetch = fetch
        self._known = tuple(known)
        self.changed = changed
        self._asked: dict[str, OwnerProgress] = {}
        self._waiting: deque[str] = deque()
        self._keys: dict[str, AccessKey] = {}
        self._first: frozenset[str] | None = None
        """The ids of the first list."""
        self._skipped = 0
        self._is_whole = False
        self._differences = 0
        self.refused: SignInFailed | None = None
        """The failed sign-in that ended it, if one did."""
        self._add_owners(key.created_by for key in self._known)
        self._add_owners(name for name in named if not self._knows(name))

    @property
    def asked(self) -> tuple[OwnerProgress, ...]:
        """All owners, in the order in which they were found."""
        return tuple(self._asked.values())

    @property
    def has_begun(self) -> bool:
        """Whether there is anything to show."""
        return self._first is not None

    def at(self, *stages: Stage) -> tuple[OwnerProgress, ...]:
        """Return the owners at one of these stages."""
        return tuple(asked for asked in self.asked if asked.stage in stages)

    async def run(self) -> None:
        """List the keys of all owners who are waiting, or failed.

        Raises:
            ApiError: the first list can't be loaded.
        """
        self.refused = None
        for asked in self.at(Stage.FAILED):
            self._note(OwnerProgress(asked.owner))
            self._waiting.append(asked.owner)
        if self._first is None:
            first = await self._fetch(ALL)
            self._first = frozenset(key.id for key in first.keys)
            self._skipped = first.skipped
            self._is_whole = len(first.keys) + first.skipped < SERVER_LIMIT
            self._add(first)
        if self._is_whole:
            return
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(self._work())
        if self.refused is None:
            await self._compare()

    def result(self) -> MergedList:
        """Return the keys that were found so far, and how complete they are."""
        if self._is_whole:
            return MergedList(tuple(self._keys.values()), self._skipped, None)
        open_ = {asked.owner for asked in self.asked if asked.stage is not Stage.DONE}
        kept = {key.id: key for key in self._known if key.created_by in open_}
        keys = tuple((kept | self._keys).values())
        return MergedList(keys, self._skipped, self._coverage(keys))

    def _coverage(self, keys: tuple[AccessKey, ...]) -> Coverage:
        done = self.at(Stage.DONE)
        listed = {key.created_by for key in keys}
        return Coverage(
            loaded=len(done),
            not_loaded=len(self.at(Stage.WAITING, Stage.SENT)),
            failed=tuple(asked.owner for asked in self.at(Stage.FAILED)),
            full=tuple(asked.owner for asked in done if asked.full),
            unmatched=tuple(a.owner for a in done if not a.found and a.owner in listed),
            without_owner=sum(not key.created_by for key in keys),
            has_other_owners=any(asked.others for asked in done),
            changed=self._differences,
        )

    def _knows(self, name: str) -> bool:
        return name.casefold() in {owner.casefold() for owner in self._asked}

    def _add_owners(self, owners: Iterable[str | None]) -> None:
        # As the server spells them: it may distinguish upper from lower case.
        for owner in owners:
            if owner and owner not in self._asked:
                self._asked[owner] = OwnerProgress(owner)
                self._waiting.append(owner)

    def _add(self, found: AnyKeyList) -> None:
        self._keys |= {key.id: key for key in found.keys}
        self._add_owners(key.created_by for key in found.keys)
        self.changed()

    async def _work(self) -> None:
        while self._waiting:
            await self._ask(self._waiting.popleft())

    async def _ask(self, owner: str) -> None:
        self._note(OwnerProgress(owner, Stage.SENT))
        try:
            found = await self._fetch(Query(created_by=owner))
        except asyncio.CancelledError:
            self._note(OwnerProgress(owner))
            self._waiting.append(owner)
            raise
        except ApiError as error:
            self._note(OwnerProgress(owner, Stage.FAILED, reason=str(error)))
            if isinstance(error, SignInFailed):
                self.refused = error
                # No other request would succeed without a token.
                self._give_up(str(error))
            return
        of_owner = [key for key in found.keys if _is_of(key, owner)]
        full = len(found.keys) + found.skipped >= SERVER_LIMIT
        self._skipped += found.skipped
        if of_owner and not full and not found.skipped:
            self._drop_what_is_gone(owner, {key.id for key in found.keys})
        self._add(found)
        others = len(of_owner) < len(found.keys)
        self._note(OwnerProgress(owner, Stage.DONE, len(of_owner), full, others))

    def _give_up(self, reason: str) -> None:
        for owner in self._waiting:
            self._note(OwnerProgress(owner, Stage.FAILED, reason=reason))
        self._waiting.clear()

    def _drop_what_is_gone(self, owner: str, listed: set[str]) -> None:
        self._keys = {
            key_id: key
            for key_id, key in self._keys.items()
            if key.created_by != owner or key_id in listed
        }

    async def _compare(self) -> None:
        """Load the first list again, to find keys that came or went, and new owners."""
        try:
            last = await self._fetch(ALL)
        except ApiError:
            return
        ids = frozenset(key.id for key in last.keys)
        self._differences = len(ids ^ (self._first or ids))
        self._add(last)
        await self._work()

    def _note(self, asked: OwnerProgress) -> None:
        self._asked[asked.owner] = asked
        self.changed()


def _is_of(key: AccessKey, owner: str) -> bool:
    return (key.created_by or "").casefold() == owner.casefold()
