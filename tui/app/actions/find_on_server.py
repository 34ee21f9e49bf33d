"""Query the server for one owner's keys, or for one client ID."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .action import Action, View

if TYPE_CHECKING:
    from .context import ActionContext


async def _find(context: ActionContext) -> None:
    from ..dialogs.keys.server_query import ServerQuery

    query = await context.ask(ServerQuery(context.listing.attempted))
    if query is not None:
        context.loader.reload(query)
        context.refresh_bindings()


def _can_find(view: View) -> bool | None:
    return None if view.listing.is_forbidden else True


FIND_ON_SERVER = Action(
    "keys.find",
    "Find on server",
    "Query one owner or client ID",
    lambda context: context.steps.start(_find(context)),
    _can_find,
)
