"""A list is loaded, and loaded again, in whatever order answers come."""

from __future__ import annotations

import asyncio
import re
from functools import partial
from time import process_time

import httpx
import pytest
from textual.pilot import Pilot

from tests.app.faulty import Faulty
from tests.app.support import dialog, press, running, service_of, settle, text, toasts, until, write
from tui.app.dialogs.keys.server_query import ServerQuery
from tui.app.dialogs.requests.lost_response import LostResponse
from tui.app.dialogs.requests.send_now import SendNow
from tui.app.dialogs.secret.create_key import CreateKey
from tui.app.screens.key_list import KeyListScreen
from tui.app.widgets.field import Field
from tui.demo.server import Demo

pytestmark = pytest.mark.usefixtures("armed")

LIST = ("GET", "/access-keys")
CREATE = ("POST", "/access-keys")
DOWN = httpx.ConnectError("refused")


def listed(pilot: Pilot[None]) -> set[str]:
    screen = pilot.app.screen
    assert isinstance(screen, KeyListScreen)
    return {key.id for key in screen.listing.keys or ()}


async def test_an_answer_that_was_overtaken_never_replaces_a_newer_list(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, KeyListScreen)
        first, second, *_ = demo.store.my_keys()

        late = plane.hold(*LIST)
        await pilot.press("r")
        plane.heal()
        demo.store.remove_key(first.id)
        await screen.loader.relist()
        late.set()
        await settle(pilot)
        assert first.id not in listed(pilot)

        late = plane.hold(*LIST)
        overtaken = asyncio.create_task(screen.loader.relist())
        await until(pilot, lambda: plane.held == 1)
        plane.heal()
        demo.store.remove_key(second.id)
        await press(pilot, "r")
        late.set()
        await overtaken
        await settle(pilot)
        assert second.id not in listed(pilot)
        assert not screen.loader.loading


async def test_a_refresh_ends_the_one_before(demo: Demo, plane: Faulty) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        plane.hold(*LIST)
        await pilot.press("r", "r", "r")
        await until(pilot, lambda: plane.held == 1)
        assert "loading…" in text(pilot)
        plane.heal()
        await press(pilot, "r")
        assert plane.held == 0
        assert "updated 09:30:00" in text(pilot)


async def test_a_refresh_before_the_first_list_is_there_waits_for_that_one(
    demo: Demo, plane: Faulty
) -> None:
    first = plane.hold(*LIST)
    opener = partial(service_of, demo, plane)
    async with running(demo, opener=opener, settled=False) as pilot:
        await pilot.press("r", "r")
        await until(pilot, lambda: plane.held == 1)
        await pilot.press("2", "r")
        await until(pilot, lambda: plane.held == 2)
        first.set()
        await settle(pilot)
        assert "updated 09:30:00" in text(pilot)
        assert plane.sent["GET"] == 2


async def test_a_first_list_that_takes_long_says_what_to_press_and_r_asks_again(
    demo: Demo, plane: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.app.screens.list_loader.SLOW_AFTER", 0.0)
    first = plane.hold(*LIST)
    opener = partial(service_of, demo, plane)
    async with running(demo, opener=opener, settled=False) as pilot:
        await until(pilot, lambda: "r tries again, esc stops waiting." in text(pilot))
        await until(pilot, lambda: plane.held == 1)
        monkeypatch.setattr("tui.app.screens.list_loader.SLOW_AFTER", 60.0)
        await pilot.press("r", "r")
        await until(pilot, lambda: plane.sent["GET"] == 2 and plane.held == 1)
        assert "taking long" not in text(pilot)
        first.set()
        await settle(pilot)
        assert "updated 09:30:00" in text(pilot)
        assert plane.sent["GET"] == 2


async def test_rows_stand_under_the_question_that_they_answer(demo: Demo, plane: Faulty) -> None:
    for number in range(20):
        demo.store.add_key(f"more-{number}", owner="zoe@acme.example")
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        await press(pilot, "2")
        plane.answer(*LIST, DOWN)
        await press(pilot, "f")
        await write(pilot, "zoe@acme.example")
        await press(pilot, "enter")
        shown = " ".join(text(pilot).split())
        assert "server:" not in shown
        assert "All keys 100" in shown
        assert "Loading owner zoe@acme.example failed: demo.example could not be" in shown

        plane.heal()
        await press(pilot, "f")
        assert pilot.app.screen.query_one("#created_by", Field).value == "zoe@acme.example"
        await press(pilot, "enter")
        assert "server: owner zoe@acme.example" in text(pilot)
        assert "All keys 20" in text(pilot)

        plane.answer(*LIST, DOWN)
        await press(pilot, "escape")
        shown = " ".join(text(pilot).split())
        assert "server: owner zoe@acme.example" in shown
        assert "All keys 20" in shown
        assert "Loading all keys failed: demo.example could not be" in shown
        plane.heal()
        await press(pilot, "r")
        assert "All keys 20" in text(pilot)


async def test_esc_drops_the_filter_first_and_then_the_question_to_the_server(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "2", "f")
        await write(pilot, "ana@acme.example")
        await press(pilot, "enter", "slash")
        await write(pilot, "tmp")
        await press(pilot, "enter", "escape")
        assert "server: owner ana@acme.example" in text(pilot)
        assert "filter:" not in text(pilot)
        await press(pilot, "escape")
        assert "server:" not in text(pilot)


async def test_a_question_on_its_way_is_not_forgotten_by_a_refresh_and_is_by_esc(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        await press(pilot, "2", "f")
        plane.hold(*LIST)
        await pilot.press(*"bo", "enter")
        assert not isinstance(pilot.app.screen, ServerQuery)
        plane.heal()
        await press(pilot, "r")
        assert "server: owner bo" in text(pilot)
        plane.hold(*LIST)
        await press(pilot, "f")
        await pilot.press(*"xx", "enter")
        plane.heal()
        await press(pilot, "escape")
        assert "server:" not in text(pilot)


async def test_looking_for_a_lost_change_is_shown_and_not_left_by_a_slip(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        await press(pilot, "n")
        await write(pilot, "new-key")
        plane.lose(*CREATE)
        created = plane.hold(*CREATE)
        await pilot.press("enter")
        await until(pilot, lambda: plane.held == 1)
        gate = plane.hold(*LIST)
        created.set()
        await until(pilot, lambda: isinstance(pilot.app.screen, SendNow) and plane.held == 1)
        await pilot.pause()
        assert "Creating new-key" in dialog(pilot)
        assert "The response was lost. Checking whether it was carried out…" in dialog(pilot)
        await pilot.press("ctrl+q")
        assert pilot.app.is_running
        assert "It is not known yet whether it was carried out." in dialog(pilot)
        gate.set()
        await settle(pilot)
        assert "It was created, but its secret is lost." in dialog(pilot)


async def test_who_stops_looking_for_a_lost_change_is_told_that_it_is_not_known(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        victim = demo.store.my_keys()[0]
        await press(pilot, "D")
        await write(pilot, victim.name)
        plane.lose("DELETE", victim.id)
        gate = plane.hold(*LIST)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SendNow) and plane.held == 1)
        await pilot.press("q", "q")
        gate.set()
        await settle(pilot)
        assert isinstance(pilot.app.screen, LostResponse)
        assert "Whether it was deleted is not known" in dialog(pilot)
        await press(pilot, "enter")
        assert victim.id not in listed(pilot)


async def test_a_copy_that_hangs_leaves_every_key_working(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging = asyncio.Event()

    async def copy(*_: object, **__: object) -> None:
        hanging.set()
        await asyncio.Event().wait()

    monkeypatch.setattr("tui.delivery.clipboard.Clipboard._copy", copy)
    async with running(demo) as pilot:
        await pilot.press("c")
        await hanging.wait()
        await pilot.press("j")
        await until(pilot, lambda: "› ci-runner" in text(pilot))
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.screen, CreateKey))
        await pilot.press("escape", "c")
        await until(pilot, lambda: bool(toasts(pilot)))
        assert "another copy is still under way" in toasts(pilot)[0]
        await pilot.press("q")
        assert not pilot.app.is_running


async def test_while_a_list_hangs_keys_work_and_esc_stops_waiting(
    demo: Demo, plane: Faulty
) -> None:
    plane.hold(*LIST)
    opener = partial(service_of, demo, plane)
    async with running(demo, opener=opener, settled=False) as pilot:
        await until(pilot, lambda: plane.held == 1)
        await pilot.press("escape")
        await settle(pilot)
        assert plane.held == 0
        assert "You stopped waiting for the list." in text(pilot)
        assert "r tries again" in text(pilot)

        plane.heal()
        await press(pilot, "r")
        late = plane.hold(*LIST)
        await pilot.press("r", "j")
        await until(pilot, lambda: plane.held == 1 and "› ci-runner" in text(pilot))
        assert "loading…" in text(pilot)
        await press(pilot, "escape")
        late.set()
        await settle(pilot)
        assert plane.held == 0
        shown = " ".join(text(pilot).split())
        assert "You stopped waiting for the list. The list shown is of 09:30:00." in shown
        assert "› ci-runner" in text(pilot)


async def test_an_odd_key_costs_no_other_and_items_that_are_no_key_are_counted(
    demo: Demo, plane: Faulty
) -> None:
    whole = {"id": "1", "name": "whole", "clientId": "c1", "lastLogin": "2026-03-12T09:00:00Z"}
    odd = {"id": "2", "name": "odd", "clientId": "c2", "createdAt": 5, "lastLogin": {"x": 1}}
    no_keys = [{"id": "3"}, {"id": "4", "name": None, "clientId": "c4"}, {"name": "x"}, None, 7]
    plane.answer(*LIST, httpx.Response(200, json={"accessKeys": [*no_keys, whole, odd]}))
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        shown = text(pilot)
        assert "My keys 2/20" in shown
        assert "Left out: 5 that can't be read or repeat an id." in shown
        assert re.search(r"whole +c1 .*● 30 min ago", shown)
        assert re.search(r"odd +c2 .*\? unknown", shown)


@pytest.mark.drawn
async def test_ten_thousand_keys_are_usable_within_two_seconds(demo: Demo, plane: Faulty) -> None:
    key = {"name": "ci", "clientId": "c1", "more": {"x": [1]}}
    keys = [key | {"id": f"{number % 9_999}", "name": f"key-{number}"} for number in range(10_000)]
    plane.answer(*LIST, httpx.Response(200, json={"accessKeys": keys, "next": None}))
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        begin = process_time()
        await press(pilot, "r")
        loaded = process_time()
        await press(pilot, "G")
        moved = process_time()
        assert "My keys 9999/20" in text(pilot)
        assert "Left out: 1 that" in text(pilot)
        assert re.search(r"› key-\d+", text(pilot))
    assert loaded - begin < 2
    assert moved - loaded < 1


async def test_a_busy_server_is_waited_for_with_a_countdown_that_esc_ends(
    demo: Demo, plane: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.app.screens.key_list.COUNT_DOWN", 0.01)
    time, gate = [100.0], asyncio.Event()
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        await gate.wait()

    opener = partial(service_of, demo, plane, sleep=sleep, clock=lambda: time[0])
    async with running(demo, opener=opener) as pilot:
        plane.answer(*LIST, httpx.Response(429, headers={"retry-after": "7"}))
        await pilot.press("r")
        await until(pilot, lambda: "busy, again in 7 s; esc stops" in text(pilot))
        time[0] += 2.5
        await until(pilot, lambda: "busy, again in 5 s; esc stops" in text(pilot))
        assert "notebook-export" in text(pilot)

        await press(pilot, "escape")
        assert "You stopped waiting for the list." in " ".join(text(pilot).split())
        assert "busy" not in text(pilot)
        assert plane.sent["GET"] == 2

        await pilot.press("r")
        await until(pilot, lambda: len(pauses) == 2)
        plane.heal()
        gate.set()
        await settle(pilot)
        assert "updated 09:30:00" in text(pilot)
        assert "stopped waiting" not in text(pilot)
        assert pauses == [7, 7]
