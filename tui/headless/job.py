"""What every command has at hand."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..listing.filters import FilterError, parse_filter
from ..listing.query import ALL, Query
from ..listing.state import AT_LIMIT, Listing
from ..settings import SettingsError
from .output import say

if TYPE_CHECKING:
    from ..api.models import KeyList
    from ..delivery.pending import Pending
    from ..listing.filter import Filter
    from ..session import Session


@dataclass(frozen=True)
class Job:
    """A command that was asked for, and the connection that it is carried out on."""

    flags: Namespace
    session: Session
    pending: Pending | None

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
        if wanted and not self.of_everybody:
            raise SettingsError("--filter: server: is for everybody's keys: add --all.")
        if wanted.created_by and self.flags.owner:
            raise SettingsError("--filter: server:owner= and --owner both name the owner.")
        owner = wanted.created_by or self.flags.owner or ""
        query = Query(owner, wanted.client_id)
        listing = Listing().loaded(await self.ask(query), self.session.now(), query)
        if listing.at_limit:
            say(f"{AT_LIMIT} --owner asks for the keys of one owner.")
        if listing.left_out:
            say(listing.left_out)
        return listing


def asked_filter(text: str | None) -> Filter:
    """Read the filter that was asked for.

    Raises:
        SettingsError: it can't be understood.
    """
    try:
        return parse_filter(text or "")
    except FilterError as error:
        raise SettingsError(f"--filter: {error}.") from error
