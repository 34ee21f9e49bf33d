"""Whether the program has nothing left to do."""

from __future__ import annotations

import asyncio
from asyncio.base_events import BaseEventLoop
from concurrent.futures import ThreadPoolExecutor
from typing import cast

SOON = 0.04
"""Seconds to a timer that is waited for, such as that of the next frame.

Where one has passed unseen, Textual's timers leave out the next as well: so two frames.
"""

FRAMES = 12
"""How many such timers are waited for: some begin anew for ever."""

PATIENCE = 0.05
"""Seconds for what a thread does: it may be meant to hang."""


async def wait_for_idle(_min_sleep: float = 0, max_sleep: float = 5) -> None:
    """Wait until nothing runs, is about to run, or is under way in a thread.

    Textual's own looks at the time of the processor instead, which waits too long on a slow
    machine, and not long enough on a busy one.
    """
    loop = cast(BaseEventLoop, asyncio.get_running_loop())
    begun, frames = loop.time(), 0
    await asyncio.sleep(0)
    while (past := loop.time() - begun) < max_sleep:
        if loop._ready:  # type: ignore[attr-defined]
            await asyncio.sleep(0)
        elif (nap := _until_next_timer(loop)) < SOON and frames < FRAMES:
            frames += 1
            await asyncio.sleep(nap)
        elif past < PATIENCE and _threads_work(loop):
            await asyncio.sleep(0.001)
        else:
            return


def _until_next_timer(loop: BaseEventLoop) -> float:
    timers = loop._scheduled  # type: ignore[attr-defined]
    due = (timer.when() for timer in timers if not timer.cancelled())
    soonest: float = min(due, default=float("inf"))
    return max(0.0, soonest - loop.time())


def _threads_work(loop: BaseEventLoop) -> bool:
    pool: ThreadPoolExecutor | None = loop._default_executor  # type: ignore[attr-defined]
    if pool is None:
        return False
    idle = pool._idle_semaphore._value
    return pool._work_queue.qsize() > 0 or idle < len(pool._threads)
