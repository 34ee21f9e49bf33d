"""Clocks that disagree: signing in depends on none, and a refused token says what is off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest

from tests.api.plane import CALLS, Plane, jwt, reply, v2_token
from tests.app.support import service_of
from tui.api.bearer_auth import FixedToken, Grant, TokenSource
from tui.api.errors import LoginEnded, SignInFailed
from tui.api.first_list import FirstResult
from tui.api.tokens import Token, read_token
from tui.demo.server import Demo

if TYPE_CHECKING:
    from tests.api.plane import Answer

OURS = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def dated_401(server: datetime) -> Answer:
    headers = {"date": format_datetime(server, usegmt=True)}
    return reply(401, {"code": 401, "message": "Token is not active."}, headers=headers)


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


REFUSED = "acme.run.ai refused to accept the token (401 Unauthorized): “Token is not active”."
CLOCKS = "the clock of acme.run.ai says {server} and that of this machine 2026-03-12 09:30:00 UTC."
FRESH = (
    "The token is fresh, so check the clocks of this machine and of the control plane, or it has "
    "several servers that do not share sign-ins."
)
NOT_SHARED = (
    "The token is fresh and the clocks agree, so the control plane probably has several servers "
    "that do not share sign-ins: tell its administrator."
)
FIXED = "A fixed token can't be renewed here: sign in with a new one (RUNAI_TOKEN)."
LOG_IN = "Log in again with: runai login (over SSH: runai login remote-browser)."
OTHER_PLANE = (
    "It is probably the token of another control plane: sign in with one of acme.run.ai, or check "
    "the base URL."
)


@pytest.mark.parametrize(
    ("claims", "server", "says"),
    [
        (
            {"nbf": seconds(OURS + HOUR), "exp": seconds(OURS + 2 * HOUR)},
            OURS,
            "It is valid from 2026-03-12 10:30:00 UTC on; "
            + CLOCKS.format(server="2026-03-12 09:30:00 UTC"),
        ),
        (
            {"iat": seconds(OURS + DAY), "exp": seconds(OURS + DAY + HOUR)},
            OURS + timedelta(seconds=7),
            "It is valid from 2026-03-13 09:30:00 UTC on; "
            + CLOCKS.format(server="2026-03-12 09:30:07 UTC"),
        ),
        (
            {"iat": seconds(OURS - HOUR), "exp": seconds(OURS)},
            OURS + DAY,
            "It expired at 2026-03-12 09:30:00 UTC; "
            + CLOCKS.format(server="2026-03-13 09:30:00 UTC"),
        ),
        (
            {"iat": seconds(OURS), "exp": seconds(OURS + HOUR)},
            OURS + timedelta(minutes=2),
            "The clocks differ; " + CLOCKS.format(server="2026-03-12 09:32:00 UTC"),
        ),
    ],
    ids=[
        "not valid yet",
        "issued in the future",
        "expired on arrival",
        "valid by its claims",
    ],
)
@pytest.mark.parametrize("operation", CALLS)
async def test_a_token_that_is_not_valid_now_says_so_and_names_both_clocks(
    plane: Plane, operation: str, claims: dict[str, object], server: datetime, says: str
) -> None:
    plane.answers = [dated_401(server)]
    token = jwt(**claims).get_secret_value()
    plane.token_answers = [v2_token(1, access_token=token)]
    with pytest.raises(SignInFailed) as caught:
        await CALLS[operation](plane.service(now=lambda: OURS))
    assert str(caught.value) == f"{REFUSED} {says} {FRESH}"
    assert len(plane.token_requests) == len(plane.api_requests) == 2


EXPIRED = {"exp": seconds(OURS - HOUR)}
VALID = {"exp": seconds(OURS + HOUR)}


@pytest.mark.parametrize(
    ("source", "claims", "server", "message", "advice"),
    [
        ("fixed", EXPIRED, OURS, "No.", f"{LOG_IN} Then sign in with a new token (RUNAI_TOKEN)."),
        ("fixed", EXPIRED, None, "No.", f"{LOG_IN} Then sign in with a new token (RUNAI_TOKEN)."),
        ("fixed", EXPIRED, OURS - DAY, "No.", FIXED),
        ("fixed", VALID, OURS, "No.", FIXED),
        ("fixed", VALID, OURS, "Issuer is not familiar.", OTHER_PLANE),
        ("command", EXPIRED, OURS, "No.", LOG_IN),
        ("command", EXPIRED, OURS, "Issuer is not familiar.", LOG_IN),
        ("command", VALID, OURS + DAY, "No.", FRESH),
        ("command", VALID, OURS, "Issuer is not familiar.", OTHER_PLANE),
        ("credentials", VALID, OURS, "No.", NOT_SHARED),
        ("credentials", VALID, OURS, "Issuer is not familiar.", NOT_SHARED),
        ("credentials", VALID, None, "No.", FRESH),
    ],
)
async def test_advice_about_a_refused_token_fits_whose_it_is_and_the_clocks(
    plane: Plane,
    source: str,
    claims: dict[str, object],
    server: datetime | None,
    message: str,
    advice: str,
) -> None:
    token = jwt(**claims)

    async def fetch() -> Token:
        return read_token(token)

    grants: dict[str, Grant] = {"fixed": FixedToken(token), "command": TokenSource(fetch)}
    plane.token_answers = [v2_token(1, access_token=token.get_secret_value())]
    headers = {"date": format_datetime(server, usegmt=True)} if server else {}
    plane.answers = [reply(401, {"code": 401, "message": message}, headers=headers)]
    with pytest.raises(SignInFailed) as caught:
        await plane.service(grants.get(source), now=lambda: OURS).list_my_keys()
    assert caught.value.advice == advice


async def test_an_expired_token_says_when_and_nothing_of_clocks_that_agree(plane: Plane) -> None:
    plane.answers = [dated_401(OURS)]
    with pytest.raises(SignInFailed) as caught:
        await plane.service(FixedToken(jwt(**EXPIRED)), now=lambda: OURS).list_my_keys()
    assert caught.value.reason == f"{REFUSED} It expired at 2026-03-12 08:30:00 UTC."


async def test_an_expired_token_of_a_login_is_told_as_a_login_that_has_ended(plane: Plane) -> None:
    async def fetch() -> Token:
        return read_token(jwt(**EXPIRED))

    plane.answers = [dated_401(OURS)]
    service = plane.service(TokenSource(fetch, is_login=True), now=lambda: OURS)
    with pytest.raises(LoginEnded) as caught:
        await service.list_my_keys()
    assert caught.value.advice == LOG_IN


async def test_the_server_s_clock_is_known_once_it_has_issued_a_token(plane: Plane) -> None:
    token = jwt(iat=seconds(OURS + HOUR))
    plane.token_answers = [v2_token(1, access_token=token.get_secret_value())]
    service = plane.service(now=lambda: OURS)
    assert service.clock_offset is None
    await service.list_my_keys()
    assert service.clock_offset == HOUR

    other = plane.service(now=lambda: OURS)
    other.take_over(FirstResult(token=read_token(token), token_since=plane.now - 60))
    assert other.clock_offset == HOUR + timedelta(seconds=60)


@pytest.mark.parametrize(
    ("headers", "claims"),
    [
        ({}, {"exp": seconds(OURS - DAY)}),
        ({"date": "yesterday"}, {"exp": seconds(OURS - DAY)}),
        ({"date": format_datetime(OURS, usegmt=True)}, {"iat": 1, "exp": seconds(OURS + DAY)}),
        ({"date": format_datetime(OURS, usegmt=True)}, {"nbf": "soon", "exp": 1e300}),
        ({"date": format_datetime(OURS, usegmt=True)}, {}),
    ],
    ids=["no server clock", "odd server clock", "all is well", "odd claims", "no claims"],
)
async def test_a_refused_token_says_nothing_of_clocks_that_are_unknown_or_agree(
    plane: Plane, headers: dict[str, str], claims: dict[str, object]
) -> None:
    plane.answers = [reply(401, {"message": "Token is not active."}, headers=headers)]
    with pytest.raises(SignInFailed) as caught:
        await plane.service(FixedToken(jwt(**claims)), now=lambda: OURS).list_my_keys()
    assert caught.value.reason == REFUSED


@pytest.mark.parametrize("skew", [-DAY, DAY])
async def test_with_clocks_a_day_apart_everything_works(skew: timedelta) -> None:
    demo = Demo(now=lambda: datetime.now(UTC) + skew, token_lifetime=120)
    service = service_of(demo)
    new = await service.create_key("by-another-clock")
    await service.regenerate_secret(new.id)
    await service.delete_my_key(new.id)
    assert len((await service.list_all_keys()).keys) > 80
    assert [path for _, path, _ in demo.requests].count("/api/v2/token") == 1


async def test_a_token_is_renewed_by_elapsed_time_not_by_the_wall_clock(
    plane: Plane,
) -> None:
    token = jwt(iat=seconds(OURS + DAY), exp=seconds(OURS + DAY + HOUR)).get_secret_value()
    plane.token_answers = [v2_token(1, access_token=token, expires_in=None), v2_token(2)]
    service = plane.service(now=lambda: OURS)
    await service.list_my_keys()
    plane.now += 3539
    await service.list_my_keys()
    assert len(plane.token_requests) == 1
    plane.now += 2
    await service.list_my_keys()
    assert len(plane.token_requests) == 2
