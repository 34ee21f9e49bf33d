"""The order of the rows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.keys import make_key
from tui.listing.columns import Column, Order

KEYS = (
    make_key("beta", owner="b@x.example", used=timedelta(days=2), created=timedelta(days=30)),
    make_key("Alpha", owner="c@x.example", used=None, created=timedelta(days=20)),
    make_key("gamma", owner="a@x.example", used=timedelta(days=1), created=None),
)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order(Column.NAME), ["Alpha", "beta", "gamma"]),
        (Order(Column.NAME).invert(), ["gamma", "beta", "Alpha"]),
        (Order(Column.OWNER), ["gamma", "beta", "Alpha"]),
        (Order(Column.CREATED), ["Alpha", "beta", "gamma"]),
        (Order(), ["gamma", "beta", "Alpha"]),
        (Order().invert(), ["Alpha", "beta", "gamma"]),
    ],
)
def test_times_come_newest_first_and_words_from_a_to_z(order: Order, expected: list[str]) -> None:
    assert [key.name for key in order.sort(KEYS)] == expected


def test_the_same_heading_twice_turns_the_order_round() -> None:
    once = Order(Column.NAME).by(Column.CREATED)
    assert once == Order(Column.CREATED)
    assert once.by(Column.CREATED) == Order(Column.CREATED, inverted=True)


def test_stepping_goes_round_the_columns_that_are_shown() -> None:
    columns = (Column.NAME, Column.CLIENT_ID, Column.LAST_USED)
    assert Order(Column.LAST_USED).step(columns, 1) == Order(Column.NAME)
    assert Order(Column.NAME).step(columns, -1) == Order(Column.LAST_USED)
    assert Order(Column.OWNER).step(columns, 1) == Order(Column.CLIENT_ID)
