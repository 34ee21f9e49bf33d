"""Nothing is confirmed by a slip."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from textual.content import Content
from textual.widgets import Button

from tests.app.faulty import Faulty
from tests.app.support import burst, dialog, press, running, service_of, settle, text, write
from tui.app.dialogs.base.dialog import Dialog
from tui.app.dialogs.base.save_form import SaveForm
from tui.app.dialogs.base.yes_no import Question, YesNo
from tui.app.dialogs.delete.delete_key import DeleteKey
from tui.app.dialogs.delete.quit_with_pending import QuitWithPending
from tui.app.dialogs.keys.rotation_step import ChooseStep, RotationStep
from tui.app.dialogs.requests.lost_response import LostResponse, NextStep
from tui.app.dialogs.secret.create_key import CreateKey
from tui.app.dialogs.secret.issue_secret import IssueSecret
from tui.app.dialogs.secret.secret_panel import SecretPanel
from tui.app.screens.my_keys import MyKeysScreen
from tui.demo.server import Demo


@pytest.fixture
def never_armed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.app.dialogs.base.dialog.ARMED_AFTER", 3600.0)


@pytest.mark.usefixtures("never_armed")
async def test_keys_typed_ahead_confirm_no_delete(demo: Demo, plane: Faulty) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        await pilot.press("D", *"laptop", "minus", *"terminal", "enter", "tab", "tab", "enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, DeleteKey)
        assert plane.sent["DELETE"] == 0


@pytest.mark.usefixtures("never_armed")
async def test_keys_typed_ahead_replace_no_secret(demo: Demo, plane: Faulty) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        await press(pilot, "G", "S", "tab", "enter")
        assert plane.sent["POST"] == 0


@pytest.mark.usefixtures("never_armed")
async def test_keys_typed_ahead_give_up_no_secret(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "n")
        await write(pilot, "new-key")
        await press(pilot, "enter", "q", "tab", "enter")
        assert isinstance(pilot.app.screen, SecretPanel)


@pytest.mark.usefixtures("never_armed")
async def test_of_a_row_of_answers_only_the_safe_ones_can_be_given_before_they_can_be_meant(
    demo: Demo,
) -> None:
    question = Question("Title", Content("Text"), yes="Yes", no="No")
    taken_at_once: dict[Dialog[Any], set[str]] = {
        YesNo(question): {"safe"},
        QuitWithPending(["some-key"]): {"stay", "take_back"},
        LostResponse("Creating it", "Unknown.", "Lost.", *NextStep): {"safe"},
        ChooseStep("Rotation", "some-key", (), (), *RotationStep): {"safe"},
    }
    async with running(demo) as pilot:
        for shown, safe in taken_at_once.items():
            await pilot.app.push_screen(shown)
            buttons = shown.query(Button)
            assert {button.id for button in buttons if not button.disabled} == safe
            for button in buttons:
                if button.id not in safe:
                    # Also if the press was under way already.
                    button.post_message(Button.Pressed(button))
            await settle(pilot)
            assert pilot.app.screen is shown


async def test_a_dialog_takes_an_answer_after_half_a_second_by_itself(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "G", "S")
        card = pilot.app.screen
        assert isinstance(card, IssueSecret)
        while not card.armed:
            await pilot.pause(0)
        await press(pilot, "tab", "enter")
        assert isinstance(pilot.app.screen, SecretPanel)


@pytest.mark.usefixtures("armed")
async def test_enter_on_the_safe_button_cancels(demo: Demo, plane: Faulty) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        await press(pilot, "G", "S", "enter")
        assert isinstance(pilot.app.screen, MyKeysScreen)
        assert plane.sent["POST"] == 0


@pytest.mark.usefixtures("armed")
async def test_only_the_whole_name_deletes(demo: Demo, plane: Faulty) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        for typed in ("", "laptop", "laptop-terminal-", "LAPTOP-TERMINAL", "y", "yes"):
            await press(pilot, "D")
            await write(pilot, typed)
            await press(pilot, "enter")
            assert "That is not the name." in dialog(pilot), typed
            await press(pilot, "escape")
        assert plane.sent["DELETE"] == 0


@pytest.mark.usefixtures("armed")
async def test_a_name_that_cannot_be_typed_is_replaced_by_the_client_id(demo: Demo) -> None:
    demo.store.add_key("[RED] team")
    async with running(demo) as pilot:
        await press(pilot, "G", "slash")
        await write(pilot, "[RED]")
        await press(pilot, "enter", "D")
        client_id = next(key.client_id for key in demo.store.my_keys() if "RED" in key.name)
        assert f"Type the client ID, {client_id}, to go on:" in dialog(pilot)
        await write(pilot, client_id)
        await press(pilot, "enter")
        assert client_id not in [key.client_id for key in demo.store.my_keys()]


@pytest.mark.usefixtures("armed")
async def test_enter_alone_never_deletes_a_key_without_name_and_client_id(
    demo: Demo, plane: Faulty
) -> None:
    bare = httpx.Response(200, json=[{"id": "1", "name": " ", "clientId": "", "lastLogin": None}])
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        plane.answer("GET", "/access-keys", bare)
        await press(pilot, "r", "D", "enter")
        assert isinstance(pilot.app.screen, DeleteKey)
        assert plane.sent["DELETE"] == 0


@pytest.mark.usefixtures("armed")
async def test_a_key_in_use_needs_its_name_for_a_new_secret(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "j", "S")
        assert "Type the name, ci-runner, to go on:" in dialog(pilot)


@pytest.mark.usefixtures("armed")
async def test_two_presses_of_a_verb_open_one_dialog(demo: Demo) -> None:
    async with running(demo) as pilot:
        await pilot.app.screen.run_action("run('keys.new')")
        await pilot.app.screen.run_action("run('keys.new')")
        await settle(pilot)
        assert isinstance(pilot.app.screen, CreateKey)
        await press(pilot, "escape")
        assert len(pilot.app.screen_stack) == 1


@pytest.mark.usefixtures("armed")
async def test_confirming_repeatedly_sends_one_delete(demo: Demo, plane: Faulty) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        victim = demo.store.my_keys()[0]
        gate = plane.hold("DELETE", victim.id)
        await press(pilot, "D")
        await write(pilot, victim.name)
        await pilot.press("enter", "enter", "enter")
        gate.set()
        await settle(pilot)
        assert plane.sent["DELETE"] == 1


@pytest.mark.usefixtures("armed")
async def test_a_key_that_repeats_makes_one_key_and_one_new_secret(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        for number, keys in enumerate((["n", *"burst"], ["S", "tab"]), start=1):
            await press(pilot, *keys)
            await burst(pilot, *["enter"] * 10)
            assert isinstance(pilot.app.screen, SecretPanel)
            assert plane.sent["POST"] == number
            pilot.app.screen.dismiss(None)
            await settle(pilot)


@pytest.mark.usefixtures("armed")
async def test_the_panel_forgets_a_revealed_secret_when_it_closes(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "n")
        await write(pilot, "new-key")
        await press(pilot, "enter", "v")
        secret = next(key.client_secret for key in demo.store.my_keys() if key.name == "new-key")
        assert secret in text(pilot)
        await press(pilot, "q", "tab", "enter")
        assert secret not in text(pilot)
        assert secret not in pilot.app.export_screenshot()


@pytest.mark.parametrize("ahead", ["q", "2", "D", "r", "colon", "question_mark"])
async def test_a_key_typed_ahead_of_a_dialog_does_nothing_to_the_screen_below(
    demo: Demo, ahead: str
) -> None:
    async with running(demo) as pilot:
        below = pilot.app.screen
        await pilot.app.screen.run_action("run('keys.new')")
        await pilot.app._check_bindings(ahead)
        await settle(pilot)
        assert pilot.app.is_running
        assert isinstance(pilot.app.screen, CreateKey)
        assert pilot.app.screen_stack[-2] is below
        await press(pilot, "escape")
        assert pilot.app.screen is below


@pytest.mark.usefixtures("armed")
async def test_what_is_wrong_is_seen_in_a_dialog_that_has_no_room_for_all(demo: Demo) -> None:
    async with running(demo, size=(60, 16)) as pilot:
        await press(pilot, "S", "y", "enter")
        assert "That is not the name." in dialog(pilot)
        await press(pilot, "x")
        assert "Type the name" in dialog(pilot)


async def test_a_dialog_that_closes_as_it_asks_leaves_the_program_running(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "n")
        await write(pilot, "new-key")
        await press(pilot, "enter", "s")
        saving = pilot.app.screen
        saving.query_one(SaveForm).post_message(SaveForm.NameTaken(Path("taken.env")))
        saving.dismiss(None)
        await asyncio.wait_for(settle(pilot), 10)
        assert isinstance(pilot.app.screen, SecretPanel)
        await press(pilot, "q")
        assert isinstance(pilot.app.screen, YesNo)
