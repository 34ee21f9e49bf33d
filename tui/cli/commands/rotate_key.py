"""Rotation of one key by a command, from the first request to the start of the watch."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ...api.errors import ApiError
from ...config.change_sign_in import change_sign_in, plan_sign_in_change
from ...config.paths import config_path
from ...config.settings import SettingsError
from ...listing.rotation_status import rhythm_note
from ...listing.usage import last_used, span
from ...workflows.own_sign_in import stale_sign_in
from ...workflows.plan_rotation import NoRoom
from ...workflows.rotate import Rotator
from ..exit_codes import REFUSED
from .deliver_secret import Delivery, deliver, uncancelled
from .new_secret import check_place, prepare_delivery, say_if_cancelled
from .output import say
from .select_keys import as_argument

if TYPE_CHECKING:
    from ...config.change_sign_in import SignInChange
    from ...workflows.issue_secret import IssuedSecret, SecretIssuer
    from ...workflows.plan_rotation import RotationPlan
    from .context import Context

_MOST_STALE = 3
"""Maximum number of keys suggested for deletion when the quota is reached."""


async def rotate_key(context: Context, plan: RotationPlan, *, update_profile: bool = False) -> int:
    """Create, deliver and prove the successor of a key, and return the exit status.

    Args:
        context: The command.
        plan: The rotation.
        update_profile: Whether to make the profile sign in with the successor.

    Raises:
        SaveError, SettingsError: the secret can't be delivered; nothing was changed.
        ApiError: there is no successor with a known secret; the text describes the state.
    """
    issuing = prepare_delivery(context)
    await check_place(issuing, plan.family)
    rotator = Rotator(context.session, context.journal, issuing, plan)
    places = [target.name for target in issuing.targets]
    meant_for = ", ".join(places) if len(places) > 1 else ""
    change = _planned_change(context) if update_profile and rotator.is_own else None
    if plan.remark:
        say(f"the successor of {plan.key.name} is {plan.successor_name}: {plan.remark}.")
    lost = (
        f"{plan.successor_name} may have been created, and its secret would be lost: "
        "see runai-keys rotate --status."
    )
    async with rotator.locked():
        try:
            with say_if_cancelled(issuing, lost):
                issued = await rotator.issue(meant_for)
        except NoRoom as error:
            _suggest_room(context, plan, error)
            return REFUSED
        return await _deliver_and_prove(context, issuing, rotator, issued, change)


async def _deliver_and_prove(
    context: Context,
    issuing: SecretIssuer,
    rotator: Rotator,
    issued: IssuedSecret,
    change: SignInChange | None,
) -> int:
    plan, new = rotator.plan, rotator.rotation.successor.name
    is_new = plan.resumed is None
    done = f"{new} was created for {plan.key.name}" if is_new else f"{new} has a new secret"
    delivery = await deliver(context, issuing, issued, done)
    return await uncancelled(_begin_watch(context, rotator, issued, delivery, change))


async def _begin_watch(
    context: Context,
    rotator: Rotator,
    issued: IssuedSecret,
    delivery: Delivery,
    change: SignInChange | None,
) -> int:
    """Prove the secret and begin the watch, if all places have it; return the exit status."""
    old, new = rotator.plan.key.name, rotator.rotation.successor.name
    if not delivery.places:
        say(f"{old} stays valid. {_again(rotator)}")
        return REFUSED
    missing = ", ".join(delivery.missing)
    await rotator.delivered(", ".join(delivery.places), missing)
    if missing:
        say(
            f"{old} stays valid, and is not deleted, because {missing} may not have the "
            f"secret of {new}. To continue, rotate {as_argument(rotator.plan.key)} again, to all "
            f"places: {new} then gets another secret."
        )
        return REFUSED
    return await _prove(context, rotator, issued, change)


async def _prove(
    context: Context,
    rotator: Rotator,
    issued: IssuedSecret,
    change: SignInChange | None,
) -> int:
    old, new = rotator.plan.key.name, rotator.rotation.successor.name
    # Read before the session switches to the successor.
    stale = stale_sign_in(context.session, rotator)
    try:
        verification = await rotator.prove(issued.credentials)
    except ApiError as error:
        say(f"{error} Whether {new} works is not known: the watch begins with its first use.")
        return REFUSED
    if not verification.accepted:
        say(f"{verification.reason} So {old} stays valid. {_again(rotator)}")
        return REFUSED
    _report_watch(context, rotator)
    return await _change_profile(context, rotator, issued, change, stale) if stale else 0


def _report_watch(context: Context, rotator: Rotator) -> None:
    """Report when the old key can be deleted, and problems of the journal."""
    old, new = rotator.plan.key.name, rotator.rotation.successor.name
    needed = max(context.session.quiet_for, rotator.rotation.token_life)
    say(
        f"{new} works. {old} stays valid: once nothing has signed in with it for {span(needed)}, "
        "runai-keys rotate --finish --yes deletes it."
    )
    if note := rhythm_note(rotator.rotation, needed):
        say(note)
    if not context.journal.is_persistent and context.session.settings.demo_role is None:
        say(
            "there is no home folder for the journal, so the next run recognises "
            f"{new} only by its name: set XDG_STATE_HOME."
        )
    for problem in rotator.problems:
        say(f"the journal is not up to date: {problem} The next run relies on names and dates.")


def _again(rotator: Rotator) -> str:
    old, new = as_argument(rotator.plan.key), rotator.rotation.successor.name
    return f"To continue, rotate {old} again: {new} then gets another secret."


def _planned_change(context: Context) -> SignInChange:
    """Plan the change of the profile.

    Raises:
        SettingsError: the profile can't be changed.
    """
    settings = context.session.settings
    if not settings.profile:
        raise SettingsError(
            "there is no profile to update: the key that you sign in with is from the environment."
        )
    return plan_sign_in_change(config_path(), settings)


async def _change_profile(
    context: Context,
    rotator: Rotator,
    issued: IssuedSecret,
    change: SignInChange | None,
    stale: str,
) -> int:
    """Make the profile sign in with the successor, or report that it still has the old key."""
    new = rotator.rotation.successor.name
    if change is None:
        whose = context.session.settings.profile
        place = f"the profile {whose}" if whose else "RUNAI_CLIENT_ID"
        say(f"{place} {stale}: change that to {new} and its new secret.")
        return 0
    credentials = issued.credentials.real
    try:
        await asyncio.to_thread(change_sign_in, change, credentials.client_id, credentials.secret)
    except SettingsError as error:
        say(f"{error} The profile {change.profile} {stale}: change it by hand.")
        return REFUSED
    say(f"the profile {change.profile} signs in with {new} now.")
    if change.new_file is not None:
        say(f"its secret is in {change.new_file}; {change.old_file} has the old one.")
    return 0


def _suggest_room(context: Context, plan: RotationPlan, error: NoRoom) -> None:
    now = context.session.now()
    say(str(error))
    for status in error.ready:
        name = as_argument(status.rotation.predecessor)
        say(f"finish a rotation that is ready: runai-keys rotate {name} --finish --yes")
    for key in error.stale[:_MOST_STALE]:
        used = f"{key.name}, last used: {last_used(key, now)}"
        delete = f"runai-keys delete {as_argument(key)} --yes"
        say(f"or delete a key that nothing uses ({used}): {delete}")
    say(
        "or replace the secret in place, with downtime, as the old one stops working at once: "
        f"runai-keys regenerate {as_argument(plan.key)} --secret-file PATH"
    )
