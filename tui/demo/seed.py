"""Generates the keys of a new demo, reproducibly for the same clock."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING

from .record import DemoRecord, make_record
from .sample_keys import (
    AWKWARD_KEYS,
    COLLEAGUES,
    CROWD,
    KEY_NAMES,
    LONG_TIME_OWNERS,
    OWN_KEYS,
    SIGNED_IN_USER,
    SampleKey,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from random import Random

SEED = 224

_TWO_MINUTES = 2 / 1440


def seeded_records(generator: Random, now: datetime, *, crowd: bool) -> list[DemoRecord]:
    """Return all keys, the signed-in user's first, with ages relative to `now`."""
    samples = _crowd(generator) if crowd else _usual(generator)
    everybody = chain(((key, SIGNED_IN_USER) for key in OWN_KEYS), samples)
    return [_record(generator, key, owner, now) for key, owner in everybody]


def _crowd(generator: Random) -> Iterator[tuple[SampleKey, str]]:
    for owner, count in CROWD.items():
        for name in generator.sample(KEY_NAMES, count):
            key = _ordinary_key(generator, name)
            older = 700 if owner in LONG_TIME_OWNERS else 0
            yield key._replace(created=(key.created or 0) + older), owner


def _usual(generator: Random) -> Iterator[tuple[SampleKey, str]]:
    for owner, count in COLLEAGUES.items():
        for name in generator.sample(KEY_NAMES, count):
            yield _ordinary_key(generator, name), owner
    yield from AWKWARD_KEYS


def _ordinary_key(generator: Random, name: str) -> SampleKey:
    """Make a key that is active, idle, stale or was never used; most are used daily."""
    state = generator.choices(("active", "idle", "stale", "never"), weights=(50, 20, 18, 12))[0]
    if state == "never":
        return SampleKey(name, generator.uniform(1, 300), None)
    if state == "active":
        # Cubed, because active keys are mostly used again within hours, not weeks.
        last_used = max(_TWO_MINUTES, 44 * generator.random() ** 3)
    else:
        last_used = generator.uniform(*((46, 89) if state == "idle" else (91, 400)))
    return SampleKey(name, last_used + generator.uniform(1, 300), last_used)


def _record(generator: Random, key: SampleKey, owner: str, now: datetime) -> DemoRecord:
    return make_record(
        generator, key.name, owner, _before(now, key.created), _before(now, key.last_used)
    )


def _before(now: datetime, days: float | None) -> datetime | None:
    return None if days is None else now - timedelta(seconds=round(days * 86_400))
