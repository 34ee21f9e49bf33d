"""Runs the program against the demo server, in process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import httpx
from pydantic import SecretStr
from textual.pilot import Pilot
from textual.worker import Worker, WorkerState

from tui.api.auth import ClientCredentials
from tui.api.service import AccessKeyService
from tui.app import AccessKeysApp
from tui.demo.server import DEMO_BASE_URL, Demo
from tui.screens.key_verbs import KeyVerbsScreen
from tui.session import Session
from tui.settings import Settings

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)

ON_THEIR_OWN = frozenset({"dialog"})
"""Workers of these groups wait for the user, not for the network."""


def service_of(demo: Demo, transport: httpx.AsyncBaseTransport | None = None) -> AccessKeyService:
    """Open a service on a demo, signed in with the demo's own key."""
    return AccessKeyService(
        DEMO_BASE_URL,
        ClientCredentials(demo.client_id, SecretStr(demo.client_secret)),
        transport=transport or httpx.ASGITransport(app=demo.app),
    )


@asynccontextmanager
async def running(
    demo: Demo | None = None,
    *,
    size: tuple[int, int] = (80, 24),
    settings: Settings | None = None,
    opener: Callable[[], AccessKeyService] | None = None,
) -> AsyncIterator[Pilot[None]]:
    """Run the program and wait until its first list is there."""
    demo = demo or Demo(now=lambda: NOW)
    settings = settings or Settings(demo_role="admin")
    session = Session(settings, opener=opener or (lambda: service_of(demo)), now=lambda: NOW)
    async with AccessKeysApp(session).run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        yield pilot


async def settle(pilot: Pilot[None]) -> None:
    """Wait until nothing is on its way any more: no request, no message, no dialog."""
    await _take_messages(pilot)
    while (busy := _busy(pilot)) or _between_dialogs(pilot):
        await asyncio.gather(*(worker.wait() for worker in busy), return_exceptions=True)
        await _take_messages(pilot)


async def _take_messages(pilot: Pilot[None]) -> None:
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
    """Tell whether a verb has begun and its dialog is still to open, or has just closed."""
    screen = pilot.app.screen
    return isinstance(screen, KeyVerbsScreen) and screen._busy


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, one after the other, each when the last one's work is done."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def write(pilot: Pilot[None], text: str) -> None:
    """Type a text into the focused field."""
    names = {"-": "minus", "_": "underscore", "@": "at", ".": "full_stop", ":": "colon"}
    await pilot.press(*(names.get(character, character) for character in text))
    await settle(pilot)


def lines(pilot: Pilot[None]) -> list[str]:
    """Read the active screen, line by line, as a user sees it."""
    strips = pilot.app.screen._compositor.render_strips()
    return [strip.text.rstrip() for strip in strips]


def text(pilot: Pilot[None]) -> str:
    """Read the active screen."""
    return "\n".join(lines(pilot))


def dialog(pilot: Pilot[None]) -> str:
    """Read the dialog on top as running words, whatever its width."""
    inside = pilot.app.screen.query_one("#box").content_region
    strips = pilot.app.screen._compositor.render_strips()
    cropped = (strip.crop(inside.x, inside.right) for strip in strips[inside.y : inside.bottom])
    return " ".join(" ".join(strip.text for strip in cropped).split())


def toasts(pilot: Pilot[None]) -> list[str]:
    """Read what popped up."""
    return [str(notice.message) for notice in pilot.app._notifications]
