"""Lost responses: load the list again to learn whether a change was carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..dialogs.requests.request_dialog import Done
from ..dialogs.requests.send_now import look_up

if TYPE_CHECKING:
    from collections.abc import Set

    from ...listing.coverage import AnyKeyList
    from .desk import Desk


async def list_again(desk: Desk, act: str, deleted: Set[str] = frozenset()) -> AnyKeyList | None:
    """Load the list where the user sees it; None if that fails, or the user does not wait.

    Args:
        deleted: The ids of the keys that may be gone, if the change was a delete.
    """
    desk.session.count_change(deleted)
    outcome = await desk.ask(look_up(act, desk.loader.relist))
    if isinstance(outcome, Done):
        return outcome.value
    desk.loader.reload()
    return None
