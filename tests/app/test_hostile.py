"""Text from outside is shown, and does nothing else."""

from __future__ import annotations

import base64
import json
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from time import perf_counter

import httpx
import pytest
from pydantic import SecretStr
from textual.pilot import Pilot

from tests.app.faulty import Faulty
from tests.app.rotating import program
from tests.app.support import NOW, dialog, lines, press, running, service_of, settle, text, toasts
from tests.hostile import HOSTILE, key_items
from tui.api.bearer_auth import FixedToken
from tui.api.service import AccessKeyService
from tui.app.dialogs.requests.lost_response import LostResponse
from tui.app.screens.key_list import KeyListScreen
from tui.demo.server import DEMO_BASE_URL, Demo

pytestmark = pytest.mark.usefixtures("armed")


@pytest.fixture
def hostile(plane: Faulty) -> Faulty:
    """Return a control plane that lists every hostile text, in every field of a key."""
    plane.answer("GET", "/access-keys", httpx.Response(200, json=key_items()))
    return plane


def check(pilot: Pilot[None]) -> None:
    """See that what is shown has no character that a terminal obeys, or that moves others."""
    for line in lines(pilot):
        for character in line:
            assert unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn"), line


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """See that a block takes no longer."""
    begun = perf_counter()
    yield
    assert perf_counter() - begun < seconds


async def test_hostile_text_in_every_field_is_listed_harmlessly(
    demo: Demo, hostile: Faulty
) -> None:
    async with running(demo, size=(120, 70), opener=lambda: service_of(demo, hostile)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, KeyListScreen)
        listed = len(screen.listing.keys or ())
        assert listed + screen.listing.skipped == len(HOSTILE)
        assert listed >= 40
        check(pilot)
        rows = text(pilot).splitlines()
        assert sum("○ never" in row for row in rows) == listed
        await press(pilot, "2")
        check(pilot)


@pytest.mark.exhaustive
async def test_hostile_text_is_harmless_in_every_dialog(demo: Demo, hostile: Faulty) -> None:
    async with running(demo, size=(72, 20), opener=lambda: service_of(demo, hostile)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, KeyListScreen)
        # The texts were cleaned once, for all dialogs: each is seen in one of them.
        for verb, _ in zip(cycle(("enter", "D", "S", "enter", "D")), screen.shown, strict=False):
            await press(pilot, verb)
            check(pilot)
            assert "Client ID" in dialog(pilot)
            await pilot.press("escape", "j")
        assert hostile.sent["DELETE"] == hostile.sent["POST"] == 0


async def test_a_key_with_markup_in_its_name_is_rotated_under_that_very_name(
    tmp_path: Path,
) -> None:
    async with program() as run:
        run.demo.store.add_key("[/x]", created_at=NOW, last_login=NOW)
        await press(run.pilot, "r")
        await run.rotate("[/x]", tmp_path / "new.env")
        await press(run.pilot, "escape")
        await run.on("[/x]", "R")

        assert "Name [/x] Rotation replaced by x-2" in dialog(run.pilot)
        while len(run.names) < 20:
            run.demo.store.add_key(f"[/{len(run.names)}]", created_at=NOW, last_login=NOW)
        await press(run.pilot, "escape", "r")
        await run.on("[/19]", "R")
        assert "Name [/19] You have 20 of 20 keys" in dialog(run.pilot)


async def test_a_client_id_that_is_not_plain_text_is_not_copied(
    demo: Demo, hostile: Faulty
) -> None:
    shell_attack = "x\x1b[201~;reboot\n"
    item = {"id": "1", "name": "trap", "clientId": shell_attack, "lastLogin": None}
    hostile.answer("GET", "/access-keys", httpx.Response(200, json=[item]))
    async with running(demo, opener=lambda: service_of(demo, hostile)) as pilot:
        await press(pilot, "c")
        assert "has characters that no ID should have" in " ".join(toasts(pilot))


async def test_hostile_refusals_are_quoted_harmlessly(demo: Demo, plane: Faulty) -> None:
    async with running(demo, size=(60, 14), opener=lambda: service_of(demo, plane)) as pilot:
        for said in HOSTILE:
            body = {"code": 500, "message": said, "details": said}
            plane.answer("GET", "/access-keys", httpx.Response(500, json=body))
            await press(pilot, "r")
            check(pilot)
            assert "12/20" in text(pilot)
        refusal = {"code": 400, "message": "[/nope] [@click=app.quit]x[/]"}
        plane.answer("POST", "/access-keys", httpx.Response(400, json=refusal))
        plane.answer("GET", "/access-keys", httpx.Response(200, json=[]))
        await press(pilot, "n", "a", "b", "enter")
        assert "[/nope] [@click=app.quit]x[/]" in dialog(pilot)


async def test_a_lost_answer_with_markup_in_it_is_quoted_literally(demo: Demo) -> None:
    async with running(demo) as pilot:
        said = "It said [/nope] [@click=app.quit]x[/]."
        pilot.app.push_screen(LostResponse("Deleting [/x]", said, said))
        await settle(pilot)
        assert f"Deleting [/x] {said} {said}" in dialog(pilot)


async def test_a_click_on_a_name_with_an_action_in_it_does_nothing(demo: Demo) -> None:
    demo.store.add_key("[@click=app.quit]quit[/]", last_login=demo.store.now())
    async with running(demo) as pilot:
        await press(pilot, "g")
        await pilot.click("KeyTable", offset=(5, 1))
        await settle(pilot)
        assert pilot.app.is_running
        assert "[@click=app.quit]" in text(pilot)


@pytest.mark.drawn
async def test_huge_texts_are_drawn_within_a_second(demo: Demo, plane: Faulty) -> None:
    texts = ("x" * 10_000, "line\n" * 5_000, "e" + "\u0301" * 10_000)
    items = [
        {"id": str(number), "name": huge, "clientId": huge, "createdBy": huge, "lastLogin": None}
        for number, huge in enumerate(texts * 33)
    ]
    plane.answer("GET", "/access-keys", httpx.Response(200, json=items))
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        with within(1.0):
            await press(pilot, "j")
        rows = [line for line in lines(pilot) if "○ never" in line]
        assert len(rows) == 24 - 5  # one line each, from the headings to the keys
        with within(1.0):
            await press(pilot, "enter")
        check(pilot)


@pytest.mark.parametrize("claim", HOSTILE[12:30])
async def test_a_hostile_claim_about_who_is_signed_in_is_harmless(
    demo: Demo, plane: Faulty, claim: str
) -> None:
    claims = base64.urlsafe_b64encode(json.dumps({"email": claim}).encode()).decode().rstrip("=")
    plane.answer("GET", "/access-keys", httpx.Response(200, json=[]))
    grant = FixedToken(SecretStr(f"e30.{claims}.x"))
    service = AccessKeyService(DEMO_BASE_URL, grant, transport=plane)
    async with running(demo, size=(60, 10), opener=lambda: service) as pilot:
        check(pilot)


async def test_a_lone_surrogate_is_shown_as_a_mark_or_refused(demo: Demo, plane: Faulty) -> None:
    item = rb'{"id": "1", "name": "lone \udc9b surrogate", "clientId": "\ud83d", "lastLogin": null}'
    plane.answer("GET", "/access-keys", httpx.Response(200, content=b"[" + item + b"]"))
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        check(pilot)
        assert "can't be read" in text(pilot) or "lone" in text(pilot)


async def test_the_awkward_names_of_the_demo_are_listed_to_the_last(demo: Demo) -> None:
    async with running(demo, size=(200, 100)) as pilot:
        await press(pilot, "2")
        shown = text(pilot)
        assert "[RED] team" in shown
        assert "[/x]" in shown
        assert "All keys 87" in shown
