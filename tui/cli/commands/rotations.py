"""Rotations in progress: checked with each list, and reported if they need a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...listing.rotation import Stage
from ...listing.rotation_state import RotationState, rotations_by_key
from ...workflows.watch_rotations import see_rotations, watch_rotations
from .output import say

if TYPE_CHECKING:
    from datetime import timedelta

    from ...api.access_key import KeyList
    from ...listing.listing import Listing
    from ...listing.rotation_state import RotationStatus
    from .context import Context

_CONTINUE = "To continue: runai-keys rotate {} --secret-file PATH"
"""The step for an unfinished rotation, by the predecessor's name."""


async def check_rotations(
    context: Context,
    found: KeyList,
    quiet_for: timedelta | None = None,
    *,
    names_unfinished: bool = True,
) -> tuple[RotationStatus, ...]:
    """Return the state of the user's rotations; report those that ended or need a step.

    Args:
        context: The command's flags and session.
        found: The user's keys, just loaded.
        quiet_for: Time without use before a predecessor is ready; None for the settings' time.
        names_unfinished: Whether to report unfinished rotations.
    """
    session = context.session
    statuses = await watch_rotations(
        session, context.journal, found, quiet_for or session.quiet_for
    )
    session.rotations = rotations_by_key(statuses)
    for status in statuses:
        old = status.rotation.predecessor
        if status.state is RotationState.ENDED:
            say(f"the rotation of {old.name} has ended. {status.text}{_replacement(status)}")
        elif names_unfinished and status.can_be_resumed:
            from .select_keys import as_argument

            step = _CONTINUE.format(as_argument(old))
            say(f"the rotation of {old.name} is unfinished. {status.text} {step}")
    return statuses


def _replacement(status: RotationStatus) -> str:
    """Return the command that replaces a secret which may have reached nobody; empty if none."""
    is_proved = status.rotation.stage is Stage.WAITING
    if status.successor is None or is_proved:
        return ""
    # Imported here: `list` needs neither.
    from .deliver_secret import REPLACE_COMMAND
    from .select_keys import as_argument

    return f" To replace it: {REPLACE_COMMAND.format(as_argument(status.successor))}"


def recognise_rotations(context: Context, listing: Listing) -> None:
    """Recognise the rotations in a list of everybody's keys, for filters and findings."""
    session = context.session
    session.rotations = rotations_by_key(
        see_rotations(session, context.journal, listing.keys or ())
    )
