"""The application around the operations: unknown paths, methods, bugs, latency, the record."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.demo.clients import ALL, MINE, TOKEN_V1, TOKEN_V2, Clock, client_of, token_of
from tui.demo.server import DEMO_BASE_URL, Demo

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.types import Receive, Scope, Send

_SECRETS_PATH = f"{MINE}/x/secret"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", MINE, "GET, POST"),
        ("HEAD", MINE, "GET, POST"),
        ("OPTIONS", MINE, "GET, POST"),
        ("PATCH", f"{MINE}/x", "GET, DELETE"),
        ("GET", _SECRETS_PATH, "POST"),
        ("POST", ALL, "GET"),
        ("GET", f"{ALL}/x", "DELETE"),
        ("GET", TOKEN_V1, "POST"),
        ("GET", TOKEN_V2, "POST"),
        ("MADEUP", TOKEN_V2, "POST"),
    ],
)
async def test_an_undefined_method_is_405_with_the_allowed_ones(
    ana: httpx.AsyncClient, method: str, path: str, allowed: str
) -> None:
    answer = await ana.request(method, path)

    assert answer.status_code == 405
    assert answer.headers["Allow"] == allowed


@pytest.mark.parametrize(
    "path", ["/", "/api", "/api/v1/user-applications", f"{MINE}/", f"{MINE}/x/y", "/api/v3/token"]
)
async def test_an_unknown_path_is_404_as_json(stranger: httpx.AsyncClient, path: str) -> None:
    answer = await stranger.get(path)

    assert answer.status_code == 404
    assert answer.json() == {"code": 404, "message": "Not Found"}


@pytest.mark.parametrize(
    "key_id", ["x", "a%2Fb", "x%2fsecret", "%2E%2E%2Fadministration", "%00", "%FF", "%F0%9F%94%91"]
)
async def test_a_weird_id_is_404_as_json(ana: httpx.AsyncClient, key_id: str) -> None:
    answers = [await ana.get(f"{MINE}/{key_id}"), await ana.delete(f"{ALL}/{key_id}")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert [answer.json()["message"] for answer in answers] == ["Resource id not found."] * 2


async def test_an_encoded_slash_does_not_reach_another_operation(
    demo: Demo, ana: httpx.AsyncClient
) -> None:
    key = demo.store.my_keys()[3]

    answer = await ana.post(f"{MINE}/{key.id}%2Fsecret")

    assert answer.status_code == 405
    assert demo.store.find(key.id) == key


async def test_a_server_that_gives_no_raw_path_is_served_too(
    ana: httpx.AsyncClient, demo: Demo
) -> None:
    async def without_raw_path(scope: Scope, receive: Receive, send: Send) -> None:
        await demo.app({k: v for k, v in scope.items() if k != "raw_path"}, receive, send)

    transport = httpx.ASGITransport(without_raw_path)
    async with httpx.AsyncClient(transport=transport, base_url=DEMO_BASE_URL) as client:
        answer = await client.get(MINE, headers=ana.headers)

    assert answer.status_code == 200


async def test_a_bug_of_the_server_is_answered_as_json_too() -> None:
    demo = Demo(now=Clock())
    token = await token_of(demo, demo.client_id, demo.client_secret)

    def broken_clock() -> datetime:
        raise ZeroDivisionError

    demo.store.now = broken_clock
    transport = httpx.ASGITransport(demo.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=DEMO_BASE_URL) as client:
        answer = await client.get(MINE, headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == 500
    assert answer.json()["code"] == 500
    assert demo.requests[-1] == ("GET", MINE, 500)


async def test_the_record_lists_every_answered_request_in_order(demo: Demo) -> None:
    token = await token_of(demo, demo.client_id, demo.client_secret)
    key = demo.store.my_keys()[0]

    async with client_of(demo, token) as client:
        await client.get(f"{ALL}?clientId=x")
        await client.delete(f"{MINE}/{key.id}")
        await client.put("/nowhere")

    assert demo.requests == [
        ("POST", TOKEN_V2, 200),
        ("GET", ALL, 200),
        ("DELETE", f"{MINE}/{key.id}", 204),
        ("PUT", "/nowhere", 404),
    ]


async def test_an_answer_is_as_late_as_the_latency_says(ana: httpx.AsyncClient, demo: Demo) -> None:
    demo.latency = 0.05
    loop = asyncio.get_running_loop()
    asked_at = loop.time()

    await ana.get(MINE)

    assert loop.time() - asked_at >= 0.05


async def test_a_change_is_made_even_if_nobody_waits_for_its_late_answer(
    ana: httpx.AsyncClient, demo: Demo
) -> None:
    demo.latency = 3600
    answered = len(demo.requests)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await ana.post(MINE, json={"name": "new-key"})

    assert demo.store.my_keys()[0].name == "new-key"
    assert len(demo.requests) == answered


def test_importing_the_server_loads_none_of_the_heavy_packages() -> None:
    code = (
        "import sys, tui.demo.server; "
        "heavy = {'httpx', 'textual', 'rich', 'pydantic', 'uvicorn', 'tui.api', 'tui.text'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )

    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert loaded.stdout == "[]\n"
