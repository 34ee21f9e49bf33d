"""Create an access key; find out the outcome of a create whose response was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .action import Action
from .delete import delete
from .regenerate import deliver, regenerate, renew

if TYPE_CHECKING:
    from ...api.access_key import AccessKey
    from ...workflows.issue_secret import IssuedSecret, SecretIssuer
    from ..dialogs.requests.lost_response import LostResponse
    from .context import ActionContext


async def create(context: ActionContext) -> None:
    """Ask for a name, create a key, and deliver its secret."""
    from ...workflows.issue_secret import SecretIssuer
    from ..dialogs.requests.request_dialog import Done, Lost
    from ..dialogs.secret.create_key import CreateKey

    issuer = SecretIssuer(context.session, context.notes)
    keys = context.listing.keys
    dialog = CreateKey(context.session, issuer, count=None if keys is None else len(keys))
    match await context.ask(dialog):
        case Done(value=issued):
            add_to_list(context, issued)
            await deliver(context, issued, issuer)
        case Lost(error=error):
            await _find_out(context, dialog.name_sent, error.event, issuer)


def add_to_list(context: ActionContext, issued: IssuedSecret) -> None:
    """Show the new key with the cursor on it, and refresh the list."""
    context.session.count_change()
    if issued.key is not None:
        context.listing = context.listing.with_key(issued.key)
        context.move_to(issued.key.id)
    context.loader.reload()


async def _find_out(context: ActionContext, name: str, reason: str, issuer: SecretIssuer) -> None:
    from ..dialogs.requests.lost_response import LostResponse, NextStep
    from .lost_responses import list_again

    act = f"Creating {name}"
    found = await list_again(context, act)
    if found is None:
        text = "Whether it was created is not known: the list can't be loaded either."
        way = await context.ask(LostResponse(act, text, reason, NextStep.LOOK_AGAIN))
        if way is NextStep.LOOK_AGAIN:
            await _find_out(context, name, reason, issuer)
        return
    outcome = issuer.outcome_of_create(name, found.keys)
    if outcome.key is None:
        again = LostResponse(act, outcome.text, reason, NextStep.AGAIN)
        if await context.ask(again) is NextStep.AGAIN:
            await create(context)
    else:
        dialog = LostResponse(act, outcome.text, reason, NextStep.DELETE, NextStep.NEW_SECRET)
        await _offer_next_step(context, outcome.key, dialog, issuer, nobody_has_it=outcome.is_new)
    issuer.settle()


async def _offer_next_step(
    context: ActionContext,
    key: AccessKey,
    dialog: LostResponse,
    issuer: SecretIssuer,
    *,
    nobody_has_it: bool,
) -> None:
    from ..dialogs.requests.lost_response import NextStep

    context.move_to(key.id)
    way = await context.ask(dialog)
    if way is NextStep.NEW_SECRET:
        targets = issuer.targets
        await (renew(context, key, targets) if nobody_has_it else regenerate(context, key))
    elif way is NextStep.DELETE:
        await delete(context, key)


NEW = Action(
    "keys.new",
    "New",
    "Create an access key",
    lambda context: context.steps.start(create(context)),
    changes=True,
)
