"""What every command has at hand."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...listing.coverage import Ways
from ...listing.listing import AT_LIMIT, Listing
from ...listing.server_query import ALL, Query
from ...workflows.list_by_owner import ListByOwner
from .output import say
from .query_args import asked_query

if TYPE_CHECKING:
    from ...api.access_key import KeyList
    from ...delivery.undelivered import UndeliveredNotes
    from ...listing.coverage import MergedList
    from ...session.session import Session


_MORE = " --complete asks owner by owner, --owner for one."

_WAYS = Ways(more="--owners names more")


@dataclass(frozen=True)
class Job:
    """A command that was asked for, and the connection that it is carried out on."""

    flags: Namespace
    session: Session
    pending: UndeliveredNotes | None

    def __post_init__(self) -> None:
        # Here no first frame comes that the service's imports would have to wait for.
        self.session.drawn.set()

    @property
    def of_everybody(self) -> bool:
        """Whether it is about everybody's keys."""
        return bool(self.flags.all or self.flags.owner)

    async def ask(self, query: Query = ALL) -> KeyList:
        """Have the server list the keys that the command is about.

        Raises:
            ApiError: it doesn't.
        """
        service = await self.session.service()
        if self.of_everybody:
            return await service.list_all_keys(
                client_id=query.client_id, created_by=query.created_by
            )
        return await service.list_my_keys()

    async def listing(self, wanted: Query = ALL) -> Listing:
        """List the keys that the command is about, and say what may be missing.

        Raises:
            ApiError: there is no list to be had.
            SettingsError: the server can't be asked for that.
        """
        query = asked_query(self.flags, wanted)
        found = await (self._complete(query.named) if query.by_owner else self.ask(query))
        listing = Listing().loaded(found, self.session.now(), query)
        if listing.coverage is not None:
            say(listing.coverage.words(_WAYS))
        elif listing.at_limit:
            say(f"{AT_LIMIT}{_MORE if self.flags.all and not query else ''}")
        if listing.skipped_text:
            say(listing.skipped_text)
        return listing

    async def _complete(self, named: tuple[str, ...]) -> MergedList:
        gathering = ListByOwner(self.ask, named)
        await gathering.run()
        if gathering.refused is not None:
            raise gathering.refused
        return gathering.result()
