"""Makes the keys of a new demo once for each moment that it begins at: they are the same."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

from tui.demo import seed, seeded_store
from tui.demo.record import DemoRecord

_seeded_records = seed.seeded_records
_seeded: dict[tuple[datetime, bool], tuple[list[DemoRecord], tuple[Any, ...]]] = {}

_MOST = 20
"""Moments that are kept."""


def seed_once() -> None:
    """Seed each demo of this process like this."""
    seeded_store.seeded_records = _seed_once  # type: ignore[attr-defined]


def _seed_once(generator: Random, now: datetime, *, crowd: bool) -> list[DemoRecord]:
    if (now, crowd) not in _seeded:
        if len(_seeded) == _MOST:
            # By a real clock, no two begin at the same moment.
            del _seeded[next(iter(_seeded))]
        records = _seeded_records(generator, now, crowd=crowd)
        _seeded[now, crowd] = records, generator.getstate()
    records, state = _seeded[now, crowd]
    generator.setstate(state)
    return records.copy()
