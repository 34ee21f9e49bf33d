"""A function can be asked for the token whenever one is needed."""

from __future__ import annotations

import asyncio
from itertools import count

import httpx
import pytest
from pydantic import SecretStr

from tests.api.plane import Plane, problem, success
from tui.api.bearer_auth import TokenSource
from tui.api.errors import SignInFailed, Unreachable
from tui.api.tokens import Token, read_token


def counting() -> TokenSource:
    """Make a source that has another token each time."""
    numbers = count(1)

    async def fetch() -> Token:
        return read_token(SecretStr(f"token-{next(numbers)}"))

    return TokenSource(fetch)


async def test_the_token_that_it_fetches_is_used_again(plane: Plane) -> None:
    service = plane.service(counting())
    await service.list_my_keys()
    await service.list_my_keys()
    assert plane.bearers == ["Bearer token-1"] * 2
    assert plane.token_requests == []


async def test_it_is_asked_again_if_its_token_is_refused(plane: Plane) -> None:
    plane.answers = [problem(401), success("list_my_keys")]
    await plane.service(counting()).list_my_keys()
    assert plane.bearers == ["Bearer token-1", "Bearer token-2"]


@pytest.mark.parametrize("requests", [1, 3])
async def test_the_time_that_it_takes_counts_for_no_deadline(plane: Plane, requests: int) -> None:
    """Neither of the request that it is asked for, nor of those that wait for its token."""

    async def fetch() -> Token:
        await asyncio.sleep(0.1)
        return read_token(SecretStr("token"))

    service = plane.service(TokenSource(fetch), deadline=0.05)
    await asyncio.gather(*(service.list_my_keys() for _ in range(requests)))
    assert plane.bearers == ["Bearer token"] * requests


async def test_a_source_that_gives_up_late_is_to_blame_and_not_the_network(plane: Plane) -> None:
    async def fail() -> Token:
        await asyncio.sleep(0.1)
        raise SignInFailed("The token command pass did not end within 30 s.")

    with pytest.raises(SignInFailed, match="The token command pass did not end"):
        await plane.service(TokenSource(fail), deadline=0.05).list_my_keys()


async def test_the_deadline_goes_on_behind_it(plane: Plane) -> None:
    async def never(_: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    plane.answers = [never]
    with pytest.raises(Unreachable, match=r"0\.05 s"):
        await plane.service(counting(), deadline=0.05).list_my_keys()


async def test_nothing_is_sent_if_it_has_none(plane: Plane) -> None:
    async def fail() -> Token:
        raise SignInFailed("It is locked.")

    with pytest.raises(SignInFailed, match="It is locked"):
        await plane.service(TokenSource(fail)).create_key("ci")
    assert plane.requests == []
