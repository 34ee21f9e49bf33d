"""Ask the server for the keys of one owner, or for one client ID."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .action import Action, View

if TYPE_CHECKING:
    from .desk import Desk


async def _find(desk: Desk) -> None:
    from ..dialogs.keys.server_query import ServerQuery

    query = await desk.ask(ServerQuery(desk.listing.attempted))
    if query is not None:
        desk.loader.reload(query)
        desk.refresh_bindings()


def _can_find(view: View) -> bool | None:
    return None if view.listing.is_forbidden else True


FIND_ON_SERVER = Action(
    "keys.find",
    "Find on server",
    "Query one owner or client ID",
    lambda desk: desk.steps.start(_find(desk)),
    _can_find,
)
