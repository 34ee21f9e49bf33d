"""Complete a list that the server has cut off, by requests for each owner's keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...listing.server_query import Query
from ...workflows.list_by_owner import ListByOwner
from .action import Action, View

if TYPE_CHECKING:
    from .context import ActionContext


def by_owner(context: ActionContext, named: tuple[str, ...]) -> ListByOwner:
    """Return the requests for the keys of the listed and the named owners."""
    known = context.listing.keys or () if context.listing.query.by_owner else ()
    # `context.fetch` gets the service each time, as signing in again replaces it.
    return ListByOwner(context.fetch, named, known)


async def _complete(context: ActionContext) -> None:
    from ..dialogs.keys.list_progress import ListProgress
    from ..dialogs.keys.name_owners import NameOwners

    before = context.listing.query.named
    owners = {key.created_by for key in context.listing.keys or () if key.created_by}
    named = await context.ask(NameOwners(len(owners | set(before))))
    if named is None:
        return
    named = tuple(dict.fromkeys((*before, *map(context.session.disguise.owner, named))))
    found = await context.ask(ListProgress(by_owner(context, named)))
    if found is not None:
        context.loader.show(found, Query(by_owner=True, named=named))


def _can_complete(view: View) -> bool:
    listing = view.listing
    return listing.query.by_owner or (listing.at_limit and not listing.query)


COMPLETE = Action(
    "keys.complete",
    "Complete",
    "Load the missing keys owner by owner",
    lambda context: context.steps.start(_complete(context)),
    _can_complete,
)
