"""The seeded data and the hooks that change it behind the API's back."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.demo.clients import Clock
from tui.demo.server import Demo

if TYPE_CHECKING:
    from tui.demo.record import DemoRecord

_VALID_NAME = re.compile("[a-z][-_a-z0-9]*[a-z0-9]")


def _state(key: DemoRecord, now: datetime) -> str:
    if key.last_login is None:
        return "never"
    days = (now - key.last_login).days
    return "active" if days < 45 else "idle" if days <= 90 else "stale"


def test_two_demos_with_the_same_clock_are_identical(demo: Demo) -> None:
    twin = Demo(now=Clock())

    assert twin.store.all_keys() == demo.store.all_keys()
    assert (twin.client_id, twin.client_secret) == (demo.client_id, demo.client_secret)
    assert (twin.username, twin.password) == (demo.username, demo.password)


def test_ids_and_credentials_do_not_depend_on_the_clock(demo: Demo) -> None:
    later = Clock()
    later.advance(86_400)

    keys = {(k.id, k.client_id, k.client_secret) for k in demo.store.all_keys()}

    assert {(k.id, k.client_id, k.client_secret) for k in Demo(now=later).store.all_keys()} == keys


def test_ages_are_relative_to_the_clock(demo: Demo) -> None:
    later = Clock()
    later.advance(86_400)

    ages = {key.id: key.created_at for key in Demo(now=later).store.my_keys()}

    for key in demo.store.my_keys():
        assert key.created_at is not None
        assert ages[key.id] == key.created_at + timedelta(days=1)


def test_without_a_clock_the_time_is_the_real_one_in_utc() -> None:
    before = datetime.now(UTC)

    now = Demo().store.now()

    assert now.tzinfo is UTC
    assert before <= now <= datetime.now(UTC)


def test_there_are_12_own_keys_among_87(demo: Demo) -> None:
    assert len(demo.store.my_keys()) == 12
    assert len(demo.store.all_keys()) == 87
    assert {key.owner for key in demo.store.my_keys()} == {"ana@acme.example"}


def test_the_own_keys_have_neat_names_one_of_them_long(demo: Demo) -> None:
    names = [key.name for key in demo.store.my_keys()]

    assert all(_VALID_NAME.fullmatch(name) for name in names)
    assert 55 <= max(map(len, names)) <= 65
    assert {"laptop-terminal", "ci-runner", "notebook-export", "tmp-migration"} <= set(names)


def test_the_own_keys_are_in_every_state(demo: Demo, clock: Clock) -> None:
    states = Counter(_state(key, clock()) for key in demo.store.my_keys())

    assert states == {"active": 7, "idle": 3, "stale": 1, "never": 1}


def test_the_others_keys_are_in_every_state_too(demo: Demo, clock: Clock) -> None:
    others = [key for key in demo.store.all_keys() if key.owner != demo.username]

    states = Counter(_state(key, clock()) for key in others)

    assert states["active"] > states["idle"] >= 8
    assert min(states["stale"], states["never"]) >= 5


def test_last_uses_are_between_two_minutes_and_400_days_old(demo: Demo, clock: Clock) -> None:
    ages = sorted(clock() - key.last_login for key in demo.store.all_keys() if key.last_login)

    assert ages[0] == timedelta(minutes=2)
    assert ages[-1] == timedelta(days=400)


def test_every_key_was_created_before_it_was_used(demo: Demo, clock: Clock) -> None:
    for key in demo.store.all_keys():
        if key.created_at is not None:
            assert key.created_at < (key.last_login or clock())


def test_nobody_has_two_keys_of_one_name_or_more_than_the_quota(demo: Demo) -> None:
    keys = demo.store.all_keys()

    assert len({(key.owner, key.name) for key in keys}) == len(keys)
    assert max(Counter(key.owner for key in keys).values()) <= 20


def test_ids_are_uuids_and_client_ids_16_hex_digits_all_different(demo: Demo) -> None:
    keys = demo.store.all_keys()

    assert all(str(uuid.UUID(key.id)) == key.id for key in keys)
    assert all(re.fullmatch("[0-9a-f]{16}", key.client_id) for key in keys)
    assert len({key.id for key in keys}) == len({key.client_id for key in keys}) == len(keys)
    assert len({key.client_secret for key in keys}) == len(keys)


@pytest.mark.parametrize("name", ["[/x]", "[RED] team", "[@click=app.quit]click[/]"])
def test_names_that_look_like_markup_are_among_the_others(demo: Demo, name: str) -> None:
    assert [key.owner != demo.username for key in demo.store.all_keys() if key.name == name] == [
        True
    ]


@pytest.mark.parametrize(
    "part",
    ["東京", "e\u0301", "\u05de", "\u0645", "\u202e", "\u200d"],
    ids=["wide", "combining", "hebrew", "arabic", "override", "joiner"],
)
def test_names_that_are_hard_to_draw_are_among_the_others(demo: Demo, part: str) -> None:
    assert any(part in key.name for key in demo.store.all_keys() if key.owner != demo.username)


def test_one_valid_name_is_as_long_as_can_be(demo: Demo) -> None:
    longest = max((key.name for key in demo.store.all_keys()), key=len)

    assert len(longest) == 255
    assert _VALID_NAME.fullmatch(longest)


@pytest.mark.parametrize("sequence", ["\x1b]52;c;", "\x1b]0;", "\x1b[2J", "\x1b[31m"])
def test_escape_sequences_are_in_an_owner_only(demo: Demo, sequence: str) -> None:
    keys = demo.store.all_keys()

    assert sum(sequence in key.owner for key in keys) == 1
    assert not any("\x1b" in key.name for key in keys)


def test_one_key_has_no_creation_date_and_is_listed_last(demo: Demo) -> None:
    dates = [key.created_at for key in demo.store.all_keys()]

    assert dates.count(None) == 1
    assert dates[-1] is None
    known = [date for date in dates if date is not None]
    assert all(newer >= older for newer, older in pairwise(known))


def test_the_given_credentials_are_those_of_the_laptops_key(clock: Clock) -> None:
    demo = Demo(now=clock, client_id="my-client", client_secret="my-secret")

    key = next(key for key in demo.store.my_keys() if key.name == "laptop-terminal")

    assert (key.client_id, key.client_secret) == ("my-client", "my-secret")
    assert (demo.client_id, demo.client_secret) == ("my-client", "my-secret")


def test_the_seeded_credentials_are_those_of_the_laptops_key(demo: Demo) -> None:
    key = next(key for key in demo.store.my_keys() if key.name == "laptop-terminal")

    assert (key.client_id, key.client_secret) == (demo.client_id, demo.client_secret)


def test_a_record_does_not_show_its_secret(demo: Demo) -> None:
    key = demo.store.my_keys()[0]

    assert key.client_secret not in repr(key)


def test_a_key_added_behind_the_back_is_listed_first(demo: Demo, clock: Clock) -> None:
    mine = demo.store.add_key("by-somebody-else")
    theirs = demo.store.add_key("another", "bo.lindqvist@acme.example")

    assert (mine.owner, mine.created_at, mine.last_login) == (demo.username, clock(), None)
    assert demo.store.my_keys()[0] == mine
    assert demo.store.all_keys()[:2] == [theirs, mine]


def test_a_key_can_be_added_with_ages_of_its_own(demo: Demo, clock: Clock) -> None:
    used = clock() - timedelta(days=1)

    key = demo.store.add_key("old", created_at=clock() - timedelta(days=999), last_login=used)

    assert demo.store.my_keys()[-1] == key
    assert key.last_login == used


def test_a_key_removed_behind_the_back_is_gone(demo: Demo) -> None:
    key = demo.store.my_keys()[0]

    demo.store.remove_key(key.id)

    assert key not in demo.store.all_keys()
    assert len(demo.store.my_keys()) == 11
