"""`regenerate`: replaces a key's secret, and delivers the new one or reports where it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...api.errors import OutcomeUnknown
from ...listing.rotation_state import rotations_by_key
from ...workflows.plan_rotation import plan_delivery_again
from ...workflows.watch_rotations import real_keys
from ..exit_codes import REFUSED
from .command import KeyCommand
from .deliver_secret import REPLACE_COMMAND, deliver
from .new_secret import add_secret_arguments, check_place, prepare_delivery, say_if_cancelled
from .output import say
from .rotate_key import rotate_key
from .rotations import check_rotations
from .select_keys import (
    ITS_ID,
    LIST_YOURS,
    NOT_YOURS,
    add_own_argument,
    refuse_own_key,
    select_keys,
)

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from ...api.access_key import AccessKey, KeyList
    from ...workflows.plan_rotation import RotationPlan
    from .context import Context


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help=ITS_ID)
    add_secret_arguments(parser)
    add_own_argument(parser)


async def regenerate(context: Context) -> int:
    """Replace a key's secret, deliver the new one, and return the exit status."""
    issuing = prepare_delivery(context)
    service = await context.session.service()
    found = await service.list_my_keys()
    selection = select_keys([context.flags.id], found.keys)
    if selection.missing:
        say(f"{context.flags.id}: {NOT_YOURS} {LIST_YOURS}")
        return REFUSED
    (key,) = selection.keys
    refuse_own_key(selection.keys, service.client_id, allowed=context.flags.own)
    if (plan := await _plan_redelivery(context, found, key)) is not None:
        return await rotate_key(context, plan)
    await check_place(issuing, context.session.disguise.real_key(key).name)
    replace_it = REPLACE_COMMAND.format(key.client_id)
    lost = f"{key.name}: its old secret may be invalid, and a new one lost: {replace_it}"
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


async def _plan_redelivery(context: Context, found: KeyList, key: AccessKey) -> RotationPlan | None:
    """Plan to repeat the delivery of a rotation's successor; None if the key is not one.

    The watch restarts, as the secret that was delivered and proved is void. A rotation that was
    only recognised by names and dates does not count.

    Raises:
        RotationError: another program is working on the rotation.
    """
    if not context.journal.is_persistent:
        return None
    statuses = await check_rotations(context, found, names_unfinished=False)
    status = rotations_by_key(statuses).get(key.id)
    if status is None or status.rotation.assumed or key.id != status.rotation.successor.id:
        return None
    return plan_delivery_again(status, real_keys(context.session, found), statuses)


COMMAND = KeyCommand(regenerate, _add_arguments, changes_keys=True)
