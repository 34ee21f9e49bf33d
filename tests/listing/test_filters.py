"""The filter's language."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.keys import NOW, make_key
from tui.listing.filters import FilterError, parse_filter

KEYS = (
    make_key("ci-runner", owner="ana@acme.example", used=timedelta(minutes=2)),
    make_key("notebook", owner="ben@acme.example", used=timedelta(days=61)),
    make_key("tmp-migration", owner="ana@acme.example", used=timedelta(days=200)),
    make_key("fresh", owner="cy@acme.example", used=None, created=timedelta(days=3)),
)


def names(text: str) -> list[str]:
    found = parse_filter(text)
    return [key.name for key in KEYS if found.matches(key, NOW)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["ci-runner", "notebook", "tmp-migration", "fresh"]),
        ("RUN", ["ci-runner"]),
        ("ana@", ["ci-runner", "tmp-migration"]),
        ("client-note", ["notebook"]),
        ("never", ["fresh"]),
        ("ana mig", ["tmp-migration"]),
        ("!ana", ["notebook", "fresh"]),
        ("owner:ben", ["notebook"]),
        ("OWNER:BEN", ["notebook"]),
        ("name:ana", []),
        ("client:client-fresh", ["fresh"]),
        ("idle:>90d", ["tmp-migration"]),
        ("idle:<45d", ["ci-runner", "fresh"]),
        ("idle:>8w", ["notebook", "tmp-migration"]),
        ("idle:60d", ["notebook", "tmp-migration"]),
        ("!idle:>1h", ["ci-runner"]),
        ("used:never", ["fresh"]),
        ("used:stale", ["tmp-migration"]),
        ("!used:never owner:ana", ["ci-runner", "tmp-migration"]),
        ("no-such:field", []),
    ],
)
def test_a_filter_shows_the_keys_that_it_describes(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "text", ["!", "! ci", "idle:", "idle:>", "idle:>9", "idle:90", "used:", "!owner:", "!idle:<"]
)
def test_a_term_that_is_half_typed_does_not_pass_for_all(text: str) -> None:
    with pytest.raises(FilterError):
        parse_filter(text)


@pytest.mark.parametrize("text", ["idle:soon", "idle:>90x", "idle:=3d", "used:often", "!used:x"])
def test_a_term_that_makes_no_sense_is_refused_with_what_would(text: str) -> None:
    with pytest.raises(FilterError, match="takes"):
        parse_filter(text)


@given(st.text(alphabet="abz!:<>09dw idleusedownr", max_size=30))
def test_no_input_breaks_the_filter(text: str) -> None:
    try:
        found = parse_filter(text)
    except FilterError:
        return
    assert all(isinstance(found.matches(key, NOW), bool) for key in KEYS)
