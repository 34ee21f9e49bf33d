"""`rotate`: replaces a key by a twin; the old key is deleted once nothing uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...config.settings import SettingsError
from ...listing.delete_risks import delete_risks
from ...listing.rotation_state import rotations_by_key
from ...listing.usage import last_used
from ...workflows.plan_rotation import (
    AlreadyRotating,
    OnlyAssumed,
    plan_delivery_again,
    plan_rotation,
)
from ...workflows.watch_rotations import real_keys
from ..exit_codes import REFUSED
from .command import KeyCommand
from .due import typed_duration
from .finish_rotations import finish_rotations
from .new_secret import add_secret_arguments
from .output import say
from .rotate_due import rotate_due
from .rotate_key import rotate_key
from .rotation_status import print_status, typed_quiet
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
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from ...api.access_key import AccessKey
    from ...listing.rotation_state import RotationStatus
    from ...workflows.plan_rotation import RotationPlan
    from .context import Context

_NOT_A_TWIN = "If it is not, add --anew. "

_FORMATS = ("table", "json", "csv")


def _add_arguments(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("id", metavar="ID", nargs="?", help=ITS_ID)
    add("--status", action="store_true", help="instead, print the state of each rotation")
    add("--finish", action="store_true", help="instead, delete the predecessors that are ready")
    add(
        "--due",
        metavar="AGE",
        type=typed_duration,
        help="instead, list the keys with a secret older than AGE, such as 90d; "
        "with --yes and a place for the secrets, rotate them one after the other",
    )
    add_secret_arguments(parser, more_formats=("table", "csv"))
    add(
        "--quiet-for",
        metavar="TIME",
        type=typed_quiet,
        help="with --status and --finish: time without use before a predecessor is ready, such as "
        "24h",
    )
    add("--yes", action="store_true", help="rotate keys that are in use; with --finish, delete")
    add_own_argument(parser)
    add(
        "--update-profile",
        action="store_true",
        help="with --own: make the profile sign in with the successor",
    )
    add("--again", action="store_true", help="give its successor another secret, and deliver that")
    add("--anew", action="store_true", help="rotate even if another key looks like its successor")
    add("--adopt", action="store_true", help="take that key as the successor; it gets a new secret")


async def rotate(context: Context) -> int:
    """Rotate a key, or show, finish or list rotations as the flags say; return the status."""
    flags = context.flags
    _refuse_contradiction(flags)
    if flags.status:
        return await print_status(context)
    if flags.finish:
        return await finish_rotations(context)
    if flags.due:
        return await rotate_due(context, flags.due)
    return await _rotate_one(context)


async def _rotate_one(context: Context) -> int:
    flags, session = context.flags, context.session
    found = await (await session.service()).list_my_keys()
    keys = real_keys(session, found)
    selection = select_keys([flags.id], keys)
    if selection.missing:
        say(f"{flags.id}: {NOT_YOURS} {LIST_YOURS}")
        return REFUSED
    (key,) = selection.keys
    statuses = await check_rotations(context, found, names_unfinished=False)
    try:
        plan = _plan(context, key, keys, statuses)
    except AlreadyRotating as error:
        is_assumed = bool(error.status.rotation.assumed)
        say(f"{error} {_NOT_A_TWIN * is_assumed}See runai-keys rotate --status.")
        return REFUSED
    except OnlyAssumed as error:
        say(f"{error} {_NOT_A_TWIN}If it is, add --adopt: it then gets another secret.")
        return REFUSED
    refuse_own_key(plan.twins, session.client_id, allowed=flags.own)
    _refuse_in_use(context, plan)
    return await rotate_key(context, plan, update_profile=flags.update_profile)


def _plan(
    context: Context,
    key: AccessKey,
    keys: tuple[AccessKey, ...],
    statuses: tuple[RotationStatus, ...],
) -> RotationPlan:
    flags = context.flags
    if not flags.again:
        return plan_rotation(key, keys, statuses, anew=flags.anew, adopt=flags.adopt)
    status = rotations_by_key(statuses).get(key.id)
    if status is None:
        raise SettingsError(f"--again: {key.name} is not being rotated, so nothing was changed.")
    if status.rotation.assumed and not flags.adopt:
        raise OnlyAssumed(status)
    if not flags.yes:
        raise SettingsError(
            f"--again gives {status.rotation.successor.name} another secret, and its present one "
            "stops working at once: add --yes if nothing uses it yet."
        )
    return plan_delivery_again(status, keys, statuses)


def _refuse_in_use(context: Context, plan: RotationPlan) -> None:
    """Refuse to rotate a key in use, or to replace the secret of a successor in use."""
    if context.flags.yes:
        return
    risks = delete_risks(plan.twins, context.session.filter_context)
    used = [risk.key for risk in risks if risk.in_use]
    if not used:
        return
    new = plan.successor_name
    if plan.twin is not None and plan.twin in used:
        key, act = (
            plan.twin,
            f"{new} gets another secret, and its present one stops working at once",
        )
    else:
        begin = "gets another secret" if plan.twin else "is created beside it"
        key, act = plan.key, f"{new} {begin}, and both live until nothing uses {plan.key.name}"
    when = last_used(key, context.session.now())
    raise SettingsError(
        f"{key.name} is in use (last used: {when}), so nothing was changed. With --yes, {act}."
    )


def _refuse_contradiction(flags: Namespace) -> None:
    modes = [name for name in ("status", "finish", "due") if getattr(flags, name)]
    if len(modes) > 1:
        raise SettingsError(f"--{modes[0]} and --{modes[1]} are two commands: leave one out.")
    if not modes and flags.id is None:
        raise SettingsError("say which key: an ID, or one of --status, --finish and --due AGE.")
    _refuse_for_one_key(flags, modes)
    if flags.due and flags.id is not None:
        raise SettingsError("--due chooses the keys: leave out the ID.")
    _refuse_places(flags, modes)
    if flags.update_profile and not flags.own:
        raise SettingsError("--update-profile is for the key that you sign in with: add --own.")


def _refuse_places(flags: Namespace, modes: Sequence[str]) -> None:
    """Refuse a destination or a file format without a new secret, and output formats with one."""
    has_place = bool(flags.to or flags.secret_file)
    if has_place and modes and not flags.due:
        name = "--to" if flags.to else "--secret-file"
        raise SettingsError(f"{name} is for a new secret: --{modes[0]} delivers none.")
    is_printed = bool(modes) and not (flags.due and has_place)
    if is_printed and flags.format not in (None, *_FORMATS):
        raise SettingsError(f"--format {flags.format} is for a file: use {', '.join(_FORMATS)}.")
    if not is_printed and flags.format in ("table", "csv"):
        raise SettingsError(f"--format {flags.format} is for --status, --finish and --due.")


def _refuse_for_one_key(flags: Namespace, modes: Sequence[str]) -> None:
    if flags.again and modes:
        raise SettingsError(f"--again is for one key: leave out --{modes[0]}.")
    if flags.quiet_for and not modes:
        raise SettingsError("--quiet-for is for --status and --finish: nothing is deleted yet.")
    if flags.anew and flags.adopt:
        raise SettingsError("--anew and --adopt contradict each other: leave one out.")


def _only_reads(flags: Namespace) -> bool:
    has_place = flags.to or flags.secret_file
    return bool(flags.status or (flags.due and not (flags.yes and has_place)))


COMMAND = KeyCommand(rotate, _add_arguments, changes_keys=True, only_reads=_only_reads)
