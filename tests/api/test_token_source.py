"""A function can be asked for the token whenever one is needed."""

from __future__ import annotations

from itertools import count

import pytest
from pydantic import SecretStr

from tests.api.plane import Plane, problem, success
from tui.api.bearer_auth import TokenSource
from tui.api.errors import SignInFailed
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


async def test_nothing_is_sent_if_it_has_none(plane: Plane) -> None:
    async def fail() -> Token:
        raise SignInFailed("It is locked.")

    with pytest.raises(SignInFailed, match="It is locked"):
        await plane.service(TokenSource(fail)).create_key("ci")
    assert plane.requests == []
