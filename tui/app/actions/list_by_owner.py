"""Complete a list that the server cuts off: ask for the keys of each owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...listing.server_query import Query
from ...workflows.list_by_owner import ListByOwner
from .action import Action, View

if TYPE_CHECKING:
    from .desk import Desk


def by_owner(desk: Desk, named: tuple[str, ...]) -> ListByOwner:
    """Return the requests for the keys of each owner, of those on the desk and of those named."""
    known = desk.listing.keys or () if desk.listing.query.by_owner else ()
    # Who signs in again meanwhile has another service: `fetch` looks for it each time.
    return ListByOwner(desk.fetch, named, known)


async def _complete(desk: Desk) -> None:
    from ..dialogs.keys.list_progress import ListProgress
    from ..dialogs.keys.name_owners import NameOwners

    before = desk.listing.query.named
    owners = {key.created_by for key in desk.listing.keys or () if key.created_by}
    named = await desk.ask(NameOwners(len(owners | set(before))))
    if named is None:
        return
    named = tuple(dict.fromkeys((*before, *map(desk.session.disguise.owner, named))))
    found = await desk.ask(ListProgress(by_owner(desk, named)))
    if found is not None:
        desk.loader.show(found, Query(by_owner=True, named=named))


def _can_complete(view: View) -> bool:
    listing = view.listing
    return listing.query.by_owner or (listing.at_limit and not listing.query)


COMPLETE = Action(
    "keys.complete",
    "Complete",
    "Load the missing keys owner by owner",
    lambda desk: desk.steps.start(_complete(desk)),
    _can_complete,
)
