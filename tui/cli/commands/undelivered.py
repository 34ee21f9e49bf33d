"""Notes of earlier runs about secrets that may not have been delivered."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ...text import clean
from .output import say

if TYPE_CHECKING:
    from collections.abc import Collection

    from .context import Context


async def report_undelivered(context: Context, names: Collection[str]) -> None:
    """Report which of the keys have a secret that an earlier run did not deliver."""
    if context.pending is None:
        return
    left = await asyncio.to_thread(context.pending.left, context.session.base_url)
    # One message for each key, whatever the number of notes.
    hosts = {note.name: note.elsewhere for note in left if note.name in names}
    for name, host in sorted(hosts.items()):
        where = f" on {host}" if host else ""
        say(
            f"the secret of {clean(name, 60)} may have reached nobody: an earlier run{where} ended "
            "before it was delivered. runai-keys regenerate gives it a new one."
        )


async def drop_notes(context: Context, name: str) -> None:
    """Delete the notes about a key that has a new secret, or is gone."""
    if context.pending is None:
        return
    for note in await asyncio.to_thread(context.pending.left, context.session.base_url):
        if note.name == name:
            context.pending.forget(note.handle)
