"""`report`: counts access keys to clean up by finding, or lists those whose secret is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...listing.export import csv_text
from ...listing.findings import FINDINGS, Finding, count_findings
from ..exit_codes import REFUSED
from .command import KeyCommand
from .context import Context, coverage_status
from .due import report_due, typed_duration
from .json_report import json_report
from .output import put, say
from .query_args import add_query_arguments
from .table import table

if TYPE_CHECKING:
    from argparse import ArgumentParser

Counts = tuple[tuple[Finding, int], ...]


def _add_arguments(parser: ArgumentParser) -> None:
    add_query_arguments(parser)
    parser.add_argument(
        "--fail-on",
        choices=tuple(finding.name for finding in FINDINGS),
        action="append",
        help="end with status 1 if there is such a key (may be repeated)",
    )
    parser.add_argument(
        "--due",
        metavar="AGE",
        type=typed_duration,
        help="instead, print owner, name and age in days of the keys with a secret older than "
        "AGE, such as 90d; as CSV unless --format says otherwise",
    )
    parser.set_defaults(format=None)


async def report(context: Context) -> int:
    """Print the counts, or the keys that are due, and return the exit status."""
    if context.flags.due:
        return await report_due(context, context.flags.due)
    listing = await context.listing()
    keys = listing.keys or ()
    counts = count_findings(keys, context.session.filter_context)
    put(_FORMATS[context.flags.format or "table"](context, len(keys), counts))
    fail_on = set(context.flags.fail_on or ())
    found = [finding.title for finding, count in counts if count and finding.name in fail_on]
    if found:
        say(f"Found by --fail-on: {', '.join(found)}.")
    return REFUSED if found else coverage_status(listing)


def _as_table(context: Context, listed: int, counts: Counts) -> str:
    rows = [
        (finding.name, str(count), finding.title, str(finding.filter)) for finding, count in counts
    ]
    return table(("FINDING", "KEYS", "MEANING", "FILTER"), rows)


def _as_json(context: Context, listed: int, counts: Counts) -> str:
    findings = [_finding(finding) | {"keys": count} for finding, count in counts]
    return json_report(context.session, listed=listed, findings=findings)


def _finding(finding: Finding) -> dict[str, str | int]:
    return {"name": finding.name, "meaning": finding.title, "filter": str(finding.filter)}


def _as_csv(context: Context, listed: int, counts: Counts) -> str:
    rows = ((finding.name, count, finding.title, finding.filter) for finding, count in counts)
    return csv_text(("finding", "keys", "meaning", "filter"), rows)


_FORMATS = {"table": _as_table, "json": _as_json, "csv": _as_csv}

COMMAND = KeyCommand(report, _add_arguments, changes_keys=False, begins_with_list=True)
