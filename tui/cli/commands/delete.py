"""`delete`: deletes access keys, a few at a time, and reports the outcome of each."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from ...api.errors import ApiError
from ...config.settings import SettingsError
from ...listing.delete_risks import delete_risks
from ...listing.usage import last_used
from ...workflows.bulk_delete import (
    DONE,
    STILL_LISTED,
    BulkDelete,
    DeleteStatus,
    FreshKeys,
    Item,
    refresh_keys,
    summary_of,
)
from ..exit_codes import REFUSED
from .command import KeyCommand
from .export import export_keys
from .output import put, say, show
from .query_args import add_query_arguments, parsed_filter
from .select_keys import (
    IDS,
    Selection,
    add_own_argument,
    find_keys,
    not_found,
    refuse_own_key,
    these_keys,
)
from .table import table
from .undelivered import drop_notes

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterable, Sequence

    from ...api.access_key import AccessKey
    from ...listing.filter import Filter
    from ...listing.listing import Listing
    from .context import Context

_NOT_SHOWN = "--filter does not show it."


def _add_arguments(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("ids", nargs="+", metavar="ID", help=IDS)
    add_query_arguments(parser)
    add("--filter", metavar="FILTER", help="hold back keys that don't match")
    add("--yes", action="store_true", help="delete the keys; without it they are only listed")
    add_own_argument(parser)
    add("--missing-ok", action="store_true", help="succeed although no key has a given ID")


async def delete(context: Context) -> int:
    """Delete the keys whose ids were given, and return the exit status."""
    key_filter = parsed_filter(context.flags.filter)
    listing = await context.listing(key_filter.query)
    selection = await find_keys(context, context.flags.ids, listing)
    refuse_own_key(selection.keys, context.session.client_id, allowed=context.flags.own)
    for text in selection.missing:
        say(not_found(context, text, listing.keys or ()))
    shown = _shown(context, listing, selection, key_filter)
    held_back = tuple(
        Item(key, DeleteStatus.HELD, _NOT_SHOWN) for key in selection.keys if key not in shown
    )
    if shown and not context.flags.yes:
        show(_preview(context, shown))
        these = these_keys(len(shown))
        raise SettingsError(f"nothing was deleted: add --yes to delete {these}.")
    items = await _delete_all(context, shown, held_back)
    failed = any(item.status not in DONE for item in items)
    return REFUSED if failed or (selection.missing and not _missing_is_ok(context, listing)) else 0


def _missing_is_ok(context: Context, listing: Listing) -> bool:
    """Return whether `--missing-ok` applies: only a complete list proves that a key is gone."""
    return context.flags.missing_ok and not listing.at_limit and not listing.skipped


def _shown(
    context: Context, listing: Listing, selection: Selection, key_filter: Filter
) -> tuple[AccessKey, ...]:
    """Return the selected keys that pass the filter; terms such as `keys:` need the whole list."""
    known = {key.id: key for key in (*(listing.keys or ()), *selection.keys)}
    shown = {key.id for key in key_filter.select(known.values(), context.session.filter_context)}
    return tuple(key for key in selection.keys if key.id in shown)


def _preview(context: Context, keys: Iterable[AccessKey]) -> str:
    """Return a table of keys, the risky ones first."""
    view = context.session.filter_context
    rows = [
        (key.name, key.created_by or "-", key.client_id, last_used(key, view.now))
        for key in (risk.key for risk in delete_risks(keys, view))
    ]
    return table(("NAME", "OWNER", "CLIENT ID", "LAST USED"), rows)


async def _delete_all(
    context: Context, keys: Sequence[AccessKey], held_back: tuple[Item, ...]
) -> tuple[Item, ...]:
    """Delete keys, and print the outcome of each, even after a signal."""
    bulk = await _bulk_delete(context, keys)
    resolved: tuple[Item, ...] = ()
    try:
        await _run(bulk)
        resolved = await _resolve_unknown(context, bulk.items)
    finally:
        items = (*held_back, *(resolved or bulk.items))
        _write_outcomes(context, items)
    for item in items:
        if item.status in DONE:
            await drop_notes(context, item.key.name)
    return items


async def _bulk_delete(context: Context, keys: Sequence[AccessKey]) -> BulkDelete:
    service = await context.session.service()
    send = service.delete_any_key if context.of_everybody else service.delete_my_key
    # The list that the selection is from is fresh enough.
    fresh = FreshKeys({key.id: key for key in keys})

    async def look(_: Iterable[AccessKey]) -> FreshKeys:
        return fresh

    return BulkDelete(keys, lambda key: send(key.id), look)


async def _run(bulk: BulkDelete) -> None:
    """Send all requests; one signal stops sending, a second one stops waiting for responses."""
    task = asyncio.ensure_future(bulk.run(DeleteStatus.WAITING))
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        bulk.stop()
        say("no more deletes are sent. Waiting for responses; another signal stops that, too.")
        await task
        raise


async def _resolve_unknown(context: Context, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """List the keys again to find out the outcomes whose responses were lost."""
    unknown = [item.key for item in items if item.status is DeleteStatus.UNKNOWN]
    if not unknown:
        return items
    try:
        fresh = await refresh_keys(context.fetch, unknown)
    except ApiError:
        return items
    return tuple(_resolved(item, fresh) if item.key in unknown else item for item in items)


def _resolved(item: Item, fresh: FreshKeys) -> Item:
    if item.key.id in fresh.keys:
        return replace(item, status=DeleteStatus.FAILED, reason=f"{item.reason} {STILL_LISTED}")
    return replace(item, status=DeleteStatus.DELETED, reason="") if fresh.is_complete else item


def _write_outcomes(context: Context, items: Sequence[Item]) -> None:
    for item in items:
        if item.reason:
            say(f"{item.key.name} ({item.key.client_id}): {item.reason}")
    if items:
        say(f"{summary_of(items)}.")
    if items or context.flags.format != "table":
        put(_outcomes(context, items))


def _outcomes(context: Context, items: Sequence[Item]) -> str:
    if context.flags.format == "table":
        rows = [(item.status.value, item.key.name, item.key.client_id) for item in items]
        return table(("OUTCOME", "NAME", "CLIENT ID"), rows)
    outcomes = {item.key.id: item.status.value for item in items}
    return export_keys(context, [item.key for item in items], outcomes=outcomes)


COMMAND = KeyCommand(delete, _add_arguments, changes_keys=True)
