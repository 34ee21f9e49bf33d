"""Any number of requests share one token request."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx
import pytest
from pydantic import SecretStr

from tests.api.plane import CALLS, Plane, never, problem, success, v2_token
from tui.api.bearer_auth import ClientCredentials
from tui.api.errors import SignInFailed, Unreachable
from tui.api.service import AccessKeyService
from tui.demo.server import Demo

if TYPE_CHECKING:
    from tui.api.access_key import KeyList

MANY = 50


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def token_requests(demo: Demo) -> int:
    return sum(path.endswith("/token") for _, path, _ in demo.requests)


async def list_many_times(service: AccessKeyService) -> list[KeyList]:
    return await asyncio.gather(*(service.list_my_keys() for _ in range(MANY)))


async def test_fifty_requests_at_once_make_one_token_request() -> None:
    demo, clock = Demo(latency=0.001), Clock()
    service = AccessKeyService(
        "https://demo.example",
        ClientCredentials(demo.client_id, SecretStr(demo.client_secret)),
        transport=httpx.ASGITransport(app=demo.app),
        clock=clock,
    )
    await list_many_times(service)
    assert token_requests(demo) == 1

    clock.now += 3600  # the token has run out
    await list_many_times(service)
    assert token_requests(demo) == 2

    demo.store.revoke_tokens()
    assert all(key_list.keys for key_list in await list_many_times(service))
    assert token_requests(demo) == 3


async def test_a_late_401_for_an_old_token_does_not_cost_another(plane: Plane) -> None:
    arrived, released = asyncio.Event(), asyncio.Event()

    async def late_refusal(request: httpx.Request) -> httpx.Response:
        arrived.set()
        await released.wait()
        return httpx.Response(401)

    service = plane.service()
    plane.answers = [late_refusal, problem(401), success("list_my_keys")]
    late = asyncio.create_task(service.list_my_keys())
    await arrived.wait()
    await service.list_my_keys()  # is refused too, and renews the token
    released.set()
    await late
    assert len(plane.token_requests) == 2


async def test_all_who_wait_for_a_token_share_its_failure(plane: Plane) -> None:
    plane.token_answers = [problem(503)]
    service = plane.service()
    calls = [call(service) for call in CALLS.values() for _ in range(5)]
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {Unreachable}
    assert len(plane.token_requests) == 1
    assert plane.api_requests == []


async def test_a_cancelled_sign_in_does_not_break_those_who_wait_for_it(plane: Plane) -> None:
    asked = asyncio.Event()

    async def ask_in_vain(request: httpx.Request) -> httpx.Response:
        asked.set()
        return await never(request)

    plane.token_answers = [ask_in_vain, v2_token(1)]
    service = plane.service()
    leader = asyncio.create_task(service.list_my_keys())
    others = [asyncio.create_task(service.list_my_keys()) for _ in range(5)]
    await asked.wait()
    leader.cancel()
    assert all(key_list.keys for key_list in await asyncio.gather(*others))
    assert len(plane.token_requests) == 2
    with pytest.raises(asyncio.CancelledError):
        await leader


async def test_a_secret_replaced_while_the_old_one_is_being_refused_is_still_tried(
    plane: Plane,
) -> None:
    service = plane.service()

    def refuse_after_the_change(_: httpx.Request) -> httpx.Response:
        service.use_secret(SecretStr("CANARY-newer"))
        return httpx.Response(401)

    plane.token_answers = [refuse_after_the_change, v2_token(1)]
    with pytest.raises(SignInFailed):
        await service.list_my_keys()
    assert (await service.list_my_keys()).keys


async def test_a_remembered_refusal_does_not_grow_with_each_call(plane: Plane) -> None:
    plane.token_answers = [problem(401)]
    service = plane.service()
    depths = set()
    for _ in range(4):
        with pytest.raises(SignInFailed) as caught:
            await service.list_my_keys()
        depths.add(len(caught.traceback))
    assert len(depths) <= 2
