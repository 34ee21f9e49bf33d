"""Context of a command: its flags, its session, and the keys that it works on."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...api.access_key import KeyList
from ...listing.listing import AT_LIMIT, Listing
from ...listing.server_query import ALL, Query
from ...text import clean
from ...workflows.rotation_journal import RotationJournal
from ..exit_codes import REFUSED
from .output import say
from .query_args import query_of
from .rotations import check_rotations, recognise_rotations

if TYPE_CHECKING:
    from ...api.access_key import AccessKey
    from ...delivery.undelivered import UndeliveredNotes
    from ...listing.coverage import AnyKeyList, MergedList
    from ...session.session import Session


_MORE = " --complete loads owner by owner, --owner one owner's keys."


@dataclass(frozen=True)
class Context:
    """Flags of a command on access keys, and the session that it runs in."""

    flags: Namespace
    session: Session
    pending: UndeliveredNotes | None
    """Notes about secrets not delivered yet; None to keep none."""
    journal: RotationJournal = field(default_factory=lambda: RotationJournal(None))
    """Journal of the user's rotations."""

    def __post_init__(self) -> None:
        # Without a screen there is no first frame for the service's imports to wait for.
        self.session.drawn.set()

    @property
    def of_everybody(self) -> bool:
        """Whether the command works on everybody's keys, not only the user's own."""
        return bool(self.flags.all or self.flags.owner)

    def is_own(self, key: AccessKey) -> bool:
        """Return whether a key is the user's own, or may be: the list may omit owners."""
        return key.created_by in (None, self.session.signed_in_as)

    def finds_by_name(self, key: AccessKey) -> bool:
        """Return whether a name selects a key: only the user's own, or those of `--owner`."""
        if not self.of_everybody:
            return True
        owner = (key.created_by or "").casefold()
        owners = self.flags.owner or [self.session.signed_in_as]
        return bool(owner) and owner in {each.casefold() for each in owners}

    async def fetch(self, query: Query = ALL) -> KeyList:
        """Request the keys that the command works on.

        Raises:
            ApiError: the request failed.
        """
        if not self.of_everybody:
            return await self.session.list_my_keys()
        service = await self.session.service()
        return await service.list_all_keys(client_id=query.client_id, created_by=query.created_by)

    async def listing(self, filter_query: Query = ALL) -> Listing:
        """List the keys that the command works on, and report what may be missing.

        Raises:
            ApiError: the request failed.
            SettingsError: the flags and the filter's query contradict each other.
        """
        query = query_of(self.flags, filter_query)
        if query.by_owner:
            found: AnyKeyList = await self._by_owner(query.named)
        else:
            found = await (self._of_owners(query) if query.named else self.fetch(query))
        listing = Listing().loaded(found, self.session.now(), query)
        if listing.coverage is not None:
            from ...listing.coverage import NextSteps

            say(listing.coverage.summary(NextSteps(add_owners="--owners adds owners")))
        elif listing.at_limit and not query.named:
            say(f"{AT_LIMIT}{_MORE if self.flags.all and not query else ''}")
        if listing.skipped_text:
            say(listing.skipped_text)
        if self.of_everybody:
            recognise_rotations(self, listing)
        else:
            await check_rotations(self, KeyList(listing.keys or (), listing.skipped))
        return listing

    async def _of_owners(self, query: Query) -> KeyList:
        """Merge the lists of several owners, and name the owners whose list was cut off."""
        merged: dict[str, AccessKey] = {}
        skipped = 0
        for owner in query.named:
            found = await self.fetch(Query(owner, query.client_id))
            merged |= {key.id: key for key in found.keys}
            skipped += found.skipped
            if Listing(found.keys, found.skipped).at_limit:
                say(f"{clean(owner)}: {AT_LIMIT}")
        return KeyList(tuple(merged.values()), skipped)

    async def _by_owner(self, named: tuple[str, ...]) -> MergedList:
        from ...workflows.list_by_owner import ListByOwner

        listing_by_owner = ListByOwner(self.fetch, named)
        await listing_by_owner.run()
        if listing_by_owner.refused is not None:
            raise listing_by_owner.refused
        return listing_by_owner.result()


def coverage_status(listing: Listing) -> int:
    """Return the exit status of a command that lists: a failure if an owner's keys are missing."""
    return REFUSED if listing.coverage and listing.coverage.failed else 0
