"""Report of keys whose secret is due for replacement, with their owners."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ...listing.due import due_keys
from ...listing.duration import Duration, parse_duration
from ...listing.export import csv_text, harmless
from ...text import first_few
from .context import Context, coverage_status
from .json_report import json_report
from .output import put, say
from .table import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ...api.access_key import AccessKey

_MOST_TWINS = 10
"""Maximum number of keys left out that are named."""

_HEADINGS = ("owner", "key", "age")

Row = tuple[str, str, int]
"""Owner, name and age in days of a key."""


def typed_duration(text: str) -> Duration:
    """Read a duration given on the command line."""
    try:
        return parse_duration(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            "expected a number of h, d, w or y, such as 24h or 90d"
        ) from None


async def report_due(context: Context, age: Duration) -> int:
    """Print the keys whose secret is due, the oldest first, and return the exit status."""
    listing = await context.listing()
    keys, session = listing.keys or (), context.session
    due = due_keys(keys, age.length, session.now(), session.rotations)
    put(write_due(context, context.flags.format or "csv", due))
    report_left_out(context, keys, age)
    return coverage_status(listing)


def report_left_out(context: Context, keys: Sequence[AccessKey], age: Duration) -> None:
    """Report which keys may be due although they are not listed."""
    if undated := sum(key.created_at is None for key in keys):
        keys_have = "1 key has" if undated == 1 else f"{undated} keys have"
        say(f"{keys_have} no creation date, so the age of the secret is unknown.")
    session = context.session
    rotations = {
        id_: status for id_, status in session.rotations.items() if not status.rotation.assumed
    }
    due = set(due_keys(keys, age.length, session.now(), rotations))
    left_out = due.difference(due_keys(keys, age.length, session.now(), session.rotations))
    twins = [
        (key.name, session.rotations[key.id].rotation.twin_of(key.id).name) for key in left_out
    ]
    if twins:
        shown = first_few([f"{name} (with {twin})" for name, twin in sorted(twins)], _MOST_TWINS)
        say(f"left out, as it looks rotated by its name: {shown}.")


def write_due(context: Context, form: str, keys: Iterable[AccessKey]) -> str:
    """Write keys that are due as `table`, `json` or `csv`."""
    return _FORMATS[form](context, _rows(context, keys))


def _rows(context: Context, keys: Iterable[AccessKey]) -> list[Row]:
    now, me = context.session.now(), context.session.signed_in_as
    return [
        (me if key.created_by is None else key.created_by, key.name, (now - key.created_at).days)
        for key in keys
        if key.created_at is not None
    ]


def _as_csv(context: Context, rows: list[Row]) -> str:
    cells = ((harmless(owner), harmless(name), age) for owner, name, age in rows)
    return csv_text(_HEADINGS, cells)


def _as_table(context: Context, rows: list[Row]) -> str:
    headings = tuple(heading.upper() for heading in _HEADINGS)
    return table(headings, [(owner or "-", name, f"{age} d") for owner, name, age in rows])


def _as_json(context: Context, rows: list[Row]) -> str:
    due = [dict(zip(_HEADINGS, row, strict=True)) for row in rows]
    return json_report(context.session, due=due)


_FORMATS = {"table": _as_table, "json": _as_json, "csv": _as_csv}
