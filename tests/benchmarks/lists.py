"""Costs of lists of keys as they grow: to read them, and until they are painted."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from datetime import timedelta
from time import process_time
from typing import Any

from textual.pilot import Pilot

from tests.app.support import NOW, running
from tests.benchmarks.plane import listing
from tui.api.access_key import KeyList
from tui.api.schemas import Listing, parsed
from tui.app.screens.key_list import KeyListScreen
from tui.listing.columns import NAME, SortOrder
from tui.listing.filter_parser import parse_filter

SIZES = (100, 1_000, 10_000, 100_000)
_ROUNDS = 5

Act = Callable[[], Any]


def list_costs(size: int) -> dict[str, float]:
    """Time what is done with so many keys, in milliseconds of CPU, the least of some rounds."""
    body = listing(size)
    costs = {"parse and validate": min(_timed(lambda: _read(body)) for _ in range(_ROUNDS))}
    return costs | asyncio.run(_painted(_read(body), _read(body)))


def _read(body: bytes) -> KeyList:
    answer = parsed(Listing, body)
    assert answer is not None
    return answer.key_list()


async def _painted(first: KeyList, again: KeyList) -> dict[str, float]:
    """Time each act, and undo it, on the screen that shows the keys."""
    async with running(size=(120, 40)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, KeyListScreen)
        old = screen.listing._replace(keys=first.keys)
        new = old._replace(keys=again.keys, updated=NOW + timedelta(seconds=1))
        chosen, nothing = parse_filter("user3"), parse_filter("")
        acts = {
            "refresh, painted": (_set(screen, "listing", new), _set(screen, "listing", old)),
            "sort, painted": (
                _set(screen, "order", SortOrder(NAME)),
                _set(screen, "order", SortOrder()),
            ),
            "filter, painted": (
                _set(screen, "filter", chosen),
                _set(screen, "filter", nothing),
            ),
            "PageDown, painted": (
                lambda: screen.table.action_page(1),
                lambda: screen.table.action_page(-1),
            ),
        }
        screen.listing = old
        await _paint(pilot)
        # As the program does once its first list is there.
        gc.collect()
        gc.freeze()
        return {name: await _least(pilot, *act) for name, act in acts.items()}


def _set(screen: KeyListScreen, name: str, value: object) -> Act:
    return lambda: setattr(screen, name, value)


async def _least(pilot: Pilot[None], act: Act, undo: Act) -> float:
    costs = []
    for _ in range(_ROUNDS):
        begin = process_time()
        act()
        await _paint(pilot)
        costs.append((process_time() - begin) * 1000)
        undo()
        await _paint(pilot)
    return min(costs)


async def _paint(pilot: Pilot[None]) -> None:
    painted = asyncio.Event()
    pilot.app.screen.call_after_refresh(painted.set)
    await painted.wait()


def _timed(act: Act) -> float:
    begin = process_time()
    act()
    return (process_time() - begin) * 1000
