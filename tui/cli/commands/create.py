"""`create`: creates an access key, and delivers its secret or reports where it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...api.errors import ApiError, OutcomeUnknown, Rejected
from ...api.key_name import name_problem
from ...config.settings import SettingsError
from ..exit_codes import NETWORK, REFUSED
from .command import KeyCommand
from .deliver_secret import REPLACE_COMMAND, deliver
from .new_secret import add_secret_arguments, check_place, prepare_delivery, say_if_cancelled
from .output import say
from .undelivered import report_undelivered

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from ...workflows.issue_secret import SecretIssuer
    from .context import Context

_NAME_TAKEN = 409


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the name of the key")
    add_secret_arguments(parser)


async def create(context: Context) -> int:
    """Create a key, deliver its secret, and return the exit status."""
    name = context.flags.name
    if problem := name_problem(name):
        raise SettingsError(
            f"{name} can't be the name of an access key: {problem[0].lower()}{problem[1:]}"
        )
    issuing = prepare_delivery(context)
    await check_place(issuing, name)
    lost = f"{name} may have been created, and its secret would be lost: see runai-keys list."
    with say_if_cancelled(issuing, lost):
        try:
            issued = await issuing.create(name)
        except OutcomeUnknown as error:
            return await _find_out(context, issuing, name, error)
        except Rejected as error:
            if error.status == _NAME_TAKEN:
                await report_undelivered(context, {name})
            raise
    return (await deliver(context, issuing, issued, f"{name} was created")).status


async def _find_out(
    context: Context, issuing: SecretIssuer, name: str, error: OutcomeUnknown
) -> int:
    """List the keys to find out whether a create without a response was carried out."""
    service = await context.session.service()
    try:
        listed = await service.list_my_keys()
    except ApiError:
        say(
            f"{error.event} The list can't be loaded either, so whether {name} was created is not "
            "known: see runai-keys list."
        )
        return REFUSED
    outcome = issuing.outcome_of_create(name, listed.keys)
    if outcome.key is None:
        issuing.settle()
        say(f"{error.event} {outcome.text}")
        return NETWORK
    replace_it = REPLACE_COMMAND.format(outcome.key.client_id)
    say(f"{error.event} {outcome.text} To replace it: {replace_it}")
    return REFUSED


COMMAND = KeyCommand(create, _add_arguments, changes_keys=True)
