"""Marks belong to keys, and hidden ones are counted."""

from __future__ import annotations

from tests.keys import make_key
from tui.listing.marks import Marks

KEYS = [make_key(name) for name in "abcdef"]


def test_a_key_is_marked_and_unmarked() -> None:
    marked = Marks().toggle(KEYS[1])
    assert marked.of(KEYS) == (KEYS[1],)
    assert not marked.toggle(KEYS[1])


def test_a_range_extends_from_the_last_mark_in_either_direction() -> None:
    for first, last in ((1, 4), (4, 1)):
        marked = Marks().toggle(KEYS[first])
        assert marked.can_extend(KEYS)
        assert marked.extend_to(KEYS, KEYS[last]).of(KEYS) == tuple(KEYS[1:5])


def test_a_range_can_not_be_extended_if_the_last_mark_is_hidden_or_removed() -> None:
    assert not Marks().toggle(KEYS[0]).can_extend(KEYS[1:])
    assert not Marks().toggle(KEYS[0]).toggle(KEYS[0]).can_extend(KEYS)


def test_hidden_and_unlisted_marks_are_counted_separately() -> None:
    marked = Marks().add(KEYS[:5])
    assert Marks().summary(KEYS, KEYS) == ""
    assert marked.summary(KEYS, KEYS) == "5 marked"
    assert marked.summary(KEYS[:3], KEYS) == "5 marked, 2 of them hidden"
    assert marked.summary(KEYS[2:3], KEYS[2:4]) == "5 marked, 1 of them hidden, 3 not in this list"
