"""`rotate --finish`: deletes the predecessors that are ready, and reports the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...api.errors import ApiError
from ...config.settings import SettingsError
from ...listing.rotation_state import RotationState
from ...workflows.finish_rotation import FinishOutcome, delete_predecessor
from ..exit_codes import REFUSED
from .output import put, say
from .rotation_status import (
    chosen_statuses,
    explain,
    own_notes,
    quiet_of,
    step_of,
    write_statuses,
)
from .select_keys import as_argument, these_keys
from .undelivered import drop_notes

if TYPE_CHECKING:
    from ...listing.rotation_state import RotationStatus
    from .context import Context

_NAME_IT = (
    "This is only assumed to be a rotation, so the key was left alone: to delete it, "
    "runai-keys rotate {} --finish --yes"
)


async def finish_rotations(context: Context) -> int:
    """Delete the predecessors that are ready, and return the exit status.

    A rotation that was only recognised by names and dates is finished only if its key is named.
    """
    statuses = await chosen_statuses(context)
    ready = [status for status in statuses if _is_to_be_deleted(context, status)]
    if ready and not context.flags.yes:
        put(write_statuses(context, ready))
        explain(context, ready)
        these = these_keys(len(ready))
        raise SettingsError(f"nothing was deleted: add --yes to delete {these}.")
    outcomes = [
        await _finish(context, status) if status in ready else _left(context, status)
        for status in statuses
    ]
    for outcome in outcomes:
        notes = () if outcome.deleted else own_notes(context, outcome.status)
        say(" ".join((outcome.text, *notes)))
    if any(step_of(outcome.status) for outcome in outcomes if not outcome.deleted):
        say("See runai-keys rotate --status for what can be done.")
    if not outcomes:
        say("there are no rotations to finish.")
    if context.flags.format:
        put(write_statuses(context, [outcome.status for outcome in outcomes], outcomes))
    is_open = any(
        not outcome.deleted and outcome.status.state is not RotationState.ENDED
        for outcome in outcomes
        if _counts(context, outcome.status)
    )
    return REFUSED if is_open else 0


def _counts(context: Context, status: RotationStatus) -> bool:
    """Return whether a rotation is in the journal, or was named on the command line."""
    return not status.rotation.assumed or context.flags.id is not None


def _is_to_be_deleted(context: Context, status: RotationStatus) -> bool:
    return status.state is RotationState.READY and _counts(context, status)


def _left(context: Context, status: RotationStatus) -> FinishOutcome:
    if _counts(context, status):
        return FinishOutcome(status, deleted=False, text=status.text)
    text = f"{status.text} {_NAME_IT.format(as_argument(status.rotation.predecessor))}"
    return FinishOutcome(status, deleted=False, text=text)


async def _finish(context: Context, status: RotationStatus) -> FinishOutcome:
    session, name = context.session, status.rotation.predecessor.name
    try:
        outcome = await delete_predecessor(
            session, context.journal, status.rotation, quiet_of(context)
        )
    except ApiError as error:
        return FinishOutcome(status, deleted=False, text=f"{name} was not deleted. {error}")
    if outcome.deleted:
        await drop_notes(context, name)
    return outcome
