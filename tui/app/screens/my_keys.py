"""The user's own keys."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual import on

from ...api.errors import ApiError
from ...listing.columns import columns_shown
from ..actions.clipboard import CLEAR_CLIPBOARD, COPY_ID
from ..actions.create import NEW
from ..actions.delete import DELETE, DELETE_MARKED, TAKE_BACK
from ..actions.details import DETAILS
from ..actions.export import EXPORT
from ..actions.filter_and_sort import BACK, FILTER, SORTING
from ..actions.findings import FINDINGS
from ..actions.marks import MARKING
from ..actions.refresh import REFRESH, STOP_WAITING
from ..actions.regenerate import REGENERATE
from ..actions.rotate import ROTATE
from ..actions.switch_profile import SWITCH_PROFILE
from ..keymap import key_name
from ..labels import LOADING_MINE
from .key_list import KeyListScreen
from .list_loader import Loaded

if TYPE_CHECKING:
    from ...api.access_key import AccessKey, KeyList
    from ...listing.server_query import Query
    from ..actions.action import Action


OPEN_AFTER = 0.3
"""Seconds from the first input to the import of the service's modules."""


class MyKeysScreen(KeyListScreen):
    """Lists the user's keys, creates new ones, and regenerates secrets."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        TAKE_BACK,
        NEW,
        REGENERATE,
        DELETE,
        DELETE_MARKED,
        COPY_ID,
        STOP_WAITING,
        BACK,
        FILTER,
        DETAILS,
        *MARKING,
        FINDINGS,
        ROTATE,
        EXPORT,
        REFRESH,
        CLEAR_CLIPBOARD,
        *SORTING,
        SWITCH_PROFILE,
    )
    MODE = "mine"
    LOADING = LOADING_MINE
    COLUMNS = columns_shown(with_owner=False)
    default_owner = "you"
    can_query = False

    async def fetch_list(self, _query: Query) -> KeyList:
        """Fetch the user's own keys, which may have been prefetched without the service."""
        return await self.session.list_my_keys()

    async def fetch(self, _query: Query) -> KeyList:
        """Fetch the user's own keys; the API has no query for them."""
        service = await self.session.service()
        return await service.list_my_keys()

    async def delete_key(self, key: AccessKey) -> None:
        """Delete one of the user's own keys."""
        service = await self.session.service()
        await service.delete_my_key(key.id)

    @property
    def fetch_details(self) -> Callable[[str], Awaitable[AccessKey]]:
        """Function that fetches one of the user's own keys by its id."""

        async def fetch(key_id: str) -> AccessKey:
            service = await self.session.service()
            return await service.get_key(key_id)

        return fetch

    @on(Loaded)
    def _open_service_next(self) -> None:
        if not self.session.is_open:
            self.call_after_refresh(self.run_worker, self._open_service, group="opening")

    async def _open_service(self) -> None:
        """Open the service ahead of the next request, which would report a failure.

        Wait for the first input and until its effect has been drawn.
        """
        await self.session.used.wait()
        await self.session.sleep(OPEN_AFTER)
        with suppress(ApiError):
            await self.session.service()

    @property
    def count(self) -> str:
        """Number of keys, and the maximum for a user."""
        from ...api.key_name import KEY_QUOTA

        return f"{super().count}/{KEY_QUOTA}"

    @property
    def remarks(self) -> str:
        """Text about rotations that need a step."""
        return self.rotations.unfinished_text

    @property
    def none_listed(self) -> str:
        """Text in place of the rows of an empty list."""
        if self.session.settings.readonly:
            return "You have no access keys."
        return (
            "You have no access keys yet.\n\n"
            "With one, a script or a job signs in as you, without your password.\n"
            f"{key_name(NEW.id)} creates the first one; its secret is shown once."
        )
