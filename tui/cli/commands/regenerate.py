"""`regenerate`: a new secret for an access key, delivered or accounted for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...api.errors import OutcomeUnknown
from ..exit_codes import REFUSED
from .command import KeyCommand
from .deliver_secret import REPLACE_COMMAND, deliver
from .new_secret import add_secret_arguments, check_place, prepare_delivery, say_if_cancelled
from .output import say
from .select_keys import ITS_ID, NOT_YOURS, add_own_argument, refuse_own_key, select_keys

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from .context import Context


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help=ITS_ID)
    add_secret_arguments(parser)
    add_own_argument(parser)


async def regenerate(context: Context) -> int:
    """Replace a key's secret, deliver the new one, and return the exit status."""
    issuing = prepare_delivery(context)
    service = await context.session.service()
    selection = select_keys([context.flags.id], (await service.list_my_keys()).keys)
    if selection.missing:
        say(f"{context.flags.id}: {NOT_YOURS}")
        return REFUSED
    (key,) = selection.keys
    refuse_own_key(selection.keys, service.client_id, allowed=context.flags.own)
    await check_place(issuing, context.session.disguise.real_key(key).name)
    replace_it = REPLACE_COMMAND.format(key.client_id)
    lost = f"{key.name}: its old secret may be dead, and a new one lost: {replace_it}"
    with say_if_cancelled(issuing, lost):
        try:
            issued = await issuing.regenerate(key)
        except OutcomeUnknown as error:
            say(f"{error.event} {lost}")
            return REFUSED
    delivery = await deliver(context, issuing, issued, f"{key.name} has a new secret")
    if key.client_id == service.client_id:
        say("you signed in with the old secret: give the new one to whatever uses this key.")
    return delivery.status


COMMAND = KeyCommand(regenerate, _add_arguments, changes_keys=True)
