"""`list`: the access keys, the last used first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...listing.columns import SortOrder, columns_shown
from ...listing.usage import usage_of
from .command import KeyCommand
from .context import Context, coverage_status
from .export import export_keys
from .output import put
from .query_args import add_query_arguments, parsed_filter
from .table import table
from .undelivered import report_undelivered

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Sequence

    from ...api.access_key import AccessKey

_EMPTY = "-"
"""Stands for an empty text, so that each row has as many words as the others."""


def _add_arguments(parser: ArgumentParser) -> None:
    add_query_arguments(parser)
    parser.add_argument(
        "--filter", metavar="FILTER", help="list only the keys that it shows, as after /"
    )


async def list_keys(context: Context) -> int:
    """List keys, the last used first, and return the exit status."""
    key_filter = parsed_filter(context.flags.filter)
    listing = await context.listing(key_filter.query)
    keys = SortOrder().sort(key_filter.select(listing.keys or (), context.session.filter_context))
    if context.flags.format == "table":
        put(_key_table(context, keys))
    else:
        put(export_keys(context, keys, str(key_filter)))
    own = {
        key.name
        for key in listing.keys or ()
        if key.created_by in (None, context.session.signed_in_as)
    }
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


COMMAND = KeyCommand(list_keys, _add_arguments, changes_keys=False)
