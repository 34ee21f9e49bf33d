"""Delete a key, after a few seconds in which that can be taken back, or all marked keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ...api.errors import ApiError, OutcomeUnknown, Rejected, SignInFailed
from ...text import clean
from .action import Action, View, on_a_stable_key

if TYPE_CHECKING:
    from ...api.access_key import AccessKey
    from ...listing.export import Export
    from ...session.session import Session
    from ...workflows.bulk_delete import BulkDelete
    from .desk import Desk, Steps


def _can_delete(view: View) -> bool | None:
    # One key press stands for one delete: of what is marked, or else of what is under the cursor.
    return False if next(view.marked, None) is not None else on_a_stable_key(view)


async def delete(desk: Desk, key: AccessKey, said: str = "") -> None:
    """Ask about deleting a key, and then delete it or have it wait for that.

    Args:
        said: Why it was not deleted so far.
    """
    from ..dialogs.delete.delete_key import DeleteKey
    from ..dialogs.requests.change_summary import delete_summary
    from ..dialogs.requests.request_dialog import Done, Lost
    from .details import rotation_facts_of

    session = desk.session
    summary = delete_summary(key, session, desk.whose, rotation_facts_of(key, session))

    async def agree() -> str:
        return "" if session.deletes.delay else await _send(desk, key)

    match await desk.ask(DeleteKey(summary, agree, said)):
        case Done(value=""):
            desk.marks = desk.marks.drop({key.id})
            session.deletes.add(key, lambda: desk.work(_send_queued(desk, key), "delete"))
        case Done(value=text):
            _take_out(desk, key, text)
        case Lost(error=error):
            await _find_out(desk, key, error.event)


async def _send(desk: Desk, key: AccessKey) -> str:
    try:
        await desk.delete_key(key)
    except Rejected as error:
        if not error.is_gone:
            raise
        return f"{key.name} was gone already."
    return f"Deleted {key.name}."


async def _send_queued(desk: Desk, key: AccessKey) -> None:
    sign_ins = desk.session.sign_ins
    try:
        text = await _send(desk, key)
    except ApiError as error:
        desk.session.deletes.ended(key, str(error))
        if not desk.steps.start_when_idle(partial(_explain, desk, key, error, sign_ins)):
            desk.tell(str(error), title=f"Deleting {key.name}", severity="error")
    else:
        _take_out(desk, key, text)
        desk.session.deletes.ended(key)


def _take_out(desk: Desk, key: AccessKey, text: str) -> None:
    desk.loader.note_deletes({key.id})
    desk.listing = desk.listing.without(key.id)
    desk.marks = desk.marks.drop({key.id})
    desk.tell(text)


async def _explain(desk: Desk, key: AccessKey, error: ApiError, sign_ins: int) -> None:
    """Ask again about a key that was not deleted although it had been agreed."""
    desk.session.deletes.forget_failure(key)
    if isinstance(error, OutcomeUnknown):
        await _find_out(desk, key, error.event)
        return
    said: str | None = str(error)
    if isinstance(error, SignInFailed):
        from .sign_in_again import sign_in_after

        said = await sign_in_after(desk, f"{key.name} was not deleted.", error, sign_ins)
    if said is not None:
        await delete(desk, key, said)


async def _find_out(desk: Desk, key: AccessKey, reason: str) -> None:
    from ...workflows.bulk_delete import STILL_LISTED
    from ..dialogs.requests.lost_answer import LostAnswer, WayOut
    from .lost_answers import list_again

    act = f"Deleting {key.name}"
    found = await list_again(desk, act, deleted={key.id})
    if found is None:
        text = "Whether it was deleted is not known: the list can't be loaded either."
        way = WayOut.LOOK_AGAIN
    elif any(listed.id == key.id for listed in found.keys):
        text, way = STILL_LISTED, WayOut.AGAIN
    else:
        desk.tell(f"{key.name} was deleted, though the response was lost.")
        return
    if await desk.ask(LostAnswer(act, text, reason, way)) is way:
        again: Steps = delete(desk, key) if way is WayOut.AGAIN else _find_out(desk, key, reason)
        await again


def _take_back(desk: Desk) -> None:
    key = desk.session.deletes.take_back()
    if key is None:
        desk.tell("Too late: it was sent already.", severity="warning")
    else:
        desk.tell(f"Kept {key.name}: nothing was sent.")


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
    progress = BulkProgress(
        bulk,
        desk.clipboard,
        lambda: _account(session, bulk),
        ended=lambda: _take_out_all(desk, bulk),
        whose=desk.whose,
    )
    ask_again = await desk.ask(progress)
    desk.tell(f"{bulk.summary}.", title="Deleting access keys")
    held = bulk.with_status(DeleteStatus.HELD)
    if ask_again and held:
        await _delete_all(desk, list(held), "These were held back: check when they were used.")


def _account(session: Session, bulk: BulkDelete) -> Export:
    from ...session.export import export_of

    outcomes = {
        item.key.id: f"{item.status.value}: {item.reason}" if item.reason else item.status.value
        for item in bulk.items
    }
    keys = [item.key for item in bulk.items]
    return export_of(session, keys, f"after deleting: {bulk.summary}", outcomes)


def _take_out_all(desk: Desk, bulk: BulkDelete) -> None:
    from ...workflows.bulk_delete import DONE

    desk.loader.note_deletes({item.key.id for item in bulk.items})
    done = {key.id for key in bulk.with_status(*DONE)}
    listing = desk.listing
    for key_id in done:
        listing = listing.without(key_id)
    desk.listing, desk.marks = listing, desk.marks.drop(done)


DELETE = Action(
    "key.delete",
    "Delete",
    "Delete it, after asking",
    lambda desk: desk.start_on_key(delete),
    _can_delete,
    changes=True,
)

TAKE_BACK = Action(
    "keys.take_back",
    "Take back",
    "Cancel the pending delete",
    _take_back,
    lambda view: view.can_take_back,
)

DELETE_MARKED = Action(
    "keys.delete_marked",
    "Delete marked",
    "Delete all that are marked, after a review",
    lambda desk: desk.steps.start(delete_marked(desk)),
    lambda view: next(view.marked, None) is not None,
    changes=True,
)
