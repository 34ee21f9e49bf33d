"""A sign-in that ends in the middle of work: asked for in place, and nothing is lost by it."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from pydantic import SecretStr
from textual.pilot import Pilot
from textual.widgets import Input

from tests.app.faulty import Faulty
from tests.app.planes import Planes
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
from tests.app.timer import Timer
from tests.delivery.support import canary
from tui.api.secret_values import Secret
from tui.app.app import AccessKeysApp
from tui.app.dialogs.delete.bulk_progress import BulkProgress
from tui.app.dialogs.delete.delete_key import DeleteKey
from tui.app.dialogs.keys.key_details import KeyDetails
from tui.app.dialogs.keys.list_progress import ListProgress
from tui.app.dialogs.secret.create_key import CreateKey
from tui.app.dialogs.secret.issue_secret import IssueSecret
from tui.app.screens.all_keys import AllKeysScreen
from tui.app.screens.my_keys import MyKeysScreen
from tui.app.screens.sign_in_again import SignInAgainScreen
from tui.app.widgets.notice import Notice
from tui.config.settings import Settings
from tui.demo.server import Demo
from tui.session.session import Session

pytestmark = pytest.mark.usefixtures("armed")


@pytest.fixture
def planes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Planes:
    return Planes(tmp_path, monkeypatch)


def sign_out(demo: Demo) -> str:
    """End every sign-in, as a secret does that somebody replaces elsewhere; give the new one."""
    demo.store.revoke_tokens()
    own = next(key for key in demo.store.my_keys() if key.client_id == demo.client_id)
    return demo.store.replace_secret(own.id)


async def sign_in(pilot: Pilot[None], secret: str) -> None:
    """Sign in on the form, which knows the rest."""
    assert isinstance(pilot.app.screen, SignInAgainScreen)
    pilot.app.screen.query_one("#client_secret", Input).value = secret
    await press(pilot, "enter")


def typed(pilot: Pilot[None]) -> dict[str | None, str]:
    """Read the form."""
    assert isinstance(pilot.app.screen, SignInAgainScreen)
    return {field.id: field.value for field in pilot.app.screen.query(Input)}


def said(pilot: Pilot[None]) -> str:
    return str(pilot.app.screen.query_one(Notice).render())


def tokens_asked_for(demo: Demo) -> int:
    return sum(path.endswith("/token") for _, path, _ in demo.requests)


async def test_the_form_is_filled_in_and_the_list_reloads_in_place(
    planes: Planes,
) -> None:
    async with planes.running() as pilot:
        await press(pilot, "j", "j", "space")
        screen = pilot.app.screen
        assert isinstance(screen, MyKeysScreen)
        marks, under_cursor = screen.marks, screen.table.selected
        secret = sign_out(planes.prod)

        await press(pilot, "r")

        values = typed(pilot)
        assert values["url"] == "https://prod.example"
        assert values["client_id"] == planes.prod.client_id
        assert values["client_secret"] == ""
        assert said(pilot).startswith("prod.example ")
        planes.prod.store.add_key("made-meanwhile")
        await sign_in(pilot, secret)
        assert len(pilot.app.screen_stack) == 1
        assert "made-meanwhile" in text(pilot)
        assert said(pilot) == ""
        assert screen.is_active
        assert (screen.marks, screen.table.selected) == (marks, under_cursor)


async def test_leaving_the_form_keeps_the_list_and_says_why_it_is_old(
    planes: Planes,
) -> None:
    async with planes.running() as pilot:
        secret = sign_out(planes.prod)
        await press(pilot, "r", "escape")
        assert isinstance(pilot.app.screen, MyKeysScreen)
        assert said(pilot).startswith("prod.example ")
        assert said(pilot).endswith("The list shown is of 09:30:00. r refreshes.")
        assert "laptop-terminal" in text(pilot)
        asked = tokens_asked_for(planes.prod)

        await press(pilot, "r", "escape", "r")

        assert tokens_asked_for(planes.prod) == asked
        await sign_in(pilot, secret)
        assert said(pilot) == ""


async def test_who_leaves_the_form_while_it_signs_in_leaves_no_secret_behind(
    planes: Planes,
) -> None:
    async with planes.running() as pilot:
        sign_out(planes.prod)
        await press(pilot, "r")
        planes.ways["prod"].hold("POST", "/token")
        pilot.app.screen.query_one("#client_secret", Input).value = secret = canary()
        await pilot.press("enter")
        await until(pilot, lambda: planes.ways["prod"].held == 1)
        assert _held(secret)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, MyKeysScreen)
        assert not _held(secret)


def _held(secret: str) -> list[SecretStr]:
    gc.collect()
    secrets = [thing for thing in gc.get_objects() if type(thing) is SecretStr]
    return [each for each in secrets if each.get_secret_value() == secret]


async def test_a_wrong_secret_stays_in_the_form(planes: Planes) -> None:
    async with planes.running() as pilot:
        secret = sign_out(planes.prod)
        await press(pilot, "r")
        await sign_in(pilot, "wrong-one")
        await sign_in(pilot, secret)
        assert isinstance(pilot.app.screen, MyKeysScreen)


async def test_an_expired_fixed_token_is_asked_for_again(
    planes: Planes, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = (await service_token(planes.prod)).get_secret_value()
    monkeypatch.setenv("RUNAI_TOKEN", token)
    settings = Settings(base_url="https://prod.example", has_token=True)
    app = AccessKeysApp(Session(settings, now=lambda: NOW))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        assert "laptop-terminal" in text(pilot)
        planes.prod.store.revoke_tokens()
        await press(pilot, "r")
        pilot.app.screen.query_one("#client_id", Input).value = planes.prod.client_id
        await sign_in(pilot, planes.prod.client_secret)
        assert isinstance(pilot.app.screen, MyKeysScreen)
        assert said(pilot) == ""


async def service_token(demo: Demo) -> Secret:
    """Sign in, and give the token."""
    service = service_of(demo)
    await service.list_my_keys()
    assert service._auth.token is not None
    return service._auth.token.value


async def test_the_retried_request_is_the_one_that_was_interrupted(
    planes: Planes,
) -> None:
    async with planes.running() as pilot:
        await press(pilot, "2", "f")
        secret = sign_out(planes.prod)
        await write(pilot, "ana@acme.example")
        await press(pilot, "enter")
        await sign_in(pilot, secret)
        assert isinstance(pilot.app.screen, AllKeysScreen)
        assert "server: owner ana@acme.example" in text(pilot)


async def test_details_are_fetched_again(planes: Planes) -> None:
    async with planes.running() as pilot:
        secret = sign_out(planes.prod)
        await press(pilot, "enter")
        await sign_in(pilot, secret)
        assert isinstance(pilot.app.screen, KeyDetails)
        assert "Shown as listed" not in dialog(pilot)
        assert planes.prod.requests[-1][2] == 200


async def test_a_create_that_was_refused_is_not_sent_again_unasked(planes: Planes) -> None:
    async with planes.running() as pilot:
        await press(pilot, "n")
        await write(pilot, "new-key")
        secret = sign_out(planes.prod)
        await press(pilot, "enter")
        await sign_in(pilot, secret)
        assert isinstance(pilot.app.screen, CreateKey)
        expected = "You are signed in again. It was not carried out, and can be sent again."
        assert expected in dialog(pilot)
        assert planes.ways["prod"].sent["POST"] == 0
        await press(pilot, "enter")
        assert "new-key" in dialog(pilot)
        assert planes.ways["prod"].sent["POST"] == 1


@pytest.mark.parametrize("key", ["D", "S"])
async def test_a_change_that_was_refused_is_not_sent_again_unasked(
    planes: Planes, key: str
) -> None:
    planes.config.write_text("delete_after = 0\n" + planes.config.read_text())
    async with planes.running() as pilot:
        await press(pilot, "slash")
        await write(pilot, "ci-runner")
        await press(pilot, "enter", key)
        await write(pilot, "ci-runner")
        secret = sign_out(planes.prod)
        await press(pilot, "enter")
        sent = planes.ways["prod"].sent.copy()
        await sign_in(pilot, secret)
        assert isinstance(pilot.app.screen, DeleteKey | IssueSecret)
        assert "It was not carried out, and can be sent again." in dialog(pilot)
        method = {"D": "DELETE", "S": "POST"}[key]
        assert planes.ways["prod"].sent[method] == sent[method] == 1
        assert pilot.app.screen.query_one("#phrase", Input).value == "ci-runner"
        await press(pilot, "enter")
        assert planes.ways["prod"].sent[method] == 2
        gone = "ci-runner" not in {each.name for each in planes.prod.store.my_keys()}
        assert gone == (key == "D")


async def test_who_leaves_the_form_finds_the_dialog_with_its_text_and_the_reason(
    planes: Planes,
) -> None:
    async with planes.running() as pilot:
        await press(pilot, "n")
        await write(pilot, "new-key")
        sign_out(planes.prod)
        await press(pilot, "enter", "escape")
        assert isinstance(pilot.app.screen, CreateKey)
        assert "prod.example" in dialog(pilot)
        assert "It was not carried out, and can be sent again." in dialog(pilot)
        assert pilot.app.screen.query_one("#name", Input).value == "new-key"


async def test_a_delete_that_waited_and_was_refused_is_asked_about_again(planes: Planes) -> None:
    async with planes.running() as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, MyKeysScreen)
        time = [0.0]
        screen.session.deletes.clock = lambda: time[0]
        await press(pilot, "slash")
        await write(pilot, "ci-runner")
        await press(pilot, "enter", "D")
        await write(pilot, "ci-runner")
        await press(pilot, "enter")
        secret = sign_out(planes.prod)
        time[0] += 60
        screen.session.deletes.tick()
        await until(pilot, lambda: isinstance(pilot.app.screen, SignInAgainScreen))
        await settle(pilot)
        assert said(pilot).startswith("ci-runner was not deleted. prod.example ")
        await sign_in(pilot, secret)
        await until(pilot, lambda: isinstance(pilot.app.screen, DeleteKey))
        await settle(pilot)
        assert "It was not carried out, and can be sent again." in dialog(pilot)
        assert planes.ways["prod"].sent["DELETE"] == 1
        assert "ci-runner" in {each.name for each in planes.prod.store.my_keys()}


async def test_several_deletes_that_waited_and_were_refused_take_one_sign_in(
    planes: Planes,
) -> None:
    async with planes.running(size=(200, 60)) as pilot:
        screen = await waiting_to_delete(pilot, "tmp-migration", "slurm-bridge")
        secret = sign_out(planes.prod)
        screen.session.deletes.send_all()
        await until(pilot, lambda: isinstance(pilot.app.screen, SignInAgainScreen))
        await settle(pilot)
        await sign_in(pilot, secret)
        for _ in range(2):
            await until(pilot, lambda: isinstance(pilot.app.screen, DeleteKey))
            await settle(pilot)
            assert "It was not carried out, and can be sent again." in dialog(pilot)
            await press(pilot, "escape")
        assert pilot.app.screen is screen


async def waiting_to_delete(pilot: Pilot[None], *names: str) -> MyKeysScreen:
    """Ask for the deletion of keys, and have time stand still before it is sent."""
    screen = pilot.app.screen
    assert isinstance(screen, MyKeysScreen)
    screen.session.deletes.clock = lambda: 0.0
    for name in names:
        screen.table.move_to(next(k.id for k in screen.table.keys if k.name == name))
        await press(pilot, "D")
        await write(pilot, name)
        await press(pilot, "enter")
    return screen


async def test_what_waits_or_is_on_its_way_is_told_of_when_somebody_else_signs_in(
    planes: Planes,
) -> None:
    async with planes.running() as pilot:
        screen = await waiting_to_delete(pilot, "tmp-migration")
        gone = next(k for k in planes.prod.store.my_keys() if k.name == "tmp-migration")
        planes.ways["prod"].hold("DELETE", gone.id)
        screen.session.deletes.send_all()
        await until(pilot, lambda: planes.ways["prod"].held == 1)
        screen.session.deletes.add(screen.table.keys[1], lambda: None)
        sign_out(planes.prod)
        await pilot.press("r")
        await until(pilot, lambda: isinstance(pilot.app.screen, SignInAgainScreen))
        await pilot.pause()
        form = pilot.app.screen
        form.query_one("#url", Input).value = "https://lab.example"
        form.query_one("#client_secret", Input).value = planes.lab.client_secret
        await pilot.press("enter")
        await until(pilot, lambda: "lab.example" in text(pilot) and "My keys 1/20" in text(pilot))
        await settle(pilot)
        assert toasts(pilot) == [
            "Open dialogs were closed without doing anything.",
            "ci-runner was still waiting to be deleted: nothing was sent.",
            "Deleting tmp-migration was requested, and may have been carried out: check the list.",
        ]
        await press(pilot, "q")
        assert pilot.app._exit


async def test_deleting_many_stops_and_goes_on_when_it_is_told_to(planes: Planes) -> None:
    async with planes.running() as pilot:
        await press(pilot, "slash")
        await write(pilot, "!laptop")
        await press(pilot, "enter", "asterisk", "D")
        await write(pilot, "11")
        secret = sign_out(planes.prod)
        await press(pilot, "enter")
        await sign_in(pilot, secret)
        assert isinstance(pilot.app.screen, BulkProgress)
        assert "You are signed in again." in dialog(pilot)
        assert len(planes.prod.store.my_keys()) == 12
        await press(pilot, "g")
        assert len(planes.prod.store.my_keys()) == 1


async def test_a_list_that_is_being_completed_is_gone_on_with_after_signing_in(
    planes: Planes,
) -> None:
    for number in range(20):
        planes.prod.store.add_key(f"job-{number}", owner="zoe@acme.example")
    async with planes.running() as pilot:
        await press(pilot, "2", "A")
        secret = sign_out(planes.prod)
        await press(pilot, "enter")
        await sign_in(pilot, secret)
        assert isinstance(pilot.app.screen, ListProgress)
        assert "could not be loaded" not in dialog(pilot)
        await press(pilot, "escape")
        count = len(planes.prod.store.all_keys())
        assert f"All keys {count}" in text(pilot)

        secret = sign_out(planes.prod)
        await press(pilot, "r")
        await sign_in(pilot, secret)
        assert f"All keys {count}" in text(pilot)
        assert "Loaded owner by owner" in said(pilot)


async def test_signing_in_elsewhere_keeps_nothing_of_the_session_before(planes: Planes) -> None:
    async with planes.running() as pilot:
        await press(pilot, "j", "space", "n")
        await write(pilot, "new-key")
        sign_out(planes.prod)
        await press(pilot, "enter")
        pilot.app.screen.query_one("#url", Input).value = "https://lab.example"
        await sign_in(pilot, planes.lab.client_secret)
        screen = pilot.app.screen
        assert isinstance(screen, MyKeysScreen)
        assert "https://lab.example" in text(pilot)
        assert "My keys 1/20" in text(pilot)
        assert not screen.marks
        assert toasts(pilot) == ["Open dialogs were closed without doing anything."]


async def test_a_first_list_that_is_refused_asks_too(planes: Planes) -> None:
    secret = sign_out(planes.prod)
    async with planes.running() as pilot:
        await sign_in(pilot, secret)
        assert isinstance(pilot.app.screen, MyKeysScreen)
        assert "laptop-terminal" in text(pilot)


async def test_a_list_that_loads_itself_asks_nobody_out_of_the_blue_and_stops(
    planes: Planes,
) -> None:
    timer = Timer(NOW)
    async with planes.running("--refresh", "30", timer=timer) as pilot:
        secret = sign_out(planes.prod)
        timer.pass_by(30)
        await settle(pilot)
        assert isinstance(pilot.app.screen, MyKeysScreen)
        assert "prod.example" in said(pilot)
        assert timer.pauses == [30]
        asked = len(planes.prod.requests)
        timer.pass_by(3_600)
        await settle(pilot)
        assert len(planes.prod.requests) == asked
        await press(pilot, "r")
        await sign_in(pilot, secret)
        timer.pass_by(30)
        await settle(pilot)
        assert said(pilot) == ""
        assert timer.pauses[-1] == 30


async def test_the_demo_asks_for_no_sign_in(demo: Demo, plane: Faulty) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        sign_out(demo)
        await press(pilot, "r")
        assert isinstance(pilot.app.screen, MyKeysScreen)
        assert "demo.example" in said(pilot)
