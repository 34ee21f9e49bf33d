"""State of a list."""

from __future__ import annotations

from tests.keys import NOW, make_key
from tui.api.access_key import KeyList
from tui.api.errors import Unreachable
from tui.listing.listing import Listing
from tui.listing.server_query import ALL, Query


def test_a_created_key_is_not_added_before_the_first_list() -> None:
    assert Listing().with_key(make_key()).keys is None


def test_a_created_key_comes_first_and_once() -> None:
    old, new = make_key("old"), make_key("new")
    listing = Listing((old, new))
    assert listing.with_key(new).keys == (new, old)


def test_a_failed_refresh_keeps_the_keys_and_their_query() -> None:
    answered, failed = Query(created_by="ana"), Query(created_by="zoe")
    listing = Listing().loaded(KeyList((make_key(),)), NOW, answered)
    after = listing.failed(Unreachable("down"), failed)
    assert (after.query, after.attempted) == (answered, failed)
    assert after.keys == listing.keys
    assert after.reload_query == answered


def test_a_failed_first_query_is_retried() -> None:
    question = Query(client_id="5e7b")
    assert Listing().failed(Unreachable("down"), question).reload_query == question
    assert Listing().reload_query == ALL
