"""Findings in a tenant of 500 keys and 60 owners."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest

from tests.keys import NOW, make_key
from tui.api.access_key import AccessKey
from tui.listing.filter import FilterContext
from tui.listing.findings import FINDINGS, Finding, count_findings
from tui.listing.rotation import Rotation, Twin
from tui.listing.rotation_state import RotationState, RotationStatus
from tui.listing.usage import UsageLimits

TEMPORARY = ("tmp", "my-test", "test2", "old_stuff", "poc-a", "delete-me")
LASTING = ("ci-runner", "latest", "contest", "folder", "template", "attempt", "airflow", "holdout")


def tenant() -> list[AccessKey]:
    chance = random.Random(11)
    owners = [f"user{number}@acme.example" for number in range(60)]
    keys = []
    for number in range(500):
        created = timedelta(hours=chance.randrange(1, 9000))
        used = None if chance.random() < 0.3 else created * chance.random()
        name = chance.choice(TEMPORARY + LASTING)
        owner = owners[min(chance.randrange(60), chance.randrange(60))]
        key_id = f"id-{number}"
        keys.append(make_key(name, key_id=key_id, owner=owner, created=created, used=used))
    # A little more than the limit of each age, which no random key may hit.
    for days in (7, 90):
        age = timedelta(days=days, hours=1)
        keys.append(make_key("ci", key_id=f"id-of-{days}-days", owner=owners[0], created=age))
    return keys


KEYS = tenant()
OWNED = Counter(key.created_by for key in KEYS)
DAY = timedelta(days=1)


def is_expected(title: str, key: AccessKey) -> bool:
    assert key.created_at is not None
    return {
        "stale": key.last_login is not None and NOW - key.last_login > 90 * DAY,
        "never used, older than a week": key.last_login is None and NOW - key.created_at > 7 * DAY,
        "with a secret older than 90 days": NOW - key.created_at > 90 * DAY,
        "rotated, and ready to delete": key.id == "id-1",
        "in a rotation that is stuck": key.id == "id-3",
        "of an owner near the limit of 20": OWNED[key.created_by] >= 18,
        "of an owner with more than 10": OWNED[key.created_by] >= 11,
        "with a name that looks temporary": key.name in TEMPORARY,
    }[title]


def rotating(old: int, new: int, state: RotationState) -> dict[str, RotationStatus]:
    """Return the status of a rotation by the ids of both keys."""
    twins = Twin.of(KEYS[old]), Twin.of(KEYS[new])
    rotation = Rotation("https://acme.example", "ana", *twins, begun=NOW)
    is_stuck = state is RotationState.UNFINISHED
    return dict.fromkeys(
        (twin.id for twin in twins), RotationStatus(rotation, state, "", is_stuck=is_stuck)
    )


VIEW = FilterContext(
    NOW,
    rotations=rotating(1, 2, RotationState.READY) | rotating(3, 4, RotationState.UNFINISHED),
)


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda finding: finding.title)
def test_a_finding_selects_the_same_keys_as_an_independent_computation(finding: Finding) -> None:
    expected = [key.id for key in KEYS if is_expected(finding.title, key)]

    assert [key.id for key in finding.filter.select(KEYS, VIEW)] == expected
    assert (finding, len(expected)) in count_findings(KEYS, VIEW)
    assert 0 < len(expected) < len(KEYS)


def test_the_settings_determine_which_keys_are_stale() -> None:
    late = FilterContext(NOW, limits=UsageLimits(stale=180 * DAY))
    stale = [key.last_login for key in FINDINGS[0].filter.select(KEYS, late)]

    assert stale
    assert all(used and NOW - used > 180 * DAY for used in stale)
