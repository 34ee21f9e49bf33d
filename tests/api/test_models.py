"""Answers are read as far as they can be, and never for more than they say."""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime, timedelta, timezone
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.keys import read_key
from tui.api.models import NewKey
from tui.api.schemas import Listing, parsed

KEY = {
    "id": "1",
    "name": "ci",
    "clientId": "c1",
    "createdAt": "2026-01-02T03:04:05Z",
    "lastLogin": None,
}


@pytest.mark.parametrize(
    ("stamp", "moment"),
    [
        ("2026-01-02T03:04:05Z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-01-02t03:04:05z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-01-02 03:04:05+00:00", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-01-02T03:04:05-05:30", datetime(2026, 1, 2, 8, 34, 5, tzinfo=UTC)),
        ("2026-01-02T03:04:05.1Z", datetime(2026, 1, 2, 3, 4, 5, 100_000, tzinfo=UTC)),
        ("2026-01-02T03:04:05.123456789Z", datetime(2026, 1, 2, 3, 4, 5, 123_456, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_every_form_of_rfc_3339_is_read_as_utc(stamp: str, moment: datetime) -> None:
    key = read_key(KEY | {"createdAt": stamp, "lastLogin": stamp})
    assert key.created_at == key.last_login == moment
    assert key.created_at is not None
    assert key.created_at.tzinfo is UTC
    assert key.last_login_known


OFFSETS = st.integers(-23 * 60, 23 * 60).map(lambda m: timezone(timedelta(minutes=m)))


@given(st.datetimes(datetime(2000, 1, 1), datetime(9998, 12, 31), timezones=OFFSETS))
def test_any_moment_survives_the_way_through_json(moment: datetime) -> None:
    key = read_key(KEY | {"createdAt": moment.isoformat()})
    assert key.created_at == moment


JUNK_STAMPS = [
    "",
    "soon",
    "2026-01-02",
    "2026-01-02T03:04:05",
    "2026-13-02T03:04:05Z",
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "1970-01-01T00:00:00Z",
    0,
    1_767_322_800,
    True,
    [],
    {},
]


@pytest.mark.parametrize("stamp", JUNK_STAMPS)
def test_an_unreadable_last_login_is_never_taken_for_never_used(stamp: object) -> None:
    key = read_key(KEY | {"createdAt": stamp, "lastLogin": stamp})
    assert key.created_at is None
    assert key.last_login is None
    assert not key.last_login_known


def test_a_missing_last_login_is_not_taken_for_never_used_either() -> None:
    fields = {name: value for name, value in KEY.items() if name != "lastLogin"}
    assert not read_key(fields).last_login_known


def test_a_null_last_login_means_never_used() -> None:
    key = read_key(KEY)
    assert key.last_login is None
    assert key.last_login_known


def test_text_for_the_screen_is_cleaned_and_the_id_is_kept_raw() -> None:
    hostile = "a\x1b]0;x\x07\u202e"
    fields = dict.fromkeys(("id", "name", "clientId", "createdBy"), hostile)
    key = read_key(KEY | fields)
    assert key.name == key.client_id == key.created_by == "a␛]0;x␇\N{REPLACEMENT CHARACTER}"
    assert key.id == hostile


@pytest.mark.parametrize(("owner", "shown"), [("ana@acme", "ana@acme"), (None, None), (7, None)])
def test_an_odd_owner_does_not_cost_the_row(owner: object, shown: str | None) -> None:
    assert read_key(KEY | {"createdBy": owner}).created_by == shown


def test_a_key_can_not_be_changed() -> None:
    with pytest.raises(AttributeError):
        read_key(KEY).name = "other"  # type: ignore[misc]


def test_validation_errors_show_no_input() -> None:
    with pytest.raises(ValidationError) as caught:
        NewKey.model_validate({"clientSecret": ["CANARY"]})
    assert "CANARY" not in str(caught.value)


def test_unreadable_items_and_repeated_ids_are_left_out_and_counted() -> None:
    body = b"""{"extra": 1, "accessKeys": [
        {"id": "1", "name": "first", "clientId": "c", "lastLogin": null, "more": {}},
        {"id": "1", "name": "again", "clientId": "c", "lastLogin": null},
        {"id": "", "name": "no id", "clientId": "c"}, {"id": 2, "name": "n", "clientId": "c"},
        {"id": "3", "clientId": "c"}, {"id": "4", "name": null, "clientId": "c"}, null, 5, [],
        {"id": "6", "name": "last", "clientId": "c"}]}"""
    listing = parsed(Listing, body)
    assert listing is not None
    key_list = listing.key_list()
    assert [key.name for key in key_list.keys] == ["first", "last"]
    assert key_list.skipped == 8


def test_ten_thousand_items_with_extra_fields_and_a_repeated_id_are_read_in_time() -> None:
    items = [KEY | {"id": str(number % 9_999), "more": {"x": [1]}} for number in range(10_000)]
    body = json.dumps({"accessKeys": items, "next": None}).encode()
    begin = time.perf_counter()
    listing = parsed(Listing, body)
    passed = time.perf_counter() - begin
    assert listing is not None
    assert len(listing.key_list().keys) == 9_999
    assert listing.key_list().skipped == 1
    assert passed < 2


def test_to_read_a_key_of_a_list_takes_six_calls_at_most() -> None:
    stamp = {"lastLogin": "2026-02-03T04:05:06Z", "createdBy": "ana@acme.com"}
    items = [KEY | stamp | {"id": str(number)} for number in range(1_000)]
    body = json.dumps({"accessKeys": items}).encode()
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    parsed(Listing, body)
    sys.setprofile(count)
    parsed(Listing, body)
    sys.setprofile(None)

    assert calls <= 6 * len(items) + 20


@pytest.mark.parametrize("body", [b'[{"id":"1","name":"ci","clientId":"c"}]', b"[]"])
def test_a_bare_array_is_a_list_too(body: bytes) -> None:
    listing = parsed(Listing, body)
    assert listing is not None
    assert listing.key_list().skipped == 0


def test_null_in_the_place_of_a_list_is_an_empty_one() -> None:
    listing = parsed(Listing, b'{"accessKeys": null}')
    assert listing is not None
    assert listing.key_list().keys == ()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"5",
        b'"x"',
        b"{}",
        b'{"accessKeys": {}}',
        b'{"accessKeys": [',
        b'{"accessKeys": []',
        b"[" * 100_000,
        b'{"accessKeys": ["\xff"]}',
        '{"accessKeys": []}'.encode("utf-16"),
        b'\xef\xbb\xbf{"accessKeys": []}',
        b'{"accessKeys": ["\\ud800"]}',
        b"<html></html>",
    ],
)
def test_a_body_that_is_no_list_is_not_taken_for_an_empty_one(body: bytes) -> None:
    assert parsed(Listing, body) is None


def test_a_new_key_is_kept_for_its_secret_whatever_is_odd_beside_it() -> None:
    key = NewKey.model_validate({"id": 5, "name": None, "createdAt": "x", "clientSecret": "s"})
    assert (key.id, key.name, key.client_id, key.created_at) == ("", "", "", None)
    assert key.client_secret.get_secret_value() == "s"
    assert "clientSecret" not in repr(key)
    assert "'s'" not in repr(key)


def test_a_new_key_is_shown_as_the_list_will_show_it() -> None:
    key = NewKey.model_validate(KEY | {"clientSecret": "s"}).as_key()
    assert key == read_key(KEY)


def test_a_new_key_without_an_id_can_not_be_in_a_list() -> None:
    assert NewKey.model_validate({"clientSecret": "s"}).as_key() is None
