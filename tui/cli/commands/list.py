"""`list`: prints access keys, the last used first unless `--sort` says otherwise."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import TYPE_CHECKING

from ...listing.columns import COLUMNS, LAST_USED, SortOrder, columns_shown
from ...listing.usage import usage_of
from .command import KeyCommand
from .context import Context, coverage_status
from .output import put, say
from .query_args import add_query_arguments, parsed_filter
from .table import table
from .undelivered import report_undelivered

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Sequence

    from ...api.access_key import AccessKey

_EMPTY = "-"
"""Placeholder for an empty cell, so that every row has the same number of words."""

_FIELDS = {column.heading.lower().replace(" ", "-"): column for column in COLUMNS}
"""The columns by their names on the command line."""


def _add_arguments(parser: ArgumentParser) -> None:
    add_query_arguments(parser)
    add = parser.add_argument
    add("--filter", metavar="FILTER", help="list only keys that match, as with / on screen")
    add(
        "--sort",
        choices=tuple(_FIELDS),
        default=next(name for name, column in _FIELDS.items() if column is LAST_USED),
        help="sort by this column: times newest first, texts from A to Z (default: last-used)",
    )
    add("--reverse", action="store_true", help="reverse the order")
    add("--limit", type=_count, metavar="N", help="list at most this many keys")


def _count(text: str) -> int:
    if text.isascii() and text.isdigit() and (count := int(text[:9])):
        return count
    raise ArgumentTypeError("expected a number of keys, at least 1")


async def list_keys(context: Context) -> int:
    """Print the keys in the chosen order, and return the exit status."""
    flags = context.flags
    key_filter = parsed_filter(flags.filter)
    listing = await context.listing(key_filter.query)
    found = key_filter.select(listing.keys or (), context.session.filter_context)
    keys = SortOrder(_FIELDS[flags.sort], flags.reverse).sort(found)[: flags.limit]
    narrowed = [str(key_filter)] if key_filter else []
    if len(keys) < len(found):
        narrowed.append(f"the first {len(keys)} of {len(found)}")
        say(f"--limit: only {narrowed[-1]} keys are listed.")
    if flags.format == "table":
        put(_key_table(context, keys))
    else:
        from .export import export_keys

        put(export_keys(context, keys, ", ".join(narrowed)))
    own = {key.name for key in listing.keys or () if context.is_own(key)}
    await report_undelivered(context, own)
    return coverage_status(listing)


def _key_table(context: Context, keys: Sequence[AccessKey]) -> str:
    view, columns = context.session.filter_context, columns_shown(with_owner=context.of_everybody)
    rows = [
        [
            *(column.text(key, view.now) or _EMPTY for column in columns),
            usage_of(key, view.now, view.limits).value,
        ]
        for key in keys
    ]
    return table([*(column.heading.upper() for column in columns), "USE"], rows)


COMMAND = KeyCommand(list_keys, _add_arguments, changes_keys=False, begins_with_list=True)
