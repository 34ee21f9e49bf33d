"""`list` and `report`: what keys there are, and which of them are worth a look."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from ...listing.columns import SortOrder
from ...listing.export import ExportFormat
from ...listing.findings import count_findings
from ...listing.usage import day, last_used, usage_of
from ..exit_codes import REFUSED
from .output import put, say
from .query_args import asked_filter
from .table import table
from .undelivered import tell_left_behind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...api.access_key import AccessKey
    from ...listing.findings import Finding
    from ...listing.listing import Listing
    from .context import Job

_UNNAMED = "-"
"""Stands for an empty text, so that each row has as many words as the others."""


async def list_keys(job: Job) -> int:
    """List keys, the last used first, and give the exit status."""
    chosen = asked_filter(job.flags.filter)
    listing = await job.listing(chosen.query)
    keys = SortOrder().sort(chosen.select(listing.keys or (), job.session.view))
    put(_keys_in(job.flags.format, job, keys, str(chosen)))
    own = {key.name for key in listing.keys or () if key.created_by in (None, job.session.who)}
    await tell_left_behind(job, own)
    return REFUSED if _lacks(listing) else 0


def _lacks(listing: Listing) -> bool:
    """Tell whether somebody's keys were asked for and could not be had."""
    return bool(listing.coverage and listing.coverage.failed)


def _keys_in(form: str, job: Job, keys: Sequence[AccessKey], narrowed: str) -> str:
    return _key_table(job, keys) if form == "table" else written(job, keys, narrowed)


def written(
    job: Job,
    keys: Sequence[AccessKey],
    narrowed: str = "",
    outcomes: Mapping[str, str] | None = None,
) -> str:
    """Write keys for programs, in the form that was asked for.

    Args:
        job: The command.
        keys: The keys.
        narrowed: What narrows the list, in words.
        outcomes: What became of each key, by its id.
    """
    export = job.session.export(keys, narrowed, outcomes)
    return export.write(ExportFormat.JSON) if job.flags.format == "json" else export.rows_as_csv()


def _key_table(job: Job, keys: Sequence[AccessKey]) -> str:
    headings = ["NAME", *(["OWNER"] if job.of_everybody else []), "CLIENT ID", "CREATED"]
    view = job.session.view
    rows = [
        [
            key.name or _UNNAMED,
            *([key.created_by or _UNNAMED] if job.of_everybody else []),
            key.client_id or _UNNAMED,
            day(key.created_at),
            last_used(key, view.now),
            usage_of(key, view.now, view.limits).value,
        ]
        for key in keys
    ]
    return table([*headings, "LAST USED", "USE"], rows)


async def report(job: Job) -> int:
    """Count what is worth a look, and give the exit status."""
    listing = await job.listing()
    keys = listing.keys or ()
    counted = count_findings(keys, job.session.view)
    put(_REPORTS[job.flags.format](job, len(keys), counted))
    unwanted = set(job.flags.fail_on or ())
    found = [finding.title for finding, count in counted if count and finding.name in unwanted]
    if found:
        say(f"Found what must not be: {', '.join(found)}.")
    return REFUSED if found or _lacks(listing) else 0


Counted = tuple[tuple["Finding", int], ...]


def _report_table(job: Job, listed: int, counted: Counted) -> str:
    rows = [
        (finding.name, str(count), finding.title, str(finding.filter)) for finding, count in counted
    ]
    return table(("FINDING", "KEYS", "MEANING", "FILTER"), rows)


def _report_json(job: Job, listed: int, counted: Counted) -> str:
    session = job.session
    header = session.export(()).header
    answer = {
        "exported": header["exported"],
        "control_plane": session.place,
        "signed_in_as": header["signed in as"],
        "listed": listed,
        "findings": [_finding(finding) | {"keys": count} for finding, count in counted],
    }
    return json.dumps(answer, indent=2) + "\n"


def _finding(finding: Finding) -> dict[str, str | int]:
    return {"name": finding.name, "meaning": finding.title, "filter": str(finding.filter)}


def _report_csv(job: Job, listed: int, counted: Counted) -> str:
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(("finding", "keys", "meaning", "filter"))
    writer.writerows(
        (finding.name, count, finding.title, finding.filter) for finding, count in counted
    )
    return file.getvalue()


_REPORTS = {"table": _report_table, "json": _report_json, "csv": _report_csv}
