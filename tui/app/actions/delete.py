"""Delete a key after a few seconds, in which the delete can be undone, or all marked keys."""

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
    from .context import ActionContext
    from .step_runner import Steps


def _can_delete(view: View) -> bool | None:
    # The same key deletes the marked keys, or without marks the one under the cursor.
    return False if next(view.marked, None) is not None else on_a_stable_key(view)


async def delete(context: ActionContext, key: AccessKey, failure: str = "") -> None:
    """Ask whether to delete a key, and then delete it or queue the delete.

    Args:
        failure: Why an earlier attempt failed.
    """
    from ..dialogs.delete.delete_key import DeleteKey
    from ..dialogs.requests.change_summary import delete_summary
    from ..dialogs.requests.request_dialog import Done, Lost
    from .details import rotation_facts_of

    session = context.session
    summary = delete_summary(key, session, context.default_owner, rotation_facts_of(key, session))

    async def agree() -> str:
        return "" if session.deletes.delay else await _send(context, key)

    match await context.ask(DeleteKey(summary, agree, failure)):
        case Done(value=""):
            context.marks = context.marks.drop({key.id})
            session.deletes.add(
                key, lambda: context.run_worker(_send_queued(context, key), "delete")
            )
        case Done(value=text):
            _take_out(context, key, text)
        case Lost(error=error):
            await _find_out(context, key, error.event)


async def _send(context: ActionContext, key: AccessKey) -> str:
    try:
        await context.delete_key(key)
    except Rejected as error:
        if not error.is_gone:
            raise
        return f"{key.name} was gone already."
    return f"Deleted {key.name}."


async def _send_queued(context: ActionContext, key: AccessKey) -> None:
    sign_ins = context.session.sign_ins
    try:
        text = await _send(context, key)
    except ApiError as error:
        context.session.deletes.ended(key, str(error))
        if not context.steps.start_when_idle(partial(_explain, context, key, error, sign_ins)):
            context.notify(str(error), title=f"Deleting {key.name}", severity="error")
    else:
        _take_out(context, key, text)
        context.session.deletes.ended(key)


def _take_out(context: ActionContext, key: AccessKey, text: str) -> None:
    context.loader.note_deletes({key.id})
    context.listing = context.listing.without(key.id)
    context.marks = context.marks.drop({key.id})
    context.notify(text)


async def _explain(context: ActionContext, key: AccessKey, error: ApiError, sign_ins: int) -> None:
    """Ask again about a queued delete that failed."""
    context.session.deletes.forget_failure(key)
    if isinstance(error, OutcomeUnknown):
        await _find_out(context, key, error.event)
        return
    said: str | None = str(error)
    if isinstance(error, SignInFailed):
        from .sign_in_again import sign_in_after

        said = await sign_in_after(context, f"{key.name} was not deleted.", error, sign_ins)
    if said is not None:
        await delete(context, key, said)


async def _find_out(context: ActionContext, key: AccessKey, reason: str) -> None:
    from ...workflows.bulk_delete import STILL_LISTED
    from ..dialogs.requests.lost_response import LostResponse, NextStep
    from .lost_responses import list_again

    act = f"Deleting {key.name}"
    found = await list_again(context, act, deleted={key.id})
    if found is None:
        text = "Whether it was deleted is not known: the list can't be loaded either."
        way = NextStep.LOOK_AGAIN
    elif any(listed.id == key.id for listed in found.keys):
        text, way = STILL_LISTED, NextStep.AGAIN
    else:
        context.notify(f"{key.name} was deleted, though the response was lost.")
        return
    if await context.ask(LostResponse(act, text, reason, way)) is way:
        again: Steps = (
            delete(context, key) if way is NextStep.AGAIN else _find_out(context, key, reason)
        )
        await again


def _take_back(context: ActionContext) -> None:
    key = context.session.deletes.take_back()
    if key is None:
        context.notify("Too late: the delete was sent already.", severity="warning")
    else:
        context.notify(f"Kept {key.name}: nothing was sent.")


async def delete_marked(context: ActionContext) -> None:
    """Delete the marked keys, except this session's own; a single one as if it were not marked."""
    marked = tuple(context.view.marked)
    if len(marked) == 1:
        await delete(context, marked[0])
        return
    own = [key for key in marked if key.client_id == context.session.client_id]
    remark = f"Left out: {clean(own[0].name, 30)}, this session's own key." if own else ""
    await _delete_all(context, [key for key in marked if key not in own], remark)


async def _delete_all(context: ActionContext, keys: list[AccessKey], remark: str) -> None:
    from ...workflows.bulk_delete import BulkDelete, DeleteStatus, refresh_keys
    from ..dialogs.delete.bulk_progress import BulkProgress
    from ..dialogs.delete.review_deletes import ReviewDeletes

    session, shown = context.session, {key.id for key in context.shown}
    hidden = sum(key.id not in shown for key in keys)
    review = ReviewDeletes(
        keys,
        session.filter_context,
        default_owner=context.default_owner,
        hidden=hidden,
        remark=remark,
    )
    if not await context.ask(review):
        return
    bulk = BulkDelete(keys, context.delete_key, lambda keys: refresh_keys(context.fetch, keys))
    progress = BulkProgress(
        bulk,
        context.clipboard,
        lambda: _outcomes(session, bulk),
        ended=lambda: _take_out_all(context, bulk),
        default_owner=context.default_owner,
    )
    ask_again = await context.ask(progress)
    context.notify(f"{bulk.summary}.", title="Deleting access keys")
    held = bulk.with_status(DeleteStatus.HELD)
    if ask_again and held:
        await _delete_all(context, list(held), "These were held back: check when they were used.")


def _outcomes(session: Session, bulk: BulkDelete) -> Export:
    from ...session.export import export_of

    outcomes = {
        item.key.id: f"{item.status.value}: {item.reason}" if item.reason else item.status.value
        for item in bulk.items
    }
    keys = [item.key for item in bulk.items]
    return export_of(session, keys, f"after deleting: {bulk.summary}", outcomes)


def _take_out_all(context: ActionContext, bulk: BulkDelete) -> None:
    from ...workflows.bulk_delete import DONE

    context.loader.note_deletes({item.key.id for item in bulk.items})
    done = {key.id for key in bulk.with_status(*DONE)}
    listing = context.listing
    for key_id in done:
        listing = listing.without(key_id)
    context.listing, context.marks = listing, context.marks.drop(done)


DELETE = Action(
    "key.delete",
    "Delete",
    "Delete it, after asking",
    lambda context: context.start_on_key(delete),
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
    lambda context: context.steps.start(delete_marked(context)),
    lambda view: next(view.marked, None) is not None,
    changes=True,
)
