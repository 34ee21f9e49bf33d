"""Usage states, ages and dates."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.keys import NOW, make_key, read_key
from tui.listing.filter import FilterContext
from tui.listing.filter_parser import parse_filter
from tui.listing.usage import Usage, ago, day, last_used, minute, unused_for, usage_of


@pytest.mark.parametrize(
    ("used", "use"),
    [
        (timedelta(0), Usage.ACTIVE),
        (timedelta(days=45), Usage.ACTIVE),
        (timedelta(days=45, seconds=1), Usage.IDLE),
        (timedelta(days=90), Usage.IDLE),
        (timedelta(days=90, seconds=1), Usage.STALE),
        (None, Usage.NEVER),
    ],
)
def test_the_last_login_decides_the_state(used: timedelta | None, use: Usage) -> None:
    assert usage_of(make_key(used=used), NOW) is use


@pytest.mark.parametrize("answer", [{}, {"lastLogin": "yesterday"}, {"lastLogin": 7.5e300}])
def test_a_missing_or_unreadable_last_login_is_unknown_and_not_never_used(
    answer: dict[str, object],
) -> None:
    key = read_key({"id": "1", "name": "a", "clientId": "c", **answer})
    assert usage_of(key, NOW) is Usage.UNKNOWN
    assert last_used(key, NOW) == "unknown"
    assert unused_for(key, NOW) is None


def test_a_key_that_was_never_used_ages_from_its_creation() -> None:
    assert unused_for(make_key(used=None, created=timedelta(days=9)), NOW) == timedelta(days=9)


@pytest.mark.parametrize(
    ("age", "text"),
    [
        (timedelta(seconds=-30), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 min ago"),
        (timedelta(minutes=119), "119 min ago"),
        (timedelta(hours=2), "2 h ago"),
        (timedelta(hours=47), "47 h ago"),
        (timedelta(days=2), "2 d ago"),
        (timedelta(days=400), "400 d ago"),
    ],
)
def test_an_age_is_shown_in_the_largest_fitting_unit(age: timedelta, text: str) -> None:
    assert ago(NOW - age, NOW) == text


def test_dates_are_written_in_english() -> None:
    moment = datetime(2026, 3, 1, 23, 5, tzinfo=UTC)
    assert (day(moment), minute(moment)) == ("01 Mar 2026", "01 Mar 2026 23:05 UTC")
    assert (day(None), minute(None)) == ("unknown", "unknown")


@pytest.mark.parametrize(
    ("zone", "date", "rest"),
    [
        ("CET-1", "02 Mar 2026", "00:05 CET"),
        ("<-03>3", "01 Mar 2026", "20:05 UTC-03"),
        ("UTC", "01 Mar 2026", "23:05 UTC"),
    ],
)
def test_a_moment_is_in_the_users_time_zone_wherever_it_is_shown_and_filtered_by(
    monkeypatch: pytest.MonkeyPatch, zone: str, date: str, rest: str
) -> None:
    moment = datetime(2026, 3, 1, 23, 5, tzinfo=UTC)
    key = make_key()._replace(created_at=moment)
    with monkeypatch.context() as place:
        place.setenv("TZ", zone)
        time.tzset()
        day.cache_clear()
        shown = (day(moment), minute(moment))
        terms = (f'"{date}"', f"created:2026-03-{date[:2]}")
        found = [parse_filter(term).select([key], FilterContext(NOW)) for term in terms]
    time.tzset()
    day.cache_clear()

    assert shown == (date, f"{date} {rest}")
    assert found == [(key,), (key,)]
