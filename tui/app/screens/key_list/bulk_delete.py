"""Deleting all keys that are marked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ....text import clean
from .delete import DeletingScreen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....api.access_key import AccessKey
    from ....listing.coverage import AnyKeyList
    from ....listing.export import Export
    from ....listing.server_query import Query
    from ....workflows.bulk_delete import BulkDelete, FreshKeys


class BulkScreen(DeletingScreen):
    """A list of keys of which many can be deleted together."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Have one key stand for one deletion: of the marked, or else of what is under it."""
        if action in ("delete", "delete_marked"):
            has_marked = next(self._marked, None) is not None
            if action == ("delete" if has_marked else "delete_marked"):
                return False
        return super().check_action(action, parameters)

    @property
    def _marked(self) -> Iterator[AccessKey]:
        """What is marked, but for what is about to be deleted alone."""
        ids = self.marks.ids - self.session.deletes.ids if self.marks else frozenset()
        return (key for key in self.listing.keys or () if key.id in ids) if ids else iter(())

    def action_delete_marked(self) -> None:
        """Delete what is marked, after a review."""
        self.start(self._delete_marked())

    async def _delete_marked(self) -> None:
        marked = tuple(self._marked)
        if len(marked) == 1:
            await self._delete(marked[0])
            return
        own = [key for key in marked if key.client_id == self.session.client_id]
        remark = ""
        if own:
            remark = f"Left out: {clean(own[0].name, 30)}, this session's own key."
        await self._delete_all([key for key in marked if key not in own], remark)

    async def _delete_all(self, keys: list[AccessKey], remark: str = "") -> None:
        from ....workflows.bulk_delete import BulkDelete, DeleteStatus
        from ...dialogs.delete.bulk_progress import BulkProgress
        from ...dialogs.delete.review_deletes import ReviewDeletes

        shown = {key.id for key in self.table.keys}
        hidden = sum(key.id not in shown for key in keys)
        review = ReviewDeletes(
            keys, self.session.filter_context, whose=self.WHOSE, hidden=hidden, remark=remark
        )
        if not await self.ask(review):
            return
        bulk = BulkDelete(keys, self._delete_one, self._look_again)
        run = BulkProgress(bulk, self.clipboard, lambda: self._account(bulk), whose=self.WHOSE)
        ask_again = await self.ask(run)
        self._take_out(bulk)
        held = bulk.with_status(DeleteStatus.HELD)
        if ask_again and held:
            await self._delete_all(list(held), "They were held back: look when they were used.")

    async def _delete_one(self, key: AccessKey) -> None:
        await self.delete(await self.session.service(), key)

    async def _look_again(self, keys: Iterable[AccessKey]) -> FreshKeys:
        from ....workflows.bulk_delete import list_again

        service = await self.session.service()

        async def fetch(query: Query) -> AnyKeyList:
            return await self.fetch(service, query)

        return await list_again(fetch, keys)

    def _account(self, bulk: BulkDelete) -> Export:
        outcomes = {
            item.key.id: f"{item.status.value}: {item.reason}" if item.reason else item.status.value
            for item in bulk.items
        }
        keys = [item.key for item in bulk.items]
        return self.session.export(keys, f"after deleting: {bulk.account}", outcomes)

    def _take_out(self, bulk: BulkDelete) -> None:
        from ....workflows.bulk_delete import DONE

        done = {key.id for key in bulk.with_status(*DONE)}
        listing = self.listing
        for key_id in done:
            listing = listing.without(key_id)
        self.listing, self.marks = listing, self.marks.drop(done)
        self.notify(f"{bulk.account}.", title="Deleting access keys", markup=False)
        self.note_change()
