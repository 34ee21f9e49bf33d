"""Everybody's keys, for administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on

from ...listing.columns import columns_shown
from ...listing.listing import AT_LIMIT
from ...workflows.list_by_owner import Stage
from ..actions.clipboard import CLEAR_CLIPBOARD, COPY_ID
from ..actions.delete import DELETE, DELETE_MARKED, TAKE_BACK
from ..actions.details import DETAILS, SAME_OWNER
from ..actions.export import EXPORT
from ..actions.filter_and_sort import BACK, FILTER, SORTING
from ..actions.find_on_server import FIND_ON_SERVER
from ..actions.findings import FINDINGS
from ..actions.list_by_owner import COMPLETE, by_owner
from ..actions.marks import MARKING
from ..actions.refresh import REFRESH, STOP_WAITING
from ..actions.switch_profile import SWITCH_PROFILE
from ..coverage_text import coverage_text
from ..keymap import key_name
from ..widgets.filter_input import FilterInput
from .key_list import KeyListScreen

if TYPE_CHECKING:
    from ...api.access_key import AccessKey
    from ...listing.coverage import AnyKeyList
    from ...listing.server_query import Query
    from ...workflows.list_by_owner import ListByOwner
    from ..actions.action import Action

_NARROW = f"{AT_LIMIT} {key_name(FIND_ON_SERVER.id)} asks for one owner or client ID."

_COMPLETE = f"{_NARROW[:-1]}, {key_name(COMPLETE.id)} for every owner's keys."


class AllKeysScreen(KeyListScreen):
    """Lists the keys of all users and deletes them; the API can't create or regenerate here."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        TAKE_BACK,
        DELETE,
        DELETE_MARKED,
        *MARKING,
        COPY_ID,
        STOP_WAITING,
        BACK,
        FILTER,
        COMPLETE,
        FIND_ON_SERVER,
        DETAILS,
        SAME_OWNER,
        FINDINGS,
        EXPORT,
        REFRESH,
        CLEAR_CLIPBOARD,
        *SORTING,
        SWITCH_PROFILE,
    )
    MODE = "all"
    LOADING = "Loading everybody's access keys…"
    COLUMNS = columns_shown(with_owner=True)
    default_owner = "unknown"
    can_query = True

    _by_owner: ListByOwner | None = None
    """Requests owner by owner in progress, which only the title bar shows."""

    async def fetch(self, query: Query) -> AnyKeyList:
        """Fetch everybody's keys that match a query, owner by owner if it says so."""
        if query.by_owner:
            return await self._fetch_by_owner(query.named)
        service = await self.session.service()
        return await service.list_all_keys(client_id=query.client_id, created_by=query.created_by)

    async def _fetch_by_owner(self, named: tuple[str, ...]) -> AnyKeyList:
        self._by_owner = requests = by_owner(self.action_context, named)
        requests.changed = self._show_progress
        try:
            await requests.run()
        finally:
            self._by_owner = None
        if requests.refused is not None:
            raise requests.refused
        return requests.result()

    def _show_progress(self) -> None:
        if self.is_mounted:
            self.painter.paint_bars()

    @property
    def freshness(self) -> str:
        """Time of the last update, or the progress of loading owner by owner."""
        if self._by_owner is None or not self._by_owner.has_begun:
            return super().freshness
        done = len(self._by_owner.at(Stage.DONE, Stage.FAILED))
        return f"loading… {done}/{len(self._by_owner.owners)} owners"

    async def delete_key(self, key: AccessKey) -> None:
        """Delete anybody's key."""
        service = await self.session.service()
        await service.delete_any_key(key.id)

    @property
    def not_loaded(self) -> str:
        """Text in place of the rows if the first load has failed."""
        if not self.listing.is_forbidden:
            return super().not_loaded
        return (
            "Everybody's keys are listed for administrators only.\n\n"
            f"{self.listing.failure}\n\n"
            f"{key_name('app.mine')} goes back to your own keys, which work as before."
        )

    @property
    def none_listed(self) -> str:
        """Text in place of the rows of an empty list."""
        if self.listing.query:
            back = key_name(BACK.id)
            return f"The server has no keys of {self.listing.query}. {back} lists all again."
        return (
            "Nobody has an access key yet.\n\n"
            f"{key_name('app.mine')} goes to your own keys, where the first can be made."
        )

    @property
    def remarks(self) -> str:
        """Text on what the list lacks: owners that were not queried, or what the server cut off."""
        if self.listing.query.by_owner:
            changed = f"Keys were changed on the other screen: {key_name(REFRESH.id)} refreshes."
            parts = [changed * self.loader.is_outdated, coverage_text(self.listing.coverage)]
            return " ".join(filter(None, parts))
        if self.listing.at_limit:
            return _NARROW if self.listing.query else _COMPLETE
        return ""

    @on(FilterInput.Asked)
    def _ask_server(self, event: FilterInput.Asked) -> None:
        event.stop()
        self.loader.reload(event.query)
        self.refresh_bindings()
