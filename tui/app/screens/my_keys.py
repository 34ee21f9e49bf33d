"""The user's own keys."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual import on, work

from ...api.errors import ApiError
from ...api.key_name import KEY_QUOTA
from ...listing.columns import columns_shown
from ..keymap import key_name
from .key_list import bindings
from .key_list.issue_secret import IssuingScreen
from .key_list.loading import ListScreen

if TYPE_CHECKING:
    from textual.binding import BindingType

    from ...api.access_key import AccessKey, KeyList
    from ...api.service import AccessKeyService
    from ...listing.server_query import Query
    from ..dialogs.keys.key_details import Fetch


class MyKeysScreen(IssuingScreen):
    """Lists the user's keys, makes new ones, and gives them new secrets."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bindings.TAKE_BACK,
        bindings.NEW,
        bindings.REGENERATE,
        bindings.DELETE,
        bindings.DELETE_MARKED,
        bindings.COPY_ID,
        bindings.STOP,
        bindings.BACK,
        bindings.FILTER,
        bindings.DETAILS,
        *bindings.MARKING,
        bindings.FINDINGS,
        bindings.EXPORT,
        bindings.REFRESH,
        bindings.CLEAR,
        *bindings.SORTING,
    ]

    MODE = "mine"
    WHOSE = "you"
    LOADING = "Loading your access keys…"
    COLUMNS = columns_shown(with_owner=False)

    async def find(self, _query: Query) -> KeyList:
        """Ask for the user's own keys, which may be there before there is a service."""
        return await self.session.list_my_keys()

    async def fetch(self, service: AccessKeyService, query: Query) -> KeyList:
        """Ask for the user's own keys, all of them: the API has no query for these."""
        return await service.list_my_keys()

    @on(ListScreen.Loaded)
    def _go_on(self) -> None:
        if not self.session.is_open:
            self.call_after_refresh(self._open_service)

    @work(group="opening")
    async def _open_service(self) -> None:
        """Have the service ready for what comes next; if it can't be had, that says so."""
        with suppress(ApiError):
            await self.session.service()

    async def delete(self, service: AccessKeyService, key: AccessKey) -> None:
        """Have one of the user's own keys deleted."""
        await service.delete_my_key(key.id)

    @property
    def fetch_details(self) -> Fetch | None:
        """Ask for one of the user's own keys by its id."""

        async def fetch(key_id: str) -> AccessKey:
            service = await self.session.service()
            return await service.get_key(key_id)

        return fetch

    @property
    def count(self) -> str:
        """How many of the keys that a user may have."""
        return f"{super().count}/{KEY_QUOTA}"

    @property
    def none_listed(self) -> str:
        """What to say of a list that came, and is empty."""
        if self.session.settings.readonly:
            return "You have no access keys."
        return (
            "You have no access keys yet.\n\n"
            "With one, a script or a job signs in as you, without your password.\n"
            f"{key_name('keys.new')} creates the first one; its secret is shown once."
        )
