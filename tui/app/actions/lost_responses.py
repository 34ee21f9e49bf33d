"""Lost responses: load the list to find out whether a change was carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..dialogs.requests.request_dialog import Done
from ..dialogs.requests.send_now import look_up

if TYPE_CHECKING:
    from collections.abc import Set

    from ...listing.coverage import AnyKeyList
    from .context import ActionContext


async def list_again(
    context: ActionContext, act: str, deleted: Set[str] = frozenset()
) -> AnyKeyList | None:
    """Load the list where the user sees it; None if that fails, or the user does not wait.

    Args:
        deleted: The ids of the keys that may be gone, if the change was a delete.
    """
    context.session.count_change(deleted)
    outcome = await context.ask(look_up(act, context.loader.relist))
    if isinstance(outcome, Done):
        return outcome.value
    context.loader.reload()
    return None
