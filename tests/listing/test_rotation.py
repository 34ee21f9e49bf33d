"""The status of a rotation follows from its journal, the listed keys and the time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest

from tests.keys import NOW, make_key
from tui.api.access_key import AccessKey
from tui.listing.rotation import Rotation, Stage, Twin, observe
from tui.listing.rotation_state import (
    STUCK_AFTER,
    RotationState,
    RotationStatus,
    Watch,
    rotations_by_key,
)
from tui.listing.rotation_status import status_of

_HOUR = timedelta(hours=1)
_BEGUN = NOW - timedelta(hours=10)


def _old(used: timedelta | None = timedelta(hours=11)) -> AccessKey:
    return make_key("ci-bot", created=timedelta(days=100), used=used)


def _new(used: timedelta | None = timedelta(hours=10)) -> AccessKey:
    return make_key("ci-bot-2", created=timedelta(hours=10), used=used)


def _rotation(stage: Stage = Stage.WAITING, **changes: Any) -> Rotation:  # noqa: ANN401
    """Return a rotation that began ten hours ago, an hour after the last use."""
    waits = stage is Stage.WAITING
    rotation = Rotation(
        "https://acme.example",
        "ana@acme.example",
        Twin.of(_old()),
        Twin("ci-bot-2") if stage is Stage.REQUESTED else Twin.of(_new()),
        begun=_BEGUN,
        stage=stage,
        destination="ci-bot.env",
        delivered=_BEGUN if stage in (Stage.DELIVERED, Stage.WAITING) else None,
        watch_from=_BEGUN if waits else None,
        tested=_BEGUN if waits else None,
        used_before=_old().last_login,
        last_login=_old().last_login,
    )
    return replace(rotation, **changes)


def _look(rotation: Rotation, *keys: AccessKey, **watch: Any) -> RotationStatus:  # noqa: ANN401
    seen = observe(rotation, keys, NOW)
    return status_of(seen, keys, Watch(NOW, **watch))


class _Case(NamedTuple):
    name: str
    rotation: Rotation
    keys: tuple[AccessKey, ...]
    state: RotationState
    text: str
    quiet_for: timedelta = timedelta(hours=24)
    is_stuck: bool = False


_UNKNOWN = _old()._replace(last_login=None, last_login_known=False)

_CASES = [
    _Case(
        "the response to the create was lost and nothing was created",
        _rotation(Stage.REQUESTED),
        (_old(),),
        RotationState.ENDED,
        "ci-bot-2 was not created: ci-bot goes on alone.",
    ),
    _Case(
        "the create was carried out after all",
        _rotation(Stage.REQUESTED),
        (_old(), _new(None)),
        RotationState.UNFINISHED,
        "ci-bot-2 was created, but its secret may have reached nobody.",
        is_stuck=True,
    ),
    _Case(
        "the secret may be lost",
        _rotation(Stage.CREATED),
        (_old(), _new(None)),
        RotationState.UNFINISHED,
        "ci-bot-2 was created, but its secret may have reached nobody.",
        is_stuck=True,
    ),
    _Case(
        "the secret was not proved",
        _rotation(Stage.DELIVERED),
        (_old(), _new(None)),
        RotationState.UNFINISHED,
        "The secret of ci-bot-2 was delivered 10 h ago to ci-bot.env, but nothing has signed in "
        "with it yet.",
        is_stuck=True,
    ),
    _Case(
        "a consumer proved the secret itself",
        _rotation(Stage.CREATED),
        (_old(), _new(_HOUR)),
        RotationState.QUIET,
        "ci-bot has been quiet for less than a minute, since the delivery; ready in 24 h.",
    ),
    _Case(
        "a use of the successor before it got another secret proves nothing",
        _rotation(Stage.CREATED, successor_login=NOW - _HOUR),
        (_old(), _new(_HOUR)),
        RotationState.UNFINISHED,
        "ci-bot-2 was created, but its secret may have reached nobody.",
        is_stuck=True,
    ),
    _Case(
        "not used since the delivery",
        _rotation(),
        (_old(), _new()),
        RotationState.QUIET,
        "ci-bot has been quiet for 10 h, since the delivery; ready in 14 h.",
    ),
    _Case(
        "never used at all",
        _rotation(last_login=None, used_before=None),
        (_old(None), _new()),
        RotationState.QUIET,
        "ci-bot has been quiet for 10 h, since the delivery; ready in 14 h.",
    ),
    _Case(
        "used after the delivery",
        _rotation(),
        (_old(timedelta(minutes=20)), _new()),
        RotationState.STILL_USED,
        "ci-bot signed in 20 min ago, after the delivery.",
    ),
    _Case(
        "used again and again",
        _rotation(last_login=NOW - _HOUR, uses=(NOW - 2 * _HOUR, NOW - _HOUR), use_count=2),
        (_old(timedelta(minutes=20)), _new()),
        RotationState.STILL_USED,
        "ci-bot signed in 20 min ago (seen 3 times), after the delivery.",
    ),
    _Case(
        "used after the delivery for more than a week",
        _rotation(delivered=NOW - STUCK_AFTER - _HOUR),
        (_old(timedelta(minutes=20)), _new()),
        RotationState.STILL_USED,
        "ci-bot signed in 20 min ago, after the delivery.",
        is_stuck=True,
    ),
    _Case(
        "used after the delivery, but not since",
        _rotation(),
        (_old(4 * _HOUR), _new()),
        RotationState.QUIET,
        "ci-bot has been quiet for 4 h, since its last use; ready in 20 h.",
    ),
    _Case(
        "quiet for long enough",
        _rotation(),
        (_old(), _new()),
        RotationState.READY,
        "ci-bot has been quiet for 10 h, since the delivery: it can be deleted.",
        quiet_for=10 * _HOUR,
    ),
    _Case(
        "quiet for long enough where sign-ins are not noted",
        _rotation(),
        (_old(), _new(None)),
        RotationState.UNCLEAR,
        "The control plane has not noted the sign-in with ci-bot-2, so it may not note those with "
        "ci-bot either.",
        quiet_for=10 * _HOUR,
        is_stuck=True,
    ),
    _Case(
        "quiet for long enough, and the sign-in with another secret is not noted",
        _rotation(successor_login=_new().last_login),
        (_old(), _new()),
        RotationState.UNCLEAR,
        "The control plane has not noted the sign-in with ci-bot-2, so it may not note those with "
        "ci-bot either.",
        quiet_for=10 * _HOUR,
        is_stuck=True,
    ),
    _Case(
        "quiet for less than a token lives",
        _rotation(token_life=12 * _HOUR),
        (_old(), _new()),
        RotationState.QUIET,
        "ci-bot has been quiet for 10 h, since the delivery; ready in 2 h.",
        quiet_for=_HOUR,
    ),
    _Case(
        "a last use that the server does not tell",
        _rotation(),
        (_UNKNOWN, _new()),
        RotationState.UNCLEAR,
        "The control plane does not say when ci-bot was last used.",
        quiet_for=_HOUR,
        is_stuck=True,
    ),
    _Case(
        "a last use in the future",
        _rotation(),
        (_old(-timedelta(hours=3)), _new()),
        RotationState.UNCLEAR,
        "ci-bot was last used in the future (12 Mar 2026 12:30 UTC): one of the clocks is wrong.",
        quiet_for=_HOUR,
        is_stuck=True,
    ),
    _Case(
        "a last use in the future of our clock, which is known to be slow",
        _rotation(clock_offset=timedelta(hours=5)),
        (_old(-timedelta(hours=3)), _new()),
        RotationState.QUIET,
        "ci-bot has been quiet for 2 h, since its last use; ready in 22 h.",
    ),
    _Case(
        "a last use that goes backwards",
        _rotation(),
        (_old(timedelta(days=3)), _new()),
        RotationState.QUIET,
        "ci-bot has been quiet for less than a minute, counted anew because its last use went "
        "backwards on the control plane; ready in 24 h.",
    ),
    _Case(
        "a last use that is forgotten",
        _rotation(),
        (_old(None), _new()),
        RotationState.QUIET,
        "ci-bot has been quiet for less than a minute, counted anew because its last use went "
        "backwards on the control plane; ready in 24 h.",
    ),
    _Case(
        "the predecessor is gone",
        _rotation(),
        (_new(),),
        RotationState.ENDED,
        "ci-bot is gone: ci-bot-2 has taken its place.",
    ),
    _Case(
        "the predecessor is gone, and nobody may have the successor's secret",
        _rotation(Stage.CREATED),
        (_new(None),),
        RotationState.ENDED,
        "ci-bot is gone. ci-bot-2 was created, but its secret may have reached nobody.",
    ),
    _Case(
        "the predecessor is gone, and the successor's secret was not proved",
        _rotation(Stage.DELIVERED),
        (_new(None),),
        RotationState.ENDED,
        "ci-bot is gone. The secret of ci-bot-2 was delivered 10 h ago to ci-bot.env, but "
        "nothing has signed in with it yet.",
    ),
    _Case(
        "the successor is gone",
        _rotation(),
        (_old(),),
        RotationState.ENDED,
        "ci-bot-2 is gone: ci-bot goes on alone.",
    ),
    _Case(
        "both are gone",
        _rotation(),
        (),
        RotationState.ENDED,
        "ci-bot and ci-bot-2 are both gone.",
    ),
]


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.name)
def test_the_state_of_a_rotation_follows_from_its_journal_and_keys(case: _Case) -> None:
    status = _look(case.rotation, *case.keys, quiet_for=case.quiet_for)

    assert (status.state, status.text) == (case.state, case.text)
    assert status.is_stuck == case.is_stuck


def test_a_key_missing_from_an_incomplete_list_is_not_gone() -> None:
    status = _look(_rotation(), _new(), is_complete=False)

    assert status.state is RotationState.UNCLEAR
    assert status.text == "The list is incomplete, so whether both keys still exist is not known."


def test_a_last_use_that_goes_backwards_restarts_the_watch() -> None:
    keys = (_old(timedelta(days=3)), _new())
    seen = observe(_rotation(), keys, NOW)
    later = NOW + timedelta(hours=24)

    before, after = (
        status_of(observe(seen, keys, moment), keys, Watch(moment))
        for moment in (later - timedelta(seconds=1), later)
    )

    assert (before.state, after.state) == (RotationState.QUIET, RotationState.READY)


@pytest.mark.parametrize(
    ("rotation", "successor", "note"),
    [
        (_rotation(), _new(), "Only the test sign-in has used ci-bot-2 so far"),
        (
            _rotation(used_before=_BEGUN - timedelta(days=6)),
            _new(_HOUR),
            "Before, ci-bot went unused for 6 d at a time: whatever runs that rarely needs a",
        ),
        (_rotation(assumed="It is assumed."), _new(_HOUR), "It is assumed."),
    ],
)
def test_a_rarely_used_predecessor_has_a_note_about_a_longer_watch(
    rotation: Rotation, successor: AccessKey, note: str
) -> None:
    (said,) = _look(rotation, _old(), successor).notes

    assert said.startswith(note)


def test_a_used_successor_has_no_note() -> None:
    assert _look(_rotation(), _old(), _new(_HOUR)).notes == ()


def test_an_open_rotation_is_found_by_the_id_of_either_key() -> None:
    open_one = _look(_rotation(), _old(), _new())
    ended = _look(_rotation(), make_key("other"))

    assert rotations_by_key([open_one, ended]) == {
        "id-ci-bot": open_one,
        "id-ci-bot-2": open_one,
    }


def test_an_observation_without_news_leaves_the_rotation_equal() -> None:
    rotation = observe(_rotation(), (_old(_HOUR), _new()), NOW)

    assert rotation != _rotation()
    assert observe(rotation, (_old(_HOUR), _new()), NOW + _HOUR) == rotation
    assert observe(rotation, (_UNKNOWN,), datetime.max.replace(tzinfo=NOW.tzinfo)) == rotation
