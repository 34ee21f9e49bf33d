"""`rotate --status`: prints the state of each rotation, and the step to take."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...config.limits import LEAST_QUIET
from ...config.settings import SettingsError
from ...listing.export import csv_text, harmless, utc_stamp
from ...listing.rotation import Stage
from ...listing.rotation_state import LAST_USE, RotationState
from ...listing.usage import ago, span_left
from ...text import json_text
from ...workflows.own_sign_in import own_note
from .due import typed_duration
from .output import put, say, show
from .rotations import check_rotations
from .select_keys import as_argument
from .table import table

if TYPE_CHECKING:
    from datetime import datetime

    from ...listing.rotation import Twin
    from ...listing.rotation_state import RotationStatus
    from ...workflows.finish_rotation import FinishOutcome
    from .context import Context

_STEPS = {
    RotationState.UNFINISHED: "runai-keys rotate {old} --secret-file PATH",
    RotationState.STILL_USED: (
        "wait, or deliver it again: runai-keys rotate {old} --again --secret-file PATH; "
        "to go back: runai-keys delete {new} --yes"
    ),
    RotationState.READY: "runai-keys rotate {old} --finish --yes",
    RotationState.UNCLEAR: ("once you know that nothing uses {old}: runai-keys delete {old} --yes"),
}
"""The step to take in a state; in the others the user only has to wait."""

_OWN = "runai-keys rotate {} --again --own --update-profile --secret-file PATH --yes"
"""The step for a profile that still signs in with the predecessor of this name."""

_CHECK = "runai-keys check {path} --client-id {client_id}"
"""The step for a secret in a file that nothing has signed in with yet: this command does."""


def typed_quiet(text: str) -> timedelta:
    """Parse the value of `--quiet-for`."""
    quiet_for = typed_duration(text).length
    if quiet_for < timedelta(hours=LEAST_QUIET):
        raise argparse.ArgumentTypeError(
            f"less than {LEAST_QUIET}h proves nothing: a token issued before is valid for that long"
        )
    return quiet_for


def quiet_of(context: Context) -> timedelta:
    """Return the time without use that a predecessor needs, by the flag or the settings."""
    quiet_for: timedelta | None = context.flags.quiet_for
    return quiet_for or context.session.quiet_for


async def chosen_statuses(context: Context) -> list[RotationStatus]:
    """Return the state of the open rotations, or of that of the named key.

    Raises:
        SettingsError: the named key is in no rotation.
    """
    found = await (await context.session.service()).list_my_keys()
    found_statuses = await check_rotations(
        context, found, quiet_of(context), names_unfinished=False
    )
    statuses = [status for status in found_statuses if status.state is not RotationState.ENDED]
    if (text := context.flags.id) is None:
        return statuses
    chosen = [status for status in statuses if text in _texts_of(status)]
    if not chosen:
        raise SettingsError(
            f"{text}: no key of this ID or name is being rotated. Without an ID, --status lists "
            "every rotation."
        )
    return chosen


def _texts_of(status: RotationStatus) -> set[str]:
    twins = (status.rotation.predecessor, status.rotation.successor)
    return {text for twin in twins for text in (twin.name, twin.id, twin.client_id) if text}


async def print_status(context: Context) -> int:
    """Print the state of each rotation, and return the exit status."""
    statuses = await chosen_statuses(context)
    put(write_statuses(context, statuses))
    if not statuses:
        say("there are no rotations.")
    if context.flags.format in (None, "table"):
        explain(context, statuses)
    return 0


def explain(context: Context, statuses: Sequence[RotationStatus]) -> None:
    """Write a description of each rotation and the step to take to standard error."""
    for status in statuses:
        show(" ".join((status.text, *status.notes, *own_notes(context, status))))
        if step := step_of(status):
            show(f"  {step}")
    if any(status.rotation.watch_from for status in statuses):
        show(LAST_USE)


def own_notes(context: Context, status: RotationStatus) -> tuple[str, ...]:
    """Return a note if the program itself keeps a predecessor in use."""
    note = own_note(context.session, status.rotation)
    if not note:
        return ()
    if not context.session.settings.profile:
        return (f"{note}.",)
    step = _OWN.format(as_argument(status.rotation.predecessor))
    return (f"{note}, or have the profile do so: {step}",)


def step_of(status: RotationStatus) -> str:
    """Return the step to take; empty for none."""
    if status.is_busy:
        return ""
    rotation = status.rotation
    step = _STEPS.get(status.state, "")
    if status.predecessor is None or status.successor is None:
        return ""
    if rotation.missing:
        step = f"{step}, or --to for each place"
    elif rotation.stage is Stage.DELIVERED and Path(rotation.destination).is_absolute():
        step = f"{_CHECK}; or deliver another secret: {step}"
    if rotation.assumed and status.state is RotationState.UNFINISHED:
        step = f"{step} --adopt, or --anew if it is none"
    return step.format(
        old=as_argument(rotation.predecessor),
        new=as_argument(rotation.successor),
        path=shlex.quote(rotation.destination),
        client_id=shlex.quote(rotation.successor.client_id),
    )


def write_statuses(
    context: Context,
    statuses: Sequence[RotationStatus],
    outcomes: Sequence[FinishOutcome] = (),
) -> str:
    """Format rotations as `--format` says, by default as a table."""
    deleted = {outcome.status.rotation.predecessor.id for outcome in outcomes if outcome.deleted}
    rows = [_row(context, status, deleted) for status in statuses]
    return _WRITERS[context.flags.format or "table"](rows)


def _row(context: Context, status: RotationStatus, deleted: set[str]) -> dict[str, Any]:
    rotation, now = status.rotation, context.session.now()
    is_deleted = rotation.predecessor.id in deleted
    # The journal alone has the time of delivery.
    delivered = None if rotation.assumed else rotation.delivered
    return {
        "state": "deleted" if is_deleted else status.state.value,
        "predecessor": _twin(rotation.predecessor),
        "successor": _twin(rotation.successor),
        "begun": utc_stamp(rotation.begun),
        "delivered": utc_stamp(delivered),
        "destination": rotation.destination,
        "missing": rotation.missing,
        "lastUse": utc_stamp(rotation.last_use),
        "uses": rotation.use_count,
        "readyAt": utc_stamp(status.ready_at),
        "text": status.text,
        "notes": [*status.notes, *own_notes(context, status)],
        "assumed": bool(rotation.assumed),
        "stuck": status.is_stuck,
        "step": "" if is_deleted else step_of(status),
        _CELLS: _cells(status, now),
    }


_CELLS = "cells"
"""Field of a row with the times as the table shows them; left out of JSON."""


def _cells(status: RotationStatus, now: datetime) -> tuple[str, str]:
    rotation, ready_at = status.rotation, status.ready_at
    delivered = None if rotation.assumed else rotation.delivered
    left = span_left(ready_at - now) if ready_at is not None and ready_at > now else "-"
    return (ago(delivered, now) if delivered else "-", left)


def _twin(twin: Twin) -> dict[str, str]:
    return {"name": twin.name, "id": twin.id, "clientId": twin.client_id}


def _as_table(rows: list[dict[str, Any]]) -> str:
    headings = ("STATE", "KEY", "SUCCESSOR", "DELIVERED", "READY IN", "TO")
    return table(
        headings,
        [
            (
                row["state"],
                row["predecessor"]["name"],
                row["successor"]["name"],
                *row[_CELLS],
                row["destination"] or "-",
            )
            for row in rows
        ],
    )


def _as_json(rows: list[dict[str, Any]]) -> str:
    shown = [{name: value for name, value in row.items() if name != _CELLS} for row in rows]
    return json_text({"rotations": shown})


def _as_csv(rows: list[dict[str, Any]]) -> str:
    headings = ("state", "key", "successor", "delivered", "lastUse", "readyAt", "destination")
    cells = (
        (
            row["state"],
            row["predecessor"]["name"],
            row["successor"]["name"],
            row["delivered"],
            row["lastUse"],
            row["readyAt"],
            row["destination"],
        )
        for row in rows
    )
    return csv_text(headings, ([harmless(cell or "") for cell in line] for line in cells))


_WRITERS = {"table": _as_table, "json": _as_json, "csv": _as_csv}
