"""A client ID and secret can be tried out beside the session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from pydantic import SecretStr

from tests.api.plane import HOST, Plane, never, problem, v2_token
from tui.api.errors import ApiError

if TYPE_CHECKING:
    from tests.api.plane import Answer


async def test_a_pair_is_verified_beside_the_session_s_own_token(plane: Plane) -> None:
    service = plane.service()
    await service.list_my_keys()
    outcome = await service.verify("other", SecretStr("CANARY-other"))
    assert outcome.accepted
    assert HOST in outcome.reason
    await service.list_my_keys()
    assert plane.bearers == ["Bearer CANARY-token-1"] * 2


async def test_verifying_tells_how_long_it_took(plane: Plane) -> None:
    def slow(_: httpx.Request) -> httpx.Response:
        plane.now += 1.5
        return httpx.Response(200, json={"access_token": "t"})

    plane.token_answers = [slow]
    assert (await plane.service().verify("c", SecretStr("s"))).seconds == 1.5


@pytest.mark.parametrize("status", [400, 401])
async def test_a_refused_pair_is_an_answer_and_not_an_error(plane: Plane, status: int) -> None:
    plane.token_answers = [problem(status, "No\x1b: CANARY-pair"), v2_token(1)]
    service = plane.service()
    outcome = await service.verify("c", SecretStr("CANARY-pair"))
    assert not outcome.accepted
    assert "“No␛: •••”" in outcome.reason
    assert HOST in outcome.reason
    assert (await service.list_my_keys()).keys


@pytest.mark.parametrize("answer", [problem(503), problem(404), httpx.ConnectError(""), never])
async def test_a_pair_that_can_not_be_verified_is_an_error(plane: Plane, answer: Answer) -> None:
    plane.token_answers = [answer]
    with pytest.raises(ApiError):
        await plane.service(deadline=0.05).verify("c", SecretStr("s"))
