"""Rotation of all keys that are due, one after the other."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from typing import TYPE_CHECKING

from ...api.errors import ApiError
from ...config.settings import SettingsError
from ...delivery.private_file import SaveError
from ...delivery.secret_formats import file_stem
from ...delivery.target import filled
from ...listing.due import due_keys
from ...listing.rotation_names import family_name
from ...listing.rotation_state import rotations_by_key
from ...listing.usage import Usage, usage_of
from ...workflows.plan_rotation import OnlyAssumed, plan_rotation
from ...workflows.watch_rotations import real_keys
from ..exit_codes import REFUSED
from .due import report_left_out, write_due
from .output import put, say
from .rotate_key import rotate_key
from .rotations import check_rotations
from .select_keys import as_argument, refuse_own_key, these_keys

if TYPE_CHECKING:
    from ...api.access_key import AccessKey
    from ...listing.duration import Duration
    from ...workflows.plan_rotation import RotationPlan
    from .context import Context


async def rotate_due(context: Context, age: Duration) -> int:
    """List the keys that are due, or rotate them until one fails; return the exit status."""
    flags = context.flags
    due, names = await _due(context, age)
    if not (flags.to or flags.secret_file):
        put(write_due(context, flags.format or "table", due))
        return 0
    due = _without_own(context, due)
    if not due:
        say(f"no key of yours is due: none is older than {age.words} and not rotated since.")
        return 0
    _refuse_one_place_for_many(context, due, names)
    if not flags.yes:
        put(write_due(context, "table", due))
        these = these_keys(len(due))
        raise SettingsError(f"nothing was changed: add --yes to rotate {these}.")
    for done, key in enumerate(due):
        if status := await _status_of_one(context, key):
            if left := len(due) - done - 1:
                say(f"stopped at {key.name}: {left} of the keys that are due were not begun.")
            return status
    return 0


async def _due(context: Context, age: Duration) -> tuple[tuple[AccessKey, ...], set[str]]:
    """Return the keys that are due, and the names of all of the user's keys."""
    session = context.session
    found = await (await session.service()).list_my_keys()
    statuses = await check_rotations(context, found, names_unfinished=False)
    keys = real_keys(session, found)
    names = {key.name for key in keys}
    due = due_keys(keys, age.length, session.now(), rotations_by_key(statuses))
    report_left_out(context, keys, age)
    return due, names


def _without_own(context: Context, due: tuple[AccessKey, ...]) -> tuple[AccessKey, ...]:
    client_id = context.session.client_id
    if context.flags.own:
        return due
    for key in due:
        if key.client_id == client_id:
            say(f"{key.name} is due, but it is the key that you sign in with: add --own.")
    return tuple(key for key in due if key.client_id != client_id)


def _refuse_one_place_for_many(
    context: Context, due: tuple[AccessKey, ...], names: set[str]
) -> None:
    path, targets = context.flags.secret_file, context.session.settings.targets
    if path or any(targets[name].path for name in context.flags.to if name in targets):
        _refuse_shared_files(due, names)
    if path is not None and len(due) > 1 and filled(path, {"name": ""}) == path:
        raise SettingsError(
            f"--secret-file: {len(due)} keys are due, so put {{name}} into the path, or use --to."
        )


def _refuse_shared_files(due: tuple[AccessKey, ...], names: set[str]) -> None:
    """Refuse keys whose secrets would go to files of the same name."""
    by_stem: dict[str, AccessKey] = {}
    for key in due:
        stem = file_stem(family_name(key.name, names - {key.name}))
        other = by_stem.setdefault(stem, key)
        if other is not key:
            raise SettingsError(
                f"{other.name} and {key.name} would both be in a file named {stem}: rotate one of "
                "them by itself, to a place of its own. Nothing was changed."
            )


async def _status_of_one(context: Context, key: AccessKey) -> int:
    """Rotate one key, report its errors, and return the exit status.

    Errors must not leave this function: other keys may have been rotated before.
    """
    try:
        return await _rotate_one(context, key)
    except OnlyAssumed as error:
        # Not a failure, which would stop every later run at the same key.
        say(f"{error} So it was left out: see runai-keys rotate {as_argument(key)} --status.")
        return 0
    except (ApiError, SaveError, SettingsError) as error:
        say(str(error))
        return REFUSED


async def _rotate_one(context: Context, key: AccessKey) -> int:
    """Rotate one key, planned by a fresh list."""
    session, flags = context.session, context.flags
    found = await (await session.service()).list_my_keys()
    keys = real_keys(session, found)
    if key.id not in {each.id for each in keys}:
        say(f"{key.name} is gone.")
        return REFUSED
    statuses = await check_rotations(context, found, names_unfinished=False)
    plan = plan_rotation(key, keys, statuses, anew=flags.anew, adopt=flags.adopt)
    refuse_own_key(plan.twins, session.client_id, allowed=flags.own)
    if plan.twin and usage_of(plan.twin, session.now(), session.limits) is Usage.ACTIVE:
        raise SettingsError(
            f"{plan.successor_name} is in use, so it gets no other secret unless you rotate "
            f"{key.name} by itself, with --yes."
        )
    return await rotate_key(_for_one(context, plan), plan, update_profile=flags.update_profile)


def _for_one(context: Context, plan: RotationPlan) -> Context:
    """Return the context with `{name}` in the secret's path filled in."""
    path = context.flags.secret_file
    if path is None:
        return context
    own = filled(path, {"name": file_stem(plan.family)})
    return replace(context, flags=Namespace(**vars(context.flags) | {"secret_file": own}))
