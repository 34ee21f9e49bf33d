"""A rotation on the screen that is held up, refused, stopped or quit at any of its steps."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from textual.widgets import Input

from tests.app.rotating import CREATE, NEW, OLD, Program, program
from tests.app.support import NOW, burst, dialog, press, settle, text, toasts, until, watch_secret
from tests.app.test_screencast import assert_nothing_real
from tui.app.app import AccessKeysApp
from tui.app.dialogs.keys.rotation_step import ChooseStep
from tui.app.dialogs.requests.load_now import LoadNow
from tui.app.dialogs.requests.send_now import SendNow
from tui.app.dialogs.secret.issue_secret import IssueSecret
from tui.app.dialogs.secret.secret_panel import SecretPanel
from tui.app.screens.my_keys import MyKeysScreen
from tui.config.settings import Settings
from tui.delivery.outcome import Outcome, sent
from tui.delivery.secret_formats import BARE
from tui.delivery.target import Target
from tui.listing.rotation import Stage
from tui.workflows.rotation_journal import JournalError, RotationBusy, RotationJournal
from tui.workflows.watch_rotations import real_identity

pytestmark = pytest.mark.usefixtures("armed")

LIST = ("GET", "/access-keys")
TOKEN = ("POST", "/token")


def stage(run: Program) -> Stage | None:
    """Return how far the journal says that the rotation has come."""
    found = [status.rotation.stage for status in run.screen.rotations.statuses]
    return found[0] if found else None


def take_name(run: Program) -> None:
    run.demo.store.add_key(NEW, created_at=NOW - timedelta(days=400), last_login=NOW)


def use_unused(run: Program) -> None:
    run.demo.store.mark_used(run.key("tmp-migration").id)


def fill_up(run: Program) -> None:
    while len(run.names) < 20:
        run.demo.store.add_key(f"more-of-{len(run.names)}x", created_at=NOW, last_login=NOW)


OUTDATED: dict[str, tuple[str, Callable[[Program], None], str]] = {
    "its successor's name is taken": (OLD, take_name, f"Successor {NEW.replace('-2', '-3')}"),
    "it was used": ("tmp-migration", use_unused, "Type the name, tmp-migration"),
    "it is gone": (
        OLD,
        lambda run: run.demo.store.remove_key(run.key(OLD).id),
        f"{OLD} was not rotated: it no longer exists.",
    ),
    "there is no room any more": (OLD, fill_up, "20 of 20 keys"),
}


@pytest.mark.parametrize("change", OUTDATED)
async def test_a_rotation_is_planned_by_a_list_of_now_whatever_is_on_the_screen(
    change: str,
) -> None:
    name, happen, said = OUTDATED[change]
    async with program() as run:
        happen(run)
        await run.on(name, "R")

        seen = [*toasts(run.pilot), text(run.pilot)]
        if not isinstance(run.pilot.app.screen, MyKeysScreen):
            seen.append(dialog(run.pilot))
        assert any(said in " ".join(each.split()) for each in seen), seen


async def test_a_list_that_can_t_be_loaded_begins_no_rotation_and_says_so() -> None:
    async with program() as run:
        run.plane.answer(*LIST, httpx.Response(500, json={"message": "No such luck"}))
        await run.on(OLD, "R")

        assert isinstance(run.pilot.app.screen, MyKeysScreen)
        assert "No such luck" in text(run.pilot)


def targets(folder: Path) -> dict[str, Target]:
    """Return targets that take a secret for certain, and that may not have it."""
    write, read = (("sh", "-c", f"cat {sign} {folder}/$0", "{name}") for sign in (">", ""))
    certain = Target("store", BARE, command=write, readback=read)
    doubtful = replace(certain, name="unsure", readback=("echo", "other"))
    return {"store": certain, "unsure": doubtful}


@pytest.mark.parametrize("place", ["store", "unsure"])
async def test_a_target_gets_the_successor_under_the_name_that_all_twins_share(
    place: str, tmp_path: Path
) -> None:
    offered = targets(tmp_path)
    async with program(Settings(demo_role="admin", delete_after=0, targets=offered)) as run:
        run.screen.session.destinations[run.screen.session.base_url] = place
        await run.rotate()
        assert isinstance(run.pilot.app.screen, SecretPanel)
        assert (tmp_path / OLD).read_text().strip() == run.key(NEW).client_secret
        await press(run.pilot, "escape")

        if place == "store":
            assert any(f"{NEW} works." in toast for toast in toasts(run.pilot))
            assert stage(run) is Stage.WAITING
            await run.on(OLD, "R")
            assert "Secret to store" in dialog(run.pilot)
        else:
            assert "Whether unsure has it is not known" in dialog(run.pilot)
            await press(run.pilot, "tab", "enter")
            assert any("may have reached nobody" in toast for toast in toasts(run.pilot))
            assert stage(run) is Stage.CREATED


async def test_a_secret_that_was_sent_to_the_terminal_is_asked_about_and_never_called_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def copy(*_: object, **__: object) -> Outcome:
        return sent("OSC 52")

    monkeypatch.setattr("tui.delivery.clipboard.Clipboard.copy", copy)
    async with program() as run:
        await run.rotate()
        await press(run.pilot, "c", "escape")
        assert "nobody can know whether it arrived" in dialog(run.pilot)
        await press(run.pilot, "escape")
        assert isinstance(run.pilot.app.screen, SecretPanel)
        assert stage(run) is Stage.CREATED
        await press(run.pilot, "escape", "tab", "enter")

        assert any(f"begins with a use of {NEW}" in toast for toast in toasts(run.pilot))
        assert stage(run) is Stage.DELIVERED
        await run.later(25)
        await run.on(OLD, "R")
        assert "the clipboard, not read back" in dialog(run.pilot)
        assert "only the test sign-in has used it so far" in dialog(run.pilot)
        await press(run.pilot, "escape")
        run.demo.store.mark_used(run.key(NEW).id)
        await run.later(1)
        assert stage(run) is Stage.WAITING


async def test_another_secret_of_a_successor_is_one_of_its_rotation(tmp_path: Path) -> None:
    async with program() as run:
        await run.rotate(path=tmp_path / "new.env")
        await press(run.pilot, "escape")
        before = run.key(NEW).client_secret
        await run.later(30)

        await run.on(NEW, "S")
        assert f"another secret for {NEW}" in dialog(run.pilot)
        await run.deliver_again(path=tmp_path / "again.env")
        await press(run.pilot, "escape")

        assert before != run.key(NEW).client_secret
        await run.on(OLD, "R")
        assert "quiet for less than a minute" in dialog(run.pilot)


async def test_a_successor_that_can_t_sign_in_leaves_the_old_key_and_is_delivered_again(
    tmp_path: Path,
) -> None:
    async with program() as run:
        await run.rotate(path=tmp_path / "new.env")
        run.plane.answer(*TOKEN, httpx.Response(401, json={"message": "invalid client"}))
        await press(run.pilot, "escape")

        assert any(f"So {OLD} stays valid." in toast for toast in toasts(run.pilot))
        assert stage(run) is Stage.DELIVERED
        run.plane.heal()
        await run.on(OLD, "R")
        assert "nothing has signed in with it yet" in dialog(run.pilot)
        await run.deliver_again(path=tmp_path / "again.env")
        await press(run.pilot, "escape")
        assert stage(run) is Stage.WAITING
        assert run.names.count(NEW) == 1


async def test_a_key_that_another_program_is_at_work_on_is_let_alone() -> None:
    async with program() as run:
        await run.fill_in()
        with run.another_program():
            await run.push("go")
            assert f"{OLD} is being rotated by another program just now." in dialog(run.pilot)
            await run.push("safe")
        assert NEW not in run.names
        await run.rotate()
        assert isinstance(run.pilot.app.screen, SecretPanel)
        # Nor may another one begin until the secret is delivered.
        with pytest.raises(RotationBusy), run.another_program():
            pass
        await press(run.pilot, "escape", "tab", "enter")
        with run.another_program():
            pass


async def test_a_journal_that_takes_the_lock_alone_begins_no_rotation_and_says_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> None:
        raise JournalError("/state can't be written: no space left on device.")

    async with program() as run:
        with monkeypatch.context() as patch:
            patch.setattr(RotationJournal, "write", full)
            await run.rotate()
            assert "Nothing was changed: /state can't be written" in dialog(run.pilot)
            await run.push("safe")
        assert NEW not in run.names
        await run.rotate()
        assert isinstance(run.pilot.app.screen, SecretPanel)


async def wait_for_list(run: Program) -> None:
    run.plane.hold(*LIST)
    await run.pilot.press("R")
    await until(run.pilot, lambda: is_held(run, LoadNow))


async def wait_for_secret(run: Program) -> None:
    await run.fill_in()
    run.plane.hold(*CREATE)
    run.send("go")
    await until(run.pilot, lambda: is_held(run, IssueSecret))


def is_held(run: Program, kind: type) -> bool:
    return isinstance(run.pilot.app.screen, kind) and run.plane.held == 1


async def story(run: Program) -> None:
    if NEW not in run.names:
        run.demo.store.add_key(NEW, created_at=NOW - timedelta(days=1), last_login=NOW)
    await run.on(OLD, "R")
    assert isinstance(run.pilot.app.screen, ChooseStep), dialog(run.pilot)


async def no_room(run: Program) -> None:
    fill_up(run)
    await run.on(OLD, "R")
    assert isinstance(run.pilot.app.screen, ChooseStep)


@pytest.mark.parametrize("reach", [wait_for_list, Program.fill_in, story, no_room])
async def test_where_nothing_was_sent_esc_goes_back_to_the_list_and_quitting_quits(
    reach: Callable[[Program], Awaitable[None]],
) -> None:
    async with program() as run:
        await reach(run)
        names = run.names
        await burst(run.pilot, "escape", "escape")
        run.plane.heal()
        assert isinstance(run.pilot.app.screen, MyKeysScreen)
        assert "loading" not in text(run.pilot)
        assert run.names == names

        await reach(run)
        assert run.screen is not run.pilot.app.screen
        await run.pilot.press("ctrl+q")
        assert run.pilot.app._exit
        assert run.names == names
        assert app(run).quitting.left_open == []


async def test_esc_before_the_successor_was_requested_stops_and_leaves_the_rotation_to_begin() -> (
    None
):
    async with program() as run:
        await run.fill_in()
        listed = run.plane.hold(*LIST)
        run.send("go")
        await until(run.pilot, lambda: is_held(run, IssueSecret))
        await run.pilot.press("escape")
        listed.set()
        await settle(run.pilot)
        assert "Stopped: nothing was sent." in dialog(run.pilot)
        await run.push("go")
        assert isinstance(run.pilot.app.screen, SecretPanel)
        assert run.names.count(NEW) == 1


async def test_what_was_sent_is_waited_for_until_the_warning_was_read(tmp_path: Path) -> None:
    async with program() as run:
        await wait_for_secret(run)
        await run.pilot.press("ctrl+q")
        assert "The successor may exist already" in dialog(run.pilot)
        await run.pilot.press("escape")
        run.plane.heal()
        await settle(run.pilot)
        assert "its secret may have reached nobody" in dialog(run.pilot)
        await run.deliver_again()

        await press(run.pilot, "ctrl+q")
        assert "neither copied nor saved" in dialog(run.pilot)
        await burst(run.pilot, "escape", "escape")
        assert "neither copied nor saved" in dialog(run.pilot)
        await press(run.pilot, "escape", "s")
        run.pilot.app.screen.query_one(Input).value = str(tmp_path / "new.env")
        await press(run.pilot, "enter")
        proof = run.plane.hold(*TOKEN)
        has_secret = watch_secret(run.pilot)
        await run.pilot.press("escape")
        await until(run.pilot, lambda: is_held(run, SendNow))
        await run.pilot.press("ctrl+q")
        assert "Whether it works is not known then" in dialog(run.pilot)
        await run.pilot.press("escape")
        proof.set()
        await settle(run.pilot)

        assert not has_secret()
        assert any(f"Whether {NEW} works is not known" in toast for toast in toasts(run.pilot))
        assert isinstance(run.pilot.app.screen, MyKeysScreen)
        assert {OLD, NEW} <= set(run.names)
        assert stage(run) in {Stage.DELIVERED, Stage.WAITING}


async def test_to_quit_from_the_panel_leaves_a_rotation_to_go_on_with(tmp_path: Path) -> None:
    async with program() as run:
        await run.rotate(path=tmp_path / "new.env")
        journal = run.screen.rotations.journal
        await run.pilot.press("ctrl+q")
        await until(run.pilot, lambda: run.pilot.app._exit)
        (left,) = journal.rotations(*real_identity(run.screen.session))
        assert (left.stage, left.destination) == (Stage.DELIVERED, str(tmp_path / "new.env"))


def app(run: Program) -> AccessKeysApp:
    assert isinstance(run.pilot.app, AccessKeysApp)
    return run.pilot.app


async def test_a_screencast_shows_nothing_real_of_a_rotation_and_delivers_what_is(
    tmp_path: Path,
) -> None:
    settings = Settings(demo_role="admin", delete_after=0, screencast=True)
    async with program(settings, size=(120, 40)) as run:
        run.demo.store.add_key("ana-laptop", created_at=NOW, last_login=NOW)
        await press(run.pilot, "r")
        shown = next(key.name for key in run.screen.listing.keys or () if "-laptop" in key.name)
        seen = []
        assert shown != "ana-laptop"
        await run.fill_in(shown, tmp_path / "new.env")
        seen.append(text(run.pilot))
        assert f"{shown}-2" in dialog(run.pilot)
        await run.push("go")
        seen.append(text(run.pilot))
        await press(run.pilot, "escape")
        seen += [text(run.pilot), *toasts(run.pilot)]
        await run.on(shown, "enter")
        seen.append(text(run.pilot))
        await press(run.pilot, "escape", "R")
        seen.append(text(run.pilot))
        await run.push("back")
        seen += [text(run.pilot), *toasts(run.pilot)]

        assert_nothing_real(run.demo, "\n".join(seen))
        assert "ana-laptop" not in "\n".join(seen)
        assert run.key("ana-laptop-2").client_secret in (tmp_path / "new.env").read_text()
