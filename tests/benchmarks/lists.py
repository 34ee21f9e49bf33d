"""What lists of keys cost as they grow."""

from __future__ import annotations

import json
from collections.abc import Callable
from time import perf_counter
from typing import Any

from tests.keys import NOW
from tui.api.wire import Listing, parsed
from tui.listing.filters import parse_filter
from tui.listing.order import Column, Order
from tui.listing.viewpoint import Viewpoint

SIZES = (100, 1_000, 10_000, 100_000)
_ROUNDS = 5


def list_costs(size: int) -> dict[str, float]:
    """Time what is done with so many keys, in milliseconds, the quickest of some rounds."""
    body = _answer(size)
    listing = parsed(Listing, body)
    assert listing is not None
    keys = listing.key_list().keys
    chosen, view = parse_filter("owner:user3 key"), Viewpoint(NOW)
    return {
        "answer, MB": len(body) / 1e6,
        "refresh (parse, validate)": _quickest(lambda: _refresh(body)),
        "sort by name": _quickest(lambda: Order(Column.NAME).sort(keys)),
        "sort by last used": _quickest(lambda: Order().sort(keys)),
        "filter": _quickest(lambda: chosen.select(keys, view)),
    }


def _refresh(body: bytes) -> None:
    listing = parsed(Listing, body)
    assert listing is not None
    listing.key_list()


def _quickest(act: Callable[[], Any]) -> float:
    return min(_milliseconds(act) for _ in range(_ROUNDS))


def _milliseconds(act: Callable[[], Any]) -> float:
    begin = perf_counter()
    act()
    return (perf_counter() - begin) * 1000


def _answer(size: int) -> bytes:
    """Make the server's answer with so many keys."""
    keys = [
        {
            "id": f"id-{number}",
            "name": f"key-{number * 7919 % size:06}",
            "clientId": f"{number:016x}",
            "createdBy": f"user{number % 7}@example.com",
            "createdAt": "2026-01-02T03:04:05Z",
            "lastLogin": f"2026-02-{number % 28 + 1:02}T03:04:05Z",
        }
        for number in range(size)
    ]
    return json.dumps({"accessKeys": keys, "next": None}).encode()
