"""`delete`: a few at a time, with an exact account of each key."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from ...api.errors import ApiError
from ...config.settings import SettingsError
from ...listing.delete_risks import delete_risks
from ...listing.server_query import Query
from ...listing.usage import last_used
from ...workflows.bulk_delete import (
    DONE,
    STILL_LISTED,
    BulkDelete,
    DeleteStatus,
    FreshKeys,
    Item,
    account_of,
    list_again,
)
from ..exit_codes import REFUSED
from .list_report import written
from .output import put, say, show
from .query_args import asked_filter
from .select_keys import Picked, pick, refuse_own
from .table import table
from .undelivered import put_aside

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ...api.access_key import AccessKey
    from ...listing.filter import Filter
    from ...listing.listing import Listing
    from .context import Job

_HELD = "--filter does not show it."


async def delete(job: Job) -> int:
    """Delete the keys that were named, and give the exit status."""
    wanted = asked_filter(job.flags.filter)
    listing = await job.listing(wanted.query)
    picked = await _found(job, listing)
    refuse_own(picked.keys, job.session.client_id, agreed=job.flags.own)
    for text in picked.missing:
        say(f"{text} is the id or client ID of no key {_where(job)}.")
    chosen = _chosen(job, listing, picked, wanted)
    held = tuple(Item(key, DeleteStatus.HELD, _HELD) for key in picked.keys if key not in chosen)
    if chosen and not job.flags.yes:
        show(_preview(job, chosen))
        these = "this key" if len(chosen) == 1 else f"these {len(chosen)} keys"
        raise SettingsError(f"nothing was deleted: add --yes to delete {these}.")
    items = await _accounted_for(job, chosen, held)
    failed = any(item.status not in DONE for item in items)
    return REFUSED if failed or (picked.missing and not _may_miss(job, listing)) else 0


def _may_miss(job: Job, listing: Listing) -> bool:
    """Tell whether what is not listed is surely gone, and that is no failure."""
    return job.flags.missing_ok and not listing.at_limit and not listing.skipped


def _where(job: Job) -> str:
    return "in the list" if job.of_everybody else "of yours: --all looks at everybody's"


async def _found(job: Job, listing: Listing) -> Picked:
    """Find what was named; beyond the server's limit, by asking for it alone."""
    keys = listing.keys or ()
    picked = pick(job.flags.ids, keys)
    if not (job.of_everybody and listing.at_limit and picked.missing):
        return picked
    for text in picked.missing:
        keys += (await job.ask(Query(client_id=text))).keys
    return pick(job.flags.ids, keys)


def _chosen(job: Job, listing: Listing, picked: Picked, wanted: Filter) -> tuple[AccessKey, ...]:
    """Leave out what the filter does not show, which looks at the list as a whole."""
    known = {key.id: key for key in (*(listing.keys or ()), *picked.keys)}
    shown = {key.id for key in wanted.select(known.values(), job.session.view)}
    return tuple(key for key in picked.keys if key.id in shown)


def _preview(job: Job, keys: Iterable[AccessKey]) -> str:
    """Show keys, the risky ones first."""
    rows = [
        (key.name, key.created_by or "-", key.client_id, last_used(key, job.session.view.now))
        for key in (risk.key for risk in delete_risks(keys, job.session.view))
    ]
    return table(("NAME", "OWNER", "CLIENT ID", "LAST USED"), rows)


async def _accounted_for(
    job: Job, keys: Sequence[AccessKey], held: tuple[Item, ...]
) -> tuple[Item, ...]:
    """Delete keys, and tell what became of each, whatever comes between."""
    bulk = await _bulk(job, keys)
    looked_up: tuple[Item, ...] = ()
    try:
        await _run(bulk)
        looked_up = await _looked_up(job, bulk.items)
    finally:
        items = (*held, *(looked_up or bulk.items))
        if items:
            _tell(job, items)
    for item in items:
        if item.status in DONE:
            await put_aside(job, item.key.name)
    return items


async def _bulk(job: Job, keys: Sequence[AccessKey]) -> BulkDelete:
    service = await job.session.service()
    send = service.delete_any_key if job.of_everybody else service.delete_my_key
    # They were listed just now.
    fresh = FreshKeys({key.id: key for key in keys})

    async def look(_: Iterable[AccessKey]) -> FreshKeys:
        return fresh

    return BulkDelete(keys, lambda key: send(key.id), look)


async def _run(bulk: BulkDelete) -> None:
    """Send it all; a signal ends the sending, and another one the waiting."""
    task = asyncio.ensure_future(bulk.run(DeleteStatus.WAITING))
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        bulk.stop()
        say("nothing more is sent. Waiting for what is on its way; once more ends that, too.")
        await task
        raise


async def _looked_up(job: Job, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """List again to find out what became of the keys whose answer was lost."""
    lost = [item.key for item in items if item.status is DeleteStatus.UNKNOWN]
    if not lost:
        return items
    try:
        fresh = await list_again(job.ask, lost)
    except ApiError:
        return items
    return tuple(_judged(item, fresh) if item.key in lost else item for item in items)


def _judged(item: Item, fresh: FreshKeys) -> Item:
    if item.key.id in fresh.keys:
        return replace(item, status=DeleteStatus.FAILED, reason=f"{item.reason} {STILL_LISTED}")
    return replace(item, status=DeleteStatus.DELETED, reason="") if fresh.whole else item


def _tell(job: Job, items: Sequence[Item]) -> None:
    for item in items:
        if item.reason:
            say(f"{item.key.name} ({item.key.client_id}): {item.reason}")
    say(f"{account_of(items)}.")
    put(_written(job, items))


def _written(job: Job, items: Sequence[Item]) -> str:
    if job.flags.format == "table":
        rows = [(item.status.value, item.key.name, item.key.client_id) for item in items]
        return table(("OUTCOME", "NAME", "CLIENT ID"), rows)
    return written(
        job,
        [item.key for item in items],
        outcomes={item.key.id: item.status.value for item in items},
    )
