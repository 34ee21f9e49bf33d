"""The bearer token: sent, renewed once, and never shown."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
from pydantic import SecretStr

from tests.api.plane import CALLS, HOST, Plane, jwt, never, problem, success, v2_token
from tui.api.bearer_auth import FixedToken
from tui.api.errors import SignInFailed, Unreachable

if TYPE_CHECKING:
    from tests.api.plane import Answer


@pytest.mark.parametrize("operation", CALLS)
async def test_a_revoked_token_is_renewed_once_and_the_request_repeated(
    plane: Plane, operation: str
) -> None:
    plane.answers = [problem(401), success(operation)]
    await CALLS[operation](plane.service())
    assert plane.bearers == ["Bearer CANARY-token-1", "Bearer CANARY-token-2"]
    first, second = plane.api_requests
    assert (first.method, first.url, first.content) == (second.method, second.url, second.content)
    assert len(plane.token_requests) == 2


@pytest.mark.parametrize("operation", CALLS)
async def test_a_persistent_401_ends_after_one_renewal(plane: Plane, operation: str) -> None:
    plane.answers = [problem(401, "Issuer is not familiar.")]
    with pytest.raises(SignInFailed, match="check the clocks"):
        await CALLS[operation](plane.service())
    assert len(plane.token_requests) == 2
    assert len(plane.api_requests) == 2


@pytest.mark.parametrize("answer", [problem(503), problem(401), httpx.ReadError(""), never])
async def test_a_change_refused_for_its_token_is_not_unknown_if_no_other_can_be_had(
    plane: Plane, answer: Answer
) -> None:
    plane.answers = [problem(401), success("create_key")]
    plane.token_answers = [v2_token(1), answer]
    with pytest.raises((SignInFailed, Unreachable)):
        await plane.service(deadline=0.05).create_key("ci")
    assert len(plane.api_requests) == 1


async def test_a_sign_in_that_takes_too_long_is_told_apart_from_a_lost_answer(
    plane: Plane,
) -> None:
    plane.token_answers = [never]
    with pytest.raises(Unreachable, match=r"Signing in and connecting to .* took longer"):
        await plane.service(deadline=0.05).create_key("ci")


@pytest.mark.parametrize("operation", CALLS)
async def test_a_fixed_token_that_is_refused_can_not_be_renewed(
    plane: Plane, operation: str
) -> None:
    plane.answers = [problem(401, "Expired: CANARY-fixed")]
    with pytest.raises(SignInFailed, match="can't be renewed") as caught:
        await CALLS[operation](plane.service(FixedToken(SecretStr("CANARY-fixed"))))
    assert "CANARY" not in str(caught.value)
    assert "RUNAI_TOKEN" in caught.value.advice
    assert len(plane.requests) == 1


@pytest.mark.parametrize(
    "text", ["tok.e_n-", " tok.e_n-\n", "Bearer tok.e_n-", "\tbearer  tok.e_n-"]
)
async def test_a_pasted_token_is_stripped_of_quotes_prefix_and_space(
    plane: Plane, text: str
) -> None:
    await plane.service(FixedToken(SecretStr(text))).list_my_keys()
    assert plane.bearers == ["Bearer tok.e_n-"]


@pytest.mark.parametrize(
    "text", ["", " \n", "CANARY x", "CANARY\nx", "CANARYé", "CANARY\0", "\ud800"]
)
async def test_an_impossible_token_is_refused_unshown_and_unsent(plane: Plane, text: str) -> None:
    with pytest.raises(SignInFailed, match=HOST) as caught:
        await plane.service(FixedToken(SecretStr(text))).list_my_keys()
    assert "CANARY" not in str(caught.value)
    assert plane.requests == []


async def test_the_clock_of_this_machine_does_not_end_a_fixed_token(plane: Plane) -> None:
    service = plane.service(FixedToken(jwt(exp=1_000_000_000)))
    await service.list_my_keys()
    plane.now += 1e9
    await service.list_my_keys()
    assert len(plane.requests) == 2


@pytest.mark.parametrize(
    ("lifetime", "still_good", "renewed"),
    [(3600, 3539, 3541), (100, 49, 51), ("3600", 3539, 3541)],
)
async def test_a_token_is_renewed_a_minute_or_half_its_life_early(
    plane: Plane, lifetime: object, still_good: float, renewed: float
) -> None:
    plane.token_answers = [v2_token(1, expires_in=lifetime), v2_token(2)]
    service = plane.service()
    assert service.token_life == timedelta()
    await service.list_my_keys()
    assert service.token_life == timedelta(seconds=float(str(lifetime)))
    plane.now = 1000 + still_good
    await service.list_my_keys()
    assert len(plane.token_requests) == 1
    plane.now = 1000 + renewed
    await service.list_my_keys()
    assert len(plane.token_requests) == 2
    assert plane.bearers[-1] == "Bearer CANARY-token-2"


@pytest.mark.parametrize("junk", [None, 0, -5, "soon", False, [], 1e300, "nan"])
async def test_a_lifetime_that_makes_no_sense_is_ten_minutes(plane: Plane, junk: object) -> None:
    plane.token_answers = [v2_token(1, expires_in=junk), v2_token(2)]
    service = plane.service()
    await service.list_my_keys()
    plane.now += 539
    await service.list_my_keys()
    assert len(plane.token_requests) == 1
    plane.now += 2
    await service.list_my_keys()
    assert len(plane.token_requests) == 2
