"""Whether the program has nothing left to do."""

from __future__ import annotations

import asyncio
from asyncio.base_events import BaseEventLoop
from concurrent.futures import ThreadPoolExecutor
from heapq import heapify
from time import monotonic
from typing import Any, cast

from textual.message_pump import MessagePump
from textual.pilot import Pilot

_wait_for_screen = Pilot._wait_for_screen

SOON = 0.04
"""Seconds to a timer that is waited for, such as that of the next frame.

Where one has passed unseen, Textual's timers leave out the next as well: so two frames.
"""

FRAMES = 12
"""Number of such timers that are waited for: some restart for ever."""

PATIENCE = 0.05
"""Seconds for what a thread does: it may be meant to hang."""

_skipped = 0.0
"""Seconds that nobody has waited for, since the tests began."""


def get_time() -> float:
    """Return Textual's time, which moves on as soon as the program is idle."""
    return monotonic() + _skipped


async def wait_for_idle(_min_sleep: float = 0, max_sleep: float = 5) -> None:
    """Wait until nothing runs, is about to run, or is under way in a thread.

    Textual's own looks at the time of the processor instead, which waits too long on a slow
    machine, and not long enough on a busy one.
    """
    loop = cast(BaseEventLoop, asyncio.get_running_loop())
    begun, frames = loop.time(), 0
    await asyncio.sleep(0)
    while (past := loop.time() - begun) < max_sleep:
        if _is_busy(loop):
            await asyncio.sleep(0)
        elif frames < FRAMES and _have_next_timer(loop):
            frames += 1
            await asyncio.sleep(0)
        elif past < PATIENCE and _threads_work(loop):
            await asyncio.sleep(0.001)
        else:
            return


async def wait_for_screen(pilot: Pilot[None]) -> bool:
    """Wait until the screen and all in it have done what they were asked for.

    Textual asks each of them to say so, several times a key; most have nothing to do but to wait.
    """
    loop = cast(BaseEventLoop, asyncio.get_running_loop())
    deadline = loop.time() + PATIENCE
    await asyncio.sleep(0)
    while _is_busy(loop) and loop.time() < deadline:  # noqa: ASYNC110  (it has no event)
        await asyncio.sleep(0)
    if pilot.app._exception is None and all(map(_waits, _pumps(pilot))):
        return True
    return await _wait_for_screen(pilot)


def _pumps(pilot: Pilot[None]) -> list[MessagePump]:
    app = pilot.app
    return [app, *(app.screen.walk_children(with_self=True) if app.screen_stack else ())]


def _waits(pump: MessagePump) -> bool:
    """Return whether it waits for a message."""
    queue: Any = pump._message_queue
    return not queue.values and bool(queue.ready_event._waiters)


def _is_busy(loop: BaseEventLoop) -> bool:
    return bool(loop._ready)  # type: ignore[attr-defined]


def _have_next_timer(loop: BaseEventLoop) -> bool:
    """Skip the time until the next timer, if that is due soon."""
    global _skipped  # noqa: PLW0603
    timers: list[asyncio.TimerHandle] = loop._scheduled  # type: ignore[attr-defined]
    now = loop.time()
    waiting = [timer for timer in timers if not timer.cancelled()]
    soonest = min(waiting, key=asyncio.TimerHandle.when, default=None)
    if soonest is None or soonest.when() - now >= SOON:
        return False
    _skipped += max(0.0, soonest.when() - now)
    soonest._when = now  # type: ignore[attr-defined]
    heapify(timers)
    return True


def _threads_work(loop: BaseEventLoop) -> bool:
    pool: ThreadPoolExecutor | None = loop._default_executor  # type: ignore[attr-defined]
    if pool is None:
        return False
    idle = pool._idle_semaphore._value
    return pool._work_queue.qsize() > 0 or idle < len(pool._threads)
