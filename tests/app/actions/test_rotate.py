"""The rotation of a key on the screen: from its dialog to the end of the predecessor."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from textual.widgets import Input

from tests.app.faulty import RESET
from tests.app.rotating import CREATE, NEW, OLD, program
from tests.app.support import NOW, dialog, lines, press, settle, text, toasts, watch_secret
from tui.app.dialogs.keys.rotation_step import ChooseStep
from tui.app.dialogs.secret.issue_secret import IssueSecret
from tui.app.dialogs.secret.secret_panel import SecretPanel
from tui.app.screens.my_keys import MyKeysScreen
from tui.config.settings import Settings

pytestmark = pytest.mark.usefixtures("armed")


async def test_a_key_is_rotated_from_its_dialog_to_the_delete_of_the_old_one(
    tmp_path: Path,
) -> None:
    async with program() as run:
        await run.on(OLD, "R")
        asked = dialog(run.pilot)
        assert f"Successor {NEW}" in " ".join(asked.split())
        assert "stays valid" in asked
        assert "Type the name" in asked
        await press(run.pilot, "escape")
        assert NEW not in run.names

        await run.rotate(path=tmp_path / "new.env")
        assert isinstance(run.pilot.app.screen, SecretPanel)
        assert "RUNAI_CLIENT_ID" in (tmp_path / "new.env").read_text()
        is_held = watch_secret(run.pilot)
        await press(run.pilot, "escape")
        assert not is_held()

        assert any(f"{NEW} works." in toast for toast in toasts(run.pilot)), toasts(run.pilot)
        assert run.sign(OLD) == run.sign(NEW) == "↻"
        assert {OLD, NEW} <= set(run.names)
        await run.later(25)
        await run.on(OLD, "R")
        assert isinstance(run.pilot.app.screen, ChooseStep)
        assert "it can be deleted" in dialog(run.pilot)
        await run.push("finish")
        run.pilot.app.screen.query_one("#phrase", Input).value = OLD
        await settle(run.pilot)
        await run.push("go")

        await press(run.pilot, "r")
        assert OLD not in run.names
        assert NEW in run.names
        assert run.sign(NEW) == " "


@pytest.mark.parametrize("reason", ["used meanwhile", "clock ahead"])
async def test_a_predecessor_is_not_deleted_if_it_is_not_ready_once_that_is_chosen(
    reason: str, tmp_path: Path
) -> None:
    async with program() as run:
        await run.rotate(path=tmp_path / "new.env")
        await press(run.pilot, "escape")
        await run.later(25)
        await run.on(OLD, "R")
        (old,) = (key for key in run.demo.store.my_keys() if key.name == OLD)
        if reason == "used meanwhile":
            run.demo.store.mark_used(old.id)
        else:
            service = await run.screen.session.service()
            service._auth.clock_offset = timedelta(minutes=-30)
        await run.push("finish")

        (told,) = (toast for toast in toasts(run.pilot) if "was not deleted" in toast)
        assert ("clock" in told) == (reason == "clock ahead")
        assert isinstance(run.pilot.app.screen, MyKeysScreen)
        assert OLD in run.names
        assert "DELETE" not in run.plane.sent


async def test_a_rotation_whose_secret_was_given_up_is_gone_on_with_by_way_of_the_panel() -> None:
    async with program() as run:
        await run.rotate()
        await press(run.pilot, "escape", "tab", "enter")
        run.pilot.app.clear_notifications()
        await press(run.pilot, "r")

        assert f"The rotation of {OLD} is unfinished" in " ".join(text(run.pilot).split())
        assert "R on it continues" in " ".join(text(run.pilot).split())
        assert run.sign(OLD) == run.sign(NEW) == "↻"
        await run.on(NEW, "R")
        assert "may have reached nobody" in dialog(run.pilot)
        await run.deliver_again()
        assert isinstance(run.pilot.app.screen, SecretPanel)
        await press(run.pilot, "c", "escape", "tab", "enter")

        assert any(f"{NEW} works." in toast for toast in toasts(run.pilot)), toasts(run.pilot)
        run.pilot.app.clear_notifications()
        await run.pilot.pause()
        assert "unfinished" in text(run.pilot)
        await run.later(1)
        run.demo.store.mark_used(run.key(NEW).id)
        await run.later(1)
        assert "unfinished" not in text(run.pilot)
        assert run.names.count(NEW) == 1


async def test_going_back_deletes_the_successor_by_a_dialog_that_names_the_rotation(
    tmp_path: Path,
) -> None:
    async with program() as run:
        await run.rotate(path=tmp_path / "new.env")
        await press(run.pilot, "escape")
        for key in ("S", "D"):
            await run.on(OLD, key)
            assert f"Rotation replaced by {NEW} (quiet)" in " ".join(dialog(run.pilot).split())
            await press(run.pilot, "escape")
        await run.on(OLD, "R")
        await run.push("back")
        assert f"Rotation successor of {OLD}" in " ".join(dialog(run.pilot).split())
        run.pilot.app.screen.query_one("#phrase", Input).value = NEW
        await settle(run.pilot)
        await run.push("go")
        await press(run.pilot, "r")

        assert NEW not in run.names
        assert OLD in run.names
        assert run.sign(OLD) == " "


FAULTS: dict[str, tuple[str, str, str]] = {
    "the response is lost": ("lose", "was created, but its secret is lost", "see"),
    "the name is refused": ("409", "names for its successor are taken", "see"),
    "the create is refused": ("400", "No such luck", ""),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_failure_says_what_there_is_and_offers_a_step(fault: str) -> None:
    kind, said, step = FAULTS[fault]
    async with program() as run:
        if kind == "lose":
            run.plane.lose(*CREATE, RESET)
        else:
            status = 409 if kind == "409" else 400
            run.plane.answer(*CREATE, httpx.Response(status, json={"message": "No such luck"}))
        await run.rotate()

        assert said in dialog(run.pilot), dialog(run.pilot)
        if step and kind == "lose":
            await run.push(step)
            assert "may have reached nobody" in dialog(run.pilot)
        assert run.names.count(NEW) == (kind == "lose")


async def test_where_there_is_no_room_it_says_what_makes_some() -> None:
    async with program() as run:
        while len(run.names) < 20:
            run.demo.store.add_key(f"more-of-{len(run.names)}x", created_at=NOW, last_login=NOW)
        await press(run.pilot, "r")
        await run.on(OLD, "R")

        said = dialog(run.pilot)
        assert "20 of 20 keys" in said
        assert "deleting it makes room" in said
        assert "downtime" in said
        await run.push("in_place")
        assert "The old secret stops working at once" in dialog(run.pilot)
        assert run.plane.sent["POST"] == 0


async def test_read_only_shows_rotations_and_offers_nothing_of_them() -> None:
    async with program(Settings(demo_role="admin", readonly=True)) as run:
        long_ago = NOW - timedelta(days=30)
        run.demo.store.add_key("job", created_at=NOW - timedelta(days=90), last_login=long_ago)
        run.demo.store.add_key("job-2", created_at=NOW - timedelta(days=9), last_login=NOW)
        await press(run.pilot, "r")

        assert run.sign("job") == run.sign("job-2") == "↻"
        await run.on("job", "R")
        assert isinstance(run.pilot.app.screen, MyKeysScreen)
        await press(run.pilot, "slash", *"rotating:", "enter")
        assert {line[2:].split("  ")[0] for line in lines(run.pilot) if "↻" in line} == {
            "job",
            "job-2",
        }


async def test_twins_known_by_name_alone_are_offered_as_such_on_both_lists() -> None:
    async with program() as run:
        run.demo.store.add_key("job", created_at=NOW - timedelta(days=90), last_login=NOW)
        run.demo.store.add_key("job-2", created_at=NOW - timedelta(days=9), last_login=NOW)
        await press(run.pilot, "r")
        await run.on("job", "R")

        assert "because of its name" in dialog(run.pilot)
        await run.push("anew")
        assert isinstance(run.pilot.app.screen, IssueSecret)
        assert "job-3" in dialog(run.pilot)
        await press(run.pilot, "escape", "2")
        assert sum("↻job" in line for line in lines(run.pilot)) == 2
        await press(run.pilot, "slash", *"secret:>90d", "enter")
        assert "filter: secret:>90d" in text(run.pilot)
