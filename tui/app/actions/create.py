"""Create an access key, and find out what became of a create whose response was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .action import Action
from .delete import delete
from .regenerate import deliver, regenerate, renew

if TYPE_CHECKING:
    from ...api.access_key import AccessKey
    from ...workflows.issue_secret import IssuedSecret, SecretIssuer
    from ..dialogs.requests.lost_answer import LostAnswer
    from .desk import Desk


async def create(desk: Desk) -> None:
    """Ask for a name, create a key, and deliver its secret."""
    from ...workflows.issue_secret import SecretIssuer
    from ..dialogs.requests.request_dialog import Done, Lost
    from ..dialogs.secret.create_key import CreateKey

    issuer = SecretIssuer(desk.session, desk.notes)
    keys = desk.listing.keys
    dialog = CreateKey(desk.session, issuer, count=None if keys is None else len(keys))
    match await desk.ask(dialog):
        case Done(value=issued):
            add_to_list(desk, issued)
            await deliver(desk, issued, issuer)
        case Lost(error=error):
            await _find_out(desk, dialog.name_sent, error.event, issuer)


def add_to_list(desk: Desk, issued: IssuedSecret) -> None:
    """Show the new key at once, with the cursor on it, and load the list again."""
    desk.session.count_change()
    if issued.key is not None:
        desk.listing = desk.listing.with_key(issued.key)
        desk.move_to(issued.key.id)
    desk.loader.reload()


async def _find_out(desk: Desk, name: str, reason: str, issuer: SecretIssuer) -> None:
    from ..dialogs.requests.lost_answer import LostAnswer, WayOut
    from .lost_answers import list_again

    act = f"Creating {name}"
    found = await list_again(desk, act)
    if found is None:
        text = "Whether it was created is not known: the list can't be loaded either."
        way = await desk.ask(LostAnswer(act, text, reason, WayOut.LOOK_AGAIN))
        if way is WayOut.LOOK_AGAIN:
            await _find_out(desk, name, reason, issuer)
        return
    outcome = issuer.outcome_of_create(name, found.keys)
    if outcome.key is None:
        again = LostAnswer(act, outcome.text, reason, WayOut.AGAIN)
        if await desk.ask(again) is WayOut.AGAIN:
            await create(desk)
    else:
        dialog = LostAnswer(act, outcome.text, reason, WayOut.DELETE, WayOut.NEW_SECRET)
        await _account_for(desk, outcome.key, dialog, issuer, nobody_has_it=outcome.is_new)
    issuer.settle()


async def _account_for(
    desk: Desk, key: AccessKey, dialog: LostAnswer, issuer: SecretIssuer, *, nobody_has_it: bool
) -> None:
    from ..dialogs.requests.lost_answer import WayOut

    desk.move_to(key.id)
    way = await desk.ask(dialog)
    if way is WayOut.NEW_SECRET:
        targets = issuer.targets
        await (renew(desk, key, targets) if nobody_has_it else regenerate(desk, key))
    elif way is WayOut.DELETE:
        await delete(desk, key)


NEW = Action(
    "keys.new",
    "New",
    "Create an access key",
    lambda desk: desk.steps.start(create(desk)),
    changes=True,
)
