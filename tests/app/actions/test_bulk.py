"""Many keys are deleted together, and nothing of that is a slip."""

from __future__ import annotations

import csv
from datetime import timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest
from textual.pilot import Pilot

from tests.app.actions.test_marks import marked
from tests.app.faulty import Faulty
from tests.app.support import (
    NOW,
    dialog,
    press,
    running,
    service_of,
    settle,
    text,
    toasts,
    until,
    write,
)
from tui.app.dialogs.delete.bulk_progress import BulkProgress
from tui.app.dialogs.delete.delete_key import DeleteKey
from tui.app.dialogs.delete.review_deletes import ReviewDeletes
from tui.app.screens.all_keys import AllKeysScreen
from tui.app.widgets.bindings_view import binding_views
from tui.config.settings import Settings
from tui.demo.record import DemoRecord
from tui.demo.server import Demo

pytestmark = pytest.mark.usefixtures("armed")


def old_keys(demo: Demo, count: int) -> list[DemoRecord]:
    """Add keys that nobody has used for long, and which a filter finds by their name."""
    long_ago = NOW - timedelta(days=200)
    return [
        demo.store.add_key(f"left-{number}", "zoe@acme.example", created_at=long_ago)
        for number in range(count)
    ]


async def review(pilot: Pilot[None], name: str, *more: str) -> None:
    """Mark everything of a name on the administrator's screen, and ask for its deletion."""
    await press(pilot, "2", *more, "slash")
    await write(pilot, name)
    await press(pilot, "enter", "asterisk", "D")


async def test_all_keys_of_somebody_that_nobody_used_for_90_days_go_in_12_presses(
    demo: Demo,
) -> None:
    pressed: list[str] = []

    async def press_and_count(*keys: str) -> None:
        pressed.extend(keys)
        await press(pilot, *keys)

    old = NOW - timedelta(days=100)
    used = demo.store.add_key("old", created_at=old, last_login=old)
    async with running(demo, size=(80, 24)) as pilot:
        await press_and_count("2", "slash")
        await write(pilot, "owner:ana@ idle:>90d")
        await press_and_count("enter", "asterisk", "D")
        assert "Delete 2 access keys" in text(pilot)
        await write(pilot, "2")
        await press_and_count("enter", "escape")
        assert isinstance(pilot.app.screen, AllKeysScreen)
        assert "2 deleted." in toasts(pilot)
    assert len(pressed) <= 12
    names = {key.name for key in demo.store.my_keys()}
    assert not names & {used.name, "slurm-bridge"}
    assert len(names) == 11


async def test_the_risky_keys_come_first_and_what_is_hidden_is_counted(demo: Demo) -> None:
    old_keys(demo, 2)
    async with running(demo, size=(100, 40)) as pilot:
        await review(pilot, "left-", "space", "space", "space", "G", "space")
        shown = dialog(pilot)
        lines = text(pilot).splitlines()
        assert "Delete 5 access keys" in text(pilot)
        assert "2 in use, 3 of other people, 3 hidden by the filter:" in shown
        assert "Left out: laptop-terminal, this session's own key." in shown
        keys = [line for line in lines if "@acme.example" in line and "│" in line]
        order = [next(name for name in NAMES if name in line) for line in keys]
        assert order[:2] == ["llm-finetuning", "ci-runner"]
        await write(pilot, "4")
        await press(pilot, "enter")
        assert "That is not the number of keys." in dialog(pilot)
        assert len(demo.store.keys_of("zoe@acme.example")) == 2


NAMES = ("llm-finetuning", "ci-runner", "left-0", "left-1", "argo", "tmp", "invoice", "demo")


async def test_the_sessions_own_key_is_deleted_only_when_it_is_marked_alone(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "space", "D")
        card = pilot.app.screen
        assert isinstance(card, DeleteKey)
        assert not isinstance(card, ReviewDeletes)
        assert "after that it can't sign in again" in dialog(pilot)
        await press(pilot, "escape")
        assert len(demo.store.my_keys()) == 12


async def test_what_fails_is_named_tried_again_and_written_down(
    demo: Demo, plane: Faulty, folder: Path
) -> None:
    keys = old_keys(demo, 6)
    plane.answer("DELETE", keys[0].id, httpx.Response(500, json={"message": "Out of luck."}))
    plane.answer("DELETE", keys[1].id, httpx.Response(403, json={"message": "Not today."}))
    gone = {"code": 404, "message": "There is no such key."}
    plane.answer("DELETE", keys[2].id, httpx.Response(404, json=gone))
    async with running(demo, opener=partial(service_of, demo, plane), size=(100, 40)) as pilot:
        await review(pilot, "left-")
        await write(pilot, "6")
        await press(pilot, "enter")
        assert "4 of 6" in dialog(pilot)
        assert "3 deleted, 1 gone already, 1 failed, 1 not confirmed." in dialog(pilot)
        assert "“Not today”" in dialog(pilot)
        assert plane.sent["DELETE"] == 6

        await press(pilot, "e", "enter")
        rows = list(csv.DictReader((folder / "access-keys.csv").read_text().splitlines()))
        outcomes = {row["name"]: row["outcome"] for row in rows}
        assert outcomes["left-3"] == "deleted"
        assert outcomes["left-2"] == "gone already"
        assert outcomes["left-1"].startswith("failed: ")
        assert outcomes["left-0"].startswith("not confirmed: ")

        plane.heal()
        await press(pilot, "r")
        assert plane.sent["DELETE"] == 8
        assert "5 deleted, 1 gone already." in dialog(pilot)
        assert "keys.retry" not in {binding.id for binding in binding_views(pilot.app.screen)}
        await press(pilot, "escape")
        assert "5 deleted, 1 gone already." in toasts(pilot)
        assert "marked" not in text(pilot)


async def test_what_failed_is_in_sight_once_it_is_over(demo: Demo, plane: Faulty) -> None:
    last = old_keys(demo, 12)[0]
    plane.answer("DELETE", last.id, httpx.Response(403))
    answered = plane.hold("DELETE", last.id)
    async with running(demo, opener=partial(service_of, demo, plane)) as pilot:
        await review(pilot, "left-")
        await write(pilot, "12")
        await pilot.press("enter")
        await until(pilot, lambda: "→ left-0 " in dialog(pilot))
        answered.set()
        await settle(pilot)
        assert "✗ left-0 " in dialog(pilot)


async def test_a_key_used_since_the_list_was_loaded_is_held_back_and_asked_about_again(
    demo: Demo,
) -> None:
    keys = old_keys(demo, 3)
    async with running(demo, size=(100, 40)) as pilot:
        await review(pilot, "left-")
        demo.store.mark_used(keys[1].id)
        await write(pilot, "3")
        await press(pilot, "enter")
        assert "2 deleted, 1 held back." in dialog(pilot)
        assert "it was used since the list was loaded" in dialog(pilot)
        assert demo.store.find(keys[1].id)

        await press(pilot, "D")
        assert "Delete 1 access key" in text(pilot)
        assert "Of these 1 in use, 1 of other people:" in dialog(pilot)
        assert "just now" in dialog(pilot)
        await press(pilot, "escape")
        assert demo.store.find(keys[1].id)
        assert marked(pilot) == ["left-1"]


async def test_esc_stops_after_what_is_on_its_way_and_the_rest_stays_marked(
    demo: Demo, plane: Faulty
) -> None:
    keys = old_keys(demo, 9)
    gates = [plane.hold("DELETE", key.id) for key in keys]
    async with running(demo, opener=partial(service_of, demo, plane), size=(100, 40)) as pilot:
        await review(pilot, "left-")
        await write(pilot, "9")
        await pilot.press("enter")
        await until(pilot, lambda: plane.held == 4)
        await pilot.press("ctrl+q")
        await until(
            pilot, lambda: "Stopping once the current requests have ended." in dialog(pilot)
        )
        assert isinstance(pilot.app.screen, BulkProgress)
        assert "4 on its way, 5 not sent" in pilot.app.screen.left_open
        for gate in gates:
            gate.set()
        await settle(pilot)
        assert "4 deleted, 5 not sent." in dialog(pilot)
        offered = {binding.id for binding in binding_views(pilot.app.screen)}
        assert offered & {"keys.retry", "keys.go_on"} == {"keys.go_on"}
        await press(pilot, "q")
        assert plane.sent["DELETE"] == 4
        assert len(marked(pilot)) == 5
        assert len(demo.store.keys_of("zoe@acme.example")) == 5


async def test_esc_twice_does_not_wait_for_what_is_on_its_way(demo: Demo, plane: Faulty) -> None:
    for key in old_keys(demo, 5):
        plane.hold("DELETE", key.id)
    async with running(demo, opener=partial(service_of, demo, plane), size=(100, 40)) as pilot:
        await review(pilot, "left-")
        await write(pilot, "5")
        await pilot.press("enter")
        await until(pilot, lambda: plane.held == 4)
        await pilot.press("escape", "escape")
        await settle(pilot)
        assert "4 not confirmed, 1 not sent." in dialog(pilot)


async def test_nothing_is_deleted_when_the_list_cannot_be_read_again(
    demo: Demo, plane: Faulty
) -> None:
    old_keys(demo, 3)
    async with running(demo, opener=partial(service_of, demo, plane)) as pilot:
        await review(pilot, "left-")
        plane.answer("GET", "/access-keys", httpx.ConnectError("refused"))
        await write(pilot, "3")
        await press(pilot, "enter")
        assert "Nothing was sent. demo.example could not be" in dialog(pilot)
        plane.heal()
        await press(pilot, "g")
        assert "3 deleted." in dialog(pilot)


async def test_readonly_marks_and_deletes_nothing(demo: Demo, plane: Faulty) -> None:
    settings = Settings(demo_role="admin", readonly=True)
    opener = partial(service_of, demo, plane)
    async with running(demo, settings=settings, opener=opener) as pilot:
        await press(pilot, "2", "space", "space", "D")
        assert isinstance(pilot.app.screen, AllKeysScreen)
        assert "keys.delete_marked" not in {
            binding.id for binding in binding_views(pilot.app.screen)
        }
        assert set(plane.sent) == {"GET"}
