"""Runs the program against the demo server, in process."""

from __future__ import annotations

import asyncio
import gc
import re
import weakref
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Any

import httpx
from pydantic import SecretStr
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.worker import Worker, WorkerState

from tests.app.timer import Timer
from tui.api.bearer_auth import ClientCredentials
from tui.api.service import AccessKeyService
from tui.app.app import AccessKeysApp
from tui.app.dialogs.secret.secret_panel import SecretPanel
from tui.app.key_queue import KeyQueue
from tui.app.screens.key_list import KeyListScreen
from tui.app.widgets.footer import Footer
from tui.config.settings import Settings
from tui.demo.server import DEMO_BASE_URL, Demo
from tui.session.session import Session

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)

_AT_ONCE = 100
"""Rounds of the loop in which most of what is waited for comes true."""

ON_THEIR_OWN = frozenset({"dialog", "auto-refresh"})
"""Workers of these groups wait for the user or for a time, not for the network."""


def service_of(
    demo: Demo,
    transport: httpx.AsyncBaseTransport | None = None,
    **options: Any,  # noqa: ANN401
) -> AccessKeyService:
    """Open a service on a demo, signed in with the demo's own key."""
    # The pauses between tries are the service's business.
    options.setdefault("sleep", lambda _seconds: asyncio.sleep(0))
    # By another clock, the demo would be that of a computer whose clock is wrong.
    options.setdefault("now", demo.store.now)
    return AccessKeyService(
        DEMO_BASE_URL,
        ClientCredentials(demo.client_id, SecretStr(demo.client_secret)),
        transport=transport or httpx.ASGITransport(app=demo.app),
        **options,
    )


@asynccontextmanager
async def running(
    demo: Demo | None = None,
    *,
    size: tuple[int, int] = (80, 24),
    settings: Settings | None = None,
    opener: Callable[[], AccessKeyService] | None = None,
    settled: bool = True,
    timer: Timer | None = None,
) -> AsyncIterator[Pilot[None]]:
    """Run the program and wait until its first list is there, unless that would take for ever."""
    demo = demo or Demo(now=lambda: NOW)
    settings = settings or Settings(demo_role="admin", delete_after=0)
    timer = timer or Timer(NOW)
    opener = opener or (lambda: service_of(demo))
    session = Session(settings, opener=opener, now=lambda: timer.now, sleep=timer.sleep)
    async with AccessKeysApp(session).run_test(size=size, notifications=True) as pilot:
        if settled:
            await settle(pilot)
        yield pilot


async def settle(pilot: Pilot[None]) -> None:
    """Wait until nothing is on its way any more: no request, no message, no key, no dialog."""
    await take_messages(pilot)
    async with asyncio.timeout(30):
        while (busy := _busy(pilot)) or any(is_so(pilot) for is_so in _ON_ITS_WAY):
            await asyncio.gather(*(worker.wait() for worker in busy), return_exceptions=True)
            await take_messages(pilot)


async def take_messages(pilot: Pilot[None]) -> None:
    """Wait until all is done that has been asked for of screens and widgets."""
    await pilot._wait_for_screen()
    await pilot.pause()


def _busy(pilot: Pilot[None]) -> list[Worker[object]]:
    return [
        worker
        for worker in pilot.app.workers
        if worker.group not in ON_THEIR_OWN
        and worker.state in (WorkerState.PENDING, WorkerState.RUNNING)
    ]


def _between_dialogs(pilot: Pilot[None]) -> bool:
    """Return whether an action has begun and its dialog is still to open, or has just closed."""
    screen = pilot.app.screen
    return isinstance(screen, KeyListScreen) and screen.steps.busy


def _has_keys_left(pilot: Pilot[None]) -> bool:
    """Return whether keys still wait for their turn."""
    queue: KeyQueue | None = getattr(pilot.app, "key_queue", None)
    return queue is not None and not queue.is_empty


def _is_to_be_drawn(pilot: Pilot[None]) -> bool:
    """Return whether the screen is too new to be laid out."""
    return not (pilot.app.screen._compositor.size or pilot.app._exit or pilot.app._exception)


_ON_ITS_WAY = (_between_dialogs, _has_keys_left, _is_to_be_drawn)


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, one after the other, each when the last one's work is done."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def burst(pilot: Pilot[None], *keys: str) -> None:
    """Press keys as they arrive in one packet: none waits for what the last one did."""
    for key in keys:
        character = key if len(key) == 1 else None
        pilot.app.post_message(events.Key(_character_to_key(key) if character else key, character))
    taken = asyncio.Event()
    pilot.app.call_later(taken.set)
    await until(pilot, lambda: taken.is_set() or pilot.app._exit)
    await until(pilot, lambda: pilot.app._exit or not _has_keys_left(pilot))
    await settle(pilot)


def click_verb(pilot: Pilot[None], number: int) -> None:
    """Click on a key in the footer, counted from the left and round again."""
    bar = pilot.app.screen.query_one(Footer)
    entries = [entry.start() for entry in re.finditer(r"\S+(?: \S+)*", str(bar.render()))]
    x, y = bar.region.x + entries[number % len(entries)], bar.region.y
    for kind in (events.MouseDown, events.MouseUp):
        pilot.app.post_message(kind(None, x, y, 0, 0, 1, False, False, False))


async def write(pilot: Pilot[None], text: str) -> None:
    """Type a text into the focused field, as fast as it is pasted: it is drawn at the end."""
    await burst(pilot, *text)


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Wait for something while a request is kept from being answered, or a widget is stuck."""
    async with asyncio.timeout(10):
        for tried in count():
            if holds() or pilot.app._exception:
                return
            # It has no event. What takes longer than all that is ready does not get sooner.
            await asyncio.sleep(0 if tried < _AT_ONCE else 0.001)


def lines(pilot: Pilot[None]) -> list[str]:
    """Read the active screen, line by line, as a user sees it."""
    strips = pilot.app.screen._compositor.render_strips()
    return [strip.text.rstrip() for strip in strips]


def text(pilot: Pilot[None]) -> str:
    """Read the active screen."""
    return "\n".join(lines(pilot))


def dialog(pilot: Pilot[None]) -> str:
    """Read the dialog on top as running words, whatever its width; empty if there is none."""
    if not (boxes := pilot.app.screen.query("#box")):
        return ""
    inside = boxes.first().scrollable_content_region
    strips = pilot.app.screen._compositor.render_strips()
    cropped = (strip.crop(inside.x, inside.right) for strip in strips[inside.y : inside.bottom])
    return " ".join(" ".join(strip.text for strip in cropped).split())


def watch_secret(pilot: Pilot[None]) -> Callable[[], bool]:
    """Return a function that finds out whether the credentials on the panel are still held."""
    panel = pilot.app.screen
    assert isinstance(panel, SecretPanel)
    held = weakref.ref(panel.credentials)

    def is_held() -> bool:
        gc.collect()
        return held() is not None

    return is_held


def toasts(pilot: Pilot[None]) -> list[str]:
    """Read what popped up."""
    return [str(notice.message) for notice in pilot.app._notifications]
