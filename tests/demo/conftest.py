"""A demo with a frozen clock, and clients of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.demo.clients import Clock, client_of, token_of
from tui.demo.server import Demo

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def demo(clock: Clock) -> Demo:
    return Demo(now=clock)


@pytest.fixture
async def stranger(demo: Demo) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client without a token."""
    async with client_of(demo) as client:
        yield client


@pytest.fixture
async def ana(demo: Demo) -> AsyncIterator[httpx.AsyncClient]:
    """Sign in as the demo's user, who is an administrator."""
    token = await token_of(demo, demo.client_id, demo.client_secret)
    async with client_of(demo, token) as client:
        yield client


@pytest.fixture
async def colleague(demo: Demo) -> AsyncIterator[httpx.AsyncClient]:
    """Sign in as somebody else, with a key of their own."""
    key = next(key for key in demo.store.all_keys() if key.owner == "grace.kim@acme.example")
    async with client_of(demo, await token_of(demo, key.client_id, key.client_secret)) as client:
        yield client
