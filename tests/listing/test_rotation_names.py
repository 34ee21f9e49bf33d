"""Names of successors, and rotations recognised by names."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import pytest

from tests.keys import NOW, make_key
from tui.api.key_name import NAME_LIMIT, name_problem
from tui.listing.rotation import Stage
from tui.listing.rotation_names import RECOGNISED_FOR, family_name, recognised, successor_name

_LONG = "a" * NAME_LIMIT


@pytest.mark.parametrize(
    ("name", "others", "expected", "remark"),
    [
        ("ci-bot", (), "ci-bot-2", ""),
        ("ci-bot-2", (), "ci-bot-3", ""),
        ("ci-bot-9", (), "ci-bot-10", ""),
        ("ci-bot-9", ("ci-bot",), "ci-bot-9-2", ""),
        ("ci-bot", ("ci-bot-2", "ci-bot-3"), "ci-bot-4", "ci-bot-2 is taken"),
        ("gpu-4", ("gpu-3", "gpu-5"), "gpu-4-2", ""),
        ("build-1", (), "build-1-2", ""),
        ("build-0", (), "build-0-2", ""),
        (_LONG, (), f"{'a' * 253}-2", "a name has at most 255 characters"),
        (f"{'a' * 252}-99", (), f"{'a' * 251}-100", "a name has at most 255 characters"),
        ("[RED] team", (), "red-team-2", "[RED] team has characters that no new name may have"),
        ("שלום", (), "access-key-2", "שלום has characters that no new name may have"),
        (
            "[RED] team",
            ("red-team-2",),
            "red-team-3",
            "[RED] team has characters that no new name may have, and red-team-2 is taken",
        ),
    ],
)
def test_the_successor_has_the_next_free_number(
    name: str, others: Collection[str], expected: str, remark: str
) -> None:
    assert successor_name(name, others) == (expected, remark)
    assert name_problem(expected) is None


def test_all_twins_share_a_family_name() -> None:
    assert [family_name(name) for name in ("ci-bot", "ci-bot-2", "ci-bot-3")] == ["ci-bot"] * 3


def test_a_numbered_key_beside_one_without_a_number_keeps_a_family_of_its_own() -> None:
    name, others = "web-2", {"web"}
    for _ in range(3):
        assert family_name(name, others) == "web-2"
        name = successor_name(name, others).name
    assert name == "web-2-4"


_OLD = timedelta(days=100)


@pytest.mark.parametrize(
    ("names", "pairs"),
    [
        (("ci-bot", "ci-bot-2"), [("ci-bot", "ci-bot-2")]),
        (("ci-bot-2", "ci-bot-3"), [("ci-bot-2", "ci-bot-3")]),
        ((_LONG, f"{'a' * 253}-2"), [(_LONG, f"{'a' * 253}-2")]),
        (("[RED] team", "red-team-2"), [("[RED] team", "red-team-2")]),
        (("ci-bot", "ci-bot-4"), []),
        (("gpu-1", "gpu-2"), []),
        (("ci-bot", "ci-bots-2"), []),
    ],
)
def test_rotations_are_recognised_by_the_successor_s_name(
    names: tuple[str, str], pairs: list[tuple[str, str]]
) -> None:
    old, new = names
    keys = [make_key(old, created=_OLD), make_key(new, created=timedelta(days=1), used=None)]

    found = list(recognised(keys, "https://acme.example", "ana", NOW))

    assert [(each.predecessor.name, each.successor.name) for each in found] == pairs
    assert all(each.assumed for each in found)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (timedelta(days=200), RECOGNISED_FOR + timedelta(days=1)),
        (timedelta(hours=30), timedelta(hours=20)),
        (timedelta(days=1), timedelta(days=100)),
        (timedelta(days=200), None),
    ],
    ids=["long ago", "on one day", "the other way round", "without a date"],
)
def test_rotations_are_not_recognised_by_names_alone(old: timedelta, new: timedelta | None) -> None:
    keys = [make_key("ci-bot", created=old), make_key("ci-bot-2", created=new)]

    assert list(recognised(keys, "https://acme.example", "ana", NOW)) == []


@pytest.mark.parametrize(
    ("used", "stage"), [(None, Stage.CREATED), (timedelta(hours=1), Stage.WAITING)]
)
def test_a_recognised_successor_begins_the_watch_once_it_was_used(
    used: timedelta | None, stage: Stage
) -> None:
    old = make_key("ci-bot", used=timedelta(hours=2))
    new = make_key("ci-bot-2", created=timedelta(days=1), used=used)

    (rotation,) = recognised([old, new], "https://acme.example", "ana", NOW)

    assert rotation.stage is stage
    assert (rotation.watch_from, rotation.uses) == (new.created_at, (old.last_login,))
