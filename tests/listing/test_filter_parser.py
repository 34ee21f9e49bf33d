"""The filter language."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.keys import NOW, make_key
from tui.api.access_key import AccessKey
from tui.listing.duration import Duration
from tui.listing.filter import Filter, FilterContext
from tui.listing.filter_parser import FilterError, parse_filter
from tui.listing.filter_rotation_terms import Rotating, RotatingChoice
from tui.listing.filter_terms import KeysPerOwner, Not, OwnedByMe, Term, Used
from tui.listing.filter_text_terms import Contains, Equals, KeyField, ServerTerm, Temporary, Word
from tui.listing.filter_time_terms import Created, Idle, SecretAge
from tui.listing.rotation import Rotation, Twin
from tui.listing.rotation_state import RotationState, RotationStatus
from tui.listing.server_query import Query
from tui.listing.usage import Usage, day, last_used, usage_of

KEYS = (
    make_key("ci-runner", owner="ana@acme.example", used=timedelta(minutes=2)),
    make_key("notebook", owner="ben@acme.example", used=timedelta(days=61)),
    make_key("tmp-migration", owner="ana@acme.example", used=timedelta(days=200)),
    make_key("fresh", owner="cy@acme.example", used=None, created=timedelta(days=3)),
)

ROTATION = RotationStatus(
    Rotation("https://acme.example", "", Twin.of(KEYS[1]), Twin.of(KEYS[3]), begun=NOW),
    RotationState.READY,
    "",
)

VIEW = FilterContext(
    NOW,
    me="Ben@acme.example",
    rotations={"id-notebook": ROTATION, "id-fresh": ROTATION},
)


def names(text: str) -> list[str]:
    return [key.name for key in parse_filter(text).select(KEYS, VIEW)]


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
        ('"ana@acme.example" mig', ["tmp-migration"]),
        ('"min ago"', ["ci-runner"]),
        ('owner:"BEN@"', ["notebook"]),
        ("owner:=BEN@acme.example", ["notebook"]),
        ("owner:=ben", []),
        ("me", ["notebook"]),
        ("!me", ["ci-runner", "tmp-migration", "fresh"]),
        ('"me"', ["ci-runner", "notebook", "tmp-migration", "fresh"]),
        ("created:>2026-03-01", ["fresh"]),
        ("created:<2026-03-01", ["ci-runner", "notebook", "tmp-migration"]),
        ("created:2026-03-09", ["fresh"]),
        ("keys:>1", ["ci-runner", "tmp-migration"]),
        ("keys:<2", ["notebook", "fresh"]),
        ("looks:temporary", ["tmp-migration"]),
        ("secret:>90d", ["ci-runner", "notebook", "tmp-migration"]),
        ("secret:<1w", ["fresh"]),
        ("rotating:", ["notebook", "fresh"]),
        ("!rotating: !owner:ana", []),
        ("rotating:ready", ["notebook"]),
        ("ROTATING:R", ["notebook"]),
        ("rotating:used", []),
        ("server:owner=ana@acme.example", ["ci-runner", "tmp-migration"]),
    ],
)
def test_a_filter_selects_the_matching_keys(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "!",
        "! ci",
        "idle:",
        "idle:>",
        "idle:>9",
        "idle:90",
        "used:",
        "!owner:",
        "!idle:<",
        'owner:"an',
        '"',
        '""',
        "!!a",
        "created:<2026",
        "owner:=",
        "server:",
        "server:owner=",
        "server:ana",
    ],
)
def test_an_incomplete_term_is_an_error(text: str) -> None:
    with pytest.raises(FilterError):
        parse_filter(text)


@pytest.mark.parametrize(
    "text",
    [
        "idle:soon",
        "idle:>90x",
        "idle:=3d",
        "server:name=a",
        "server:=owner=a",
        "used:often",
        "!used:x",
        "keys:10",
        "looks:odd",
        "secret:old",
        "rotating:soon",
        "rotating:=ready",
    ],
)
def test_an_invalid_value_is_an_error_that_names_the_valid_ones(text: str) -> None:
    with pytest.raises(FilterError, match="expects"):
        parse_filter(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("onwer:ana", "unknown field onwer: expects name, owner"),
        ("created:2026-02-30", "there is no 2026-02-30"),
        ('a"b', "closing"),
        ("!server:owner=ana", "can't be negated"),
        ("server:owner=ana server:owner=ben", "one owner"),
    ],
)
def test_the_error_of_a_filter_says_what_is_wrong(text: str, reason: str) -> None:
    with pytest.raises(FilterError, match=reason):
        parse_filter(text)


def test_the_meaning_of_a_filter_is_described_in_words() -> None:
    found = parse_filter('owner:ana !used:never idle:>90d created:<2026-01-01 me "a b" keys:<3')

    assert found.meaning == (
        "owner has “ana”, not (is never used), unused for more than 90 days, "
        "created before 2026-01-01, is yours, has “a b”, owner has fewer than 3 keys here"
    )


def test_server_terms_make_up_the_query_and_the_others_the_local_filter() -> None:
    found = parse_filter('server:owner=ana@acme.example tmp server:"client=a b"')

    assert found.query == Query("ana@acme.example", "a b")
    assert str(found.local) == "tmp"
    assert found.local.with_query(found.query).query == found.query
    assert found.meaning.startswith("the server lists owner “ana@acme.example” only, has “tmp”")


TEXTS = st.text(alphabet='abmeANé!:"\\ <>=-09/', min_size=1, max_size=12)
SPANS = st.builds(Duration, st.integers(0, 99_999), st.sampled_from("hdwy"))
COUNTS = st.integers(0, 99_999)
PLAIN_TERMS: st.SearchStrategy[Term] = st.one_of(
    TEXTS.map(Word),
    st.builds(Contains, st.sampled_from(KeyField), TEXTS),
    st.builds(
        Equals,
        st.sampled_from(KeyField),
        st.one_of(TEXTS, st.sampled_from(["fresh", "BEN@acme.example"])),
    ),
    st.just(OwnedByMe()),
    st.builds(Used, st.sampled_from(Usage)),
    st.builds(Idle, st.booleans(), SPANS),
    st.builds(SecretAge, st.booleans(), SPANS),
    st.builds(Rotating, st.sampled_from(RotatingChoice)),
    st.builds(Created, st.sampled_from(["<", ">", ""]), st.dates(date(1000, 1, 1))),
    st.builds(KeysPerOwner, st.booleans(), COUNTS),
    st.just(Temporary()),
)
TERMS = st.one_of(PLAIN_TERMS, PLAIN_TERMS.map(Not))
ASKED = TEXTS.map(str.strip).filter(bool)


@given(st.lists(TERMS, max_size=5), ASKED, ASKED)
def test_a_filter_parses_its_own_string(terms: list[Term], owner: str, client: str) -> None:
    assert parse_filter(str(Filter(tuple(terms)))).terms == tuple(terms)
    asking = (ServerTerm(KeyField.OWNER, owner), *terms, ServerTerm(KeyField.CLIENT, client))
    assert parse_filter(str(Filter(asking))).terms == asking


@given(st.lists(TERMS, max_size=4))
def test_a_filter_selects_exactly_the_keys_that_match_all_terms(terms: list[Term]) -> None:
    shown = parse_filter(str(Filter(tuple(terms)))).select(KEYS, VIEW)

    assert [key.name for key in shown] == [
        key.name for key in KEYS if all(passes(term, key) for term in terms)
    ]


def test_ten_thousand_random_inputs_are_parsed_or_raise_a_filter_error() -> None:
    chance = random.Random(5)
    pieces = [
        *'abz!:<>"\\ 09dw',
        "idle:",
        "used:",
        "owner:",
        "created:",
        "keys:>",
        "server:owner=",
        "me",
        " ",
        "\0",
        "é",
    ]

    for _ in range(10_000):
        text = "".join(chance.choices(pieces, k=chance.randrange(12)))
        try:
            found = parse_filter(text)
        except FilterError:
            continue
        assert set(found.select(KEYS, VIEW)) <= set(KEYS)


def passes(term: Term, key: AccessKey) -> bool:  # noqa: C901  (one line a kind of term)
    """Compute independently whether a key matches a term."""
    owners = [other.created_by for other in KEYS]
    since = key.last_login or key.created_at
    assert since is not None
    assert key.created_at is not None
    unused, stamp = (NOW - since).total_seconds(), key.created_at.strftime("%Y-%m-%d")
    match term:
        case Not(term=inner):
            return not passes(inner, key)
        case Word(text=text):
            shown = [key.name, key.client_id, str(key.created_by), *WORDS[key.name]]
            return text.lower() in "\n".join(shown).lower()
        case Contains(field=part, text=text):
            texts = {"name": key.name, "owner": key.created_by, "client": key.client_id}
            return text.lower() in str(texts[part.value]).lower()
        case Equals(field=part, text=text):
            texts = {"name": key.name, "owner": key.created_by, "client": key.client_id}
            return text.lower() == str(texts[part.value]).lower()
        case OwnedByMe():
            return key.name == "notebook"
        case Used(state=state):
            return state.value == WORDS[key.name][0]
        case Idle(longer=longer, duration=span):
            return unused > seconds_of(span) if longer else unused < seconds_of(span)
        case SecretAge(older=older, duration=span):
            age = (NOW - key.created_at).total_seconds()
            return age > seconds_of(span) if older else age < seconds_of(span)
        case Rotating(choice=choice):
            rotating = {"": ["notebook", "fresh"], "ready": ["notebook"]}
            return key.name in rotating.get(choice.value, [])
        case Created(sign=sign, day=day):
            wanted = day.isoformat()
            return {"<": stamp < wanted, ">": stamp > wanted, "": stamp == wanted}[sign]
        case KeysPerOwner(more=more, count=count):
            owned = owners.count(key.created_by)
            return owned > count if more else owned < count
        case _:
            return key.name == "tmp-migration"


def seconds_of(span: Duration) -> int:
    return span.count * {"h": 3600, "d": 86400, "w": 604800, "y": 31536000}[span.unit]


WORDS = {
    "ci-runner": ("active", "2 min ago", "24 Aug 2025"),
    "notebook": ("idle", "61 d ago", "24 Aug 2025"),
    "tmp-migration": ("stale", "200 d ago", "24 Aug 2025"),
    "fresh": ("never used", "never", "09 Mar 2026"),
}
"""State, last use and day of creation of each key, as shown in the table."""


AGES = st.none() | st.timedeltas(timedelta(), timedelta(days=9_000))


@given(AGES, AGES, st.data())
def test_any_part_of_a_shown_date_or_age_is_found(
    created: timedelta | None, used: timedelta | None, data: st.DataObject
) -> None:
    key = make_key("x", created=created, used=used)
    written = (day(key.created_at), last_used(key, NOW), usage_of(key, NOW).value)
    text = data.draw(st.sampled_from(written))
    start = data.draw(st.integers(0, len(text) - 1))
    part = text[start : data.draw(st.integers(start + 1, len(text)))]
    assert Word(part.upper()).matches(key, VIEW)
