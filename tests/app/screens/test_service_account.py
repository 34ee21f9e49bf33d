"""Whoever can have no keys is told so on their list, however they came in, and sees all keys."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.app.planes import Planes
from tests.app.support import press, text
from tui.app.screens.my_keys import MyKeysScreen
from tui.demo.server import Demo

pytestmark = pytest.mark.usefixtures("armed")

_REFUSALS = (
    httpx.Response(403, json={"code": 403, "message": "Not a user."}),
    httpx.Response(404, json={"code": 404, "message": "No such user."}),
)


async def _by_settings(_: Pilot[None], __: Demo) -> None:
    pass


async def _by_profile(pilot: Pilot[None], _: Demo) -> None:
    await press(pilot, "at", "l", "enter")


async def _by_form(pilot: Pilot[None], demo: Demo) -> None:
    await press(pilot, "at", "a", "enter")
    for field, value in (("client_id", demo.client_id), ("client_secret", demo.client_secret)):
        pilot.app.screen.query_one(f"#{field}", Input).value = value
    await press(pilot, "enter")


@pytest.mark.parametrize("refusal", _REFUSALS, ids=["403", "404"])
@pytest.mark.parametrize(
    ("start", "come_in"), [("lab", _by_settings), ("prod", _by_profile), ("prod", _by_form)]
)
async def test_a_service_account_is_told_that_it_has_no_keys_and_sees_all(
    start: str,
    come_in: Callable[[Pilot[None], Demo], Awaitable[None]],
    refusal: httpx.Response,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    planes = Planes(tmp_path, monkeypatch)
    planes.ways["lab"].answer("GET", "/api/v1/access-keys", refusal)
    async with planes.running(start=start) as pilot:
        await come_in(pilot, planes.lab)

        assert isinstance(pilot.app.screen, MyKeysScreen)
        said = " ".join(text(pilot).split())
        assert "the credentials of a service account, which has no keys of its own" in said
        assert "use All keys" in said
        assert "no access keys yet" not in said
        await press(pilot, "2")
        assert f"All keys {len(planes.lab.store.all_keys())}" in text(pilot)
