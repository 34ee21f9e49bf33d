"""Secrets of earlier runs that reached nobody."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ...text import clean
from .output import say

if TYPE_CHECKING:
    from collections.abc import Collection

    from .context import Job


async def tell_left_behind(job: Job, names: Collection[str]) -> None:
    """Name those of the user's keys whose new secret an earlier run did not deliver."""
    if job.pending is None:
        return
    left = await asyncio.to_thread(job.pending.left, job.session.place)
    for name in sorted({note.name for note in left}.intersection(names)):
        say(
            f"the secret of {clean(name, 60)} may have reached nobody: an earlier run ended before "
            "it was delivered. runai-keys regenerate gives it a new one."
        )


async def put_aside(job: Job, name: str) -> None:
    """Drop the notes about a key that has a new secret now, or is gone."""
    if job.pending is None:
        return
    for note in await asyncio.to_thread(job.pending.left, job.session.place):
        if note.name == name:
            job.pending.forget(note.handle)
