"""Delete all marked keys, after a review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...text import clean
from .action import Action
from .delete import delete

if TYPE_CHECKING:
    from ...api.access_key import AccessKey
    from ...listing.export import Export
    from ...session.session import Session
    from ...workflows.bulk_delete import BulkDelete
    from .desk import Desk


async def delete_marked(desk: Desk) -> None:
    """Delete what is marked: one key as if it was not marked, this session's own key never."""
    marked = tuple(desk.view.marked)
    if len(marked) == 1:
        await delete(desk, marked[0])
        return
    own = [key for key in marked if key.client_id == desk.session.client_id]
    remark = f"Left out: {clean(own[0].name, 30)}, this session's own key." if own else ""
    await _delete_all(desk, [key for key in marked if key not in own], remark)


async def _delete_all(desk: Desk, keys: list[AccessKey], remark: str = "") -> None:
    from ...workflows.bulk_delete import BulkDelete, DeleteStatus, list_again
    from ..dialogs.delete.bulk_progress import BulkProgress
    from ..dialogs.delete.review_deletes import ReviewDeletes

    session, shown = desk.session, {key.id for key in desk.shown}
    hidden = sum(key.id not in shown for key in keys)
    review = ReviewDeletes(
        keys, session.filter_context, whose=desk.whose, hidden=hidden, remark=remark
    )
    if not await desk.ask(review):
        return
    bulk = BulkDelete(keys, desk.delete_key, lambda keys: list_again(desk.fetch, keys))
    progress = BulkProgress(bulk, desk.clipboard, lambda: _account(session, bulk), whose=desk.whose)
    ask_again = await desk.ask(progress)
    _take_out(desk, bulk)
    held = bulk.with_status(DeleteStatus.HELD)
    if ask_again and held:
        await _delete_all(desk, list(held), "They were held back: look when they were used.")


def _account(session: Session, bulk: BulkDelete) -> Export:
    outcomes = {
        item.key.id: f"{item.status.value}: {item.reason}" if item.reason else item.status.value
        for item in bulk.items
    }
    keys = [item.key for item in bulk.items]
    return session.export(keys, f"after deleting: {bulk.summary}", outcomes)


def _take_out(desk: Desk, bulk: BulkDelete) -> None:
    from ...workflows.bulk_delete import DONE

    done = {key.id for key in bulk.with_status(*DONE)}
    listing = desk.listing
    for key_id in done:
        listing = listing.without(key_id)
    desk.listing, desk.marks = listing, desk.marks.drop(done)
    desk.tell(f"{bulk.summary}.", title="Deleting access keys")
    desk.loader.note_change()


DELETE_MARKED = Action(
    "keys.delete_marked",
    "Delete marked",
    "Delete all that are marked, after a review",
    lambda desk: desk.steps.start(delete_marked(desk)),
    lambda view: next(view.marked, None) is not None,
    changes=True,
)
