"""A list that the server cuts off, and that can be completed owner by owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....listing.server_query import Query
from ....workflows.list_by_owner import ListByOwner, Stage
from ...coverage_text import coverage_text
from ...keymap import key_name
from .bulk_delete import BulkScreen

if TYPE_CHECKING:
    from ....api.access_key import KeyList
    from ....api.service import AccessKeyService
    from ....listing.coverage import AnyKeyList
    from .loading import Attempt


class CompletingScreen(BulkScreen):
    """A list of keys that remembers how it was asked for.

    A completed list takes many requests, so it is asked for again only when the user wants it: a
    deleted key is taken out, and what else may have changed is said.
    """

    _gathering: ListByOwner | None = None
    """What is being asked for, if nothing but the title bar shows that."""

    async def fetch_once(self, service: AccessKeyService, query: Query) -> KeyList:
        """Ask for a list by one request."""
        raise NotImplementedError

    async def fetch(self, service: AccessKeyService, query: Query) -> AnyKeyList:
        """Ask for a list, owner by owner if that is how it was had before."""
        if not query.by_owner:
            return await self.fetch_once(service, query)
        self._gathering = gathering = self._gather(query.named)
        gathering.changed = self._show_progress
        try:
            await gathering.run()
        finally:
            self._gathering = None
        if gathering.refused is not None:
            raise gathering.refused
        return gathering.result()

    def _gather(self, named: tuple[str, ...]) -> ListByOwner:
        async def fetch(query: Query) -> KeyList:
            # Who signs in again meanwhile has another service.
            return await self.fetch_once(await self.session.service(), query)

        known = self.listing.keys or () if self.listing.query.by_owner else ()
        return ListByOwner(fetch, named, known)

    def _show_progress(self) -> None:
        if self.is_mounted:
            self._paint_bars()

    @property
    def _freshness(self) -> str:
        if self._gathering is None or not self._gathering.has_begun:
            return super()._freshness
        done = len(self._gathering.at(Stage.DONE, Stage.FAILED))
        return f"loading… {done}/{len(self._gathering.asked)} owners"

    @property
    def completeness(self) -> str:
        """What a completed list may lack."""
        parts = [coverage_text(self.listing.coverage)]
        if self._seen_changes != self.session.changes:
            again = key_name("keys.refresh")
            parts.insert(0, f"Keys were changed on the other screen: {again} refreshes.")
        return " ".join(part for part in parts if part)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to complete only what the server cuts off."""
        if action == "complete":
            listing = self.listing
            return listing.query.by_owner or (listing.at_limit and not listing.query)
        return super().check_action(action, parameters)

    def on_screen_resume(self) -> None:
        """Say if another screen has changed something."""
        if self.is_mounted and self.listing.query.by_owner:
            self.paint()

    def reload(self, query: Query | None = None) -> None:
        """Load the list again; a completed one only if the user asks for it."""
        if query is None and self.listing.query.by_owner and not self.loading_list:
            return
        super().reload(query)

    def action_refresh(self) -> None:
        """Load the list again, the way it was asked for."""
        self.reload(self.wanted)

    def _plan_next(self, last: Attempt) -> None:
        if not last.query.by_owner:
            super()._plan_next(last)

    def action_complete(self) -> None:
        """Ask owner by owner for what the server has cut off."""
        self.start(self._complete())

    async def _complete(self) -> None:
        from ...dialogs.keys.list_progress import ListProgress
        from ...dialogs.keys.name_owners import NameOwners

        before = self.listing.query.named
        owners = {key.created_by for key in self.listing.keys or () if key.created_by}
        named = await self.ask(NameOwners(len(owners | set(before))))
        if named is None:
            return
        named = tuple(dict.fromkeys((*before, *map(self.session.disguise.owner, named))))
        found = await self.ask(ListProgress(self._gather(named)))
        if found is not None:
            self.workers.cancel_group(self, "refresh")
            self.post_message(self.Loaded(found, self._begin(Query(by_owner=True, named=named))))
