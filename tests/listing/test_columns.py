"""Sort order of the rows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.keys import make_key
from tui.listing.columns import CLIENT_ID, CREATED, LAST_USED, NAME, OWNER, SortOrder

KEYS = (
    make_key("beta", owner="b@x.example", used=timedelta(days=2), created=timedelta(days=30)),
    make_key("Alpha", owner="c@x.example", used=None, created=timedelta(days=20)),
    make_key("gamma", owner="a@x.example", used=timedelta(days=1), created=None),
)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (SortOrder(NAME), ["Alpha", "beta", "gamma"]),
        (SortOrder(NAME).invert(), ["gamma", "beta", "Alpha"]),
        (SortOrder(OWNER), ["gamma", "beta", "Alpha"]),
        (SortOrder(CREATED), ["Alpha", "beta", "gamma"]),
        (SortOrder(), ["gamma", "beta", "Alpha"]),
        (SortOrder().invert(), ["Alpha", "beta", "gamma"]),
    ],
)
def test_times_come_newest_first_and_words_from_a_to_z(
    order: SortOrder, expected: list[str]
) -> None:
    assert [key.name for key in order.sort(KEYS)] == expected


def test_sorting_by_the_same_column_again_inverts_the_order() -> None:
    once = SortOrder(NAME).by(CREATED)
    assert once == SortOrder(CREATED)
    assert once.by(CREATED) == SortOrder(CREATED, inverted=True)


def test_stepping_cycles_through_the_shown_columns() -> None:
    columns = (NAME, CLIENT_ID, LAST_USED)
    assert SortOrder(LAST_USED).step(columns, 1) == SortOrder(NAME)
    assert SortOrder(NAME).step(columns, -1) == SortOrder(LAST_USED)
    assert SortOrder(OWNER).step(columns, 1) == SortOrder(CLIENT_ID)
