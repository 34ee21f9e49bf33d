"""Clients of a demo with and without a token, and a clock that tests can move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx

from tui.demo.server import DEMO_BASE_URL

if TYPE_CHECKING:
    from tui.demo.server import Demo

MINE = "/api/v1/access-keys"
ALL = "/api/v1/administration/access-keys"
TOKEN_V1 = "/api/v1/token"
TOKEN_V2 = "/api/v2/token"


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


def client_of(demo: Demo, token: str | None = None) -> httpx.AsyncClient:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    transport = httpx.ASGITransport(demo.app)
    return httpx.AsyncClient(transport=transport, base_url=DEMO_BASE_URL, headers=headers)


def credentials(client_id: str, client_secret: str) -> dict[str, str]:
    return {
        "grant_type": "client_credentials",
        "client_id": client_id,
        "client_secret": client_secret,
    }


async def token_of(demo: Demo, client_id: str, client_secret: str) -> str:
    async with client_of(demo) as client:
        answer = await client.post(TOKEN_V2, data=credentials(client_id, client_secret))
    return str(answer.raise_for_status().json()["access_token"])
