"""The form for a new key, with everything that can be typed or answered."""

from __future__ import annotations

import httpx
import pytest
from textual import events
from textual.widgets import Input

from tests.app.faulty import Faulty
from tests.app.support import dialog, press, running, service_of, settle, text, until, write
from tui.app.dialogs.secret.create_key import CreateKey
from tui.app.dialogs.secret.secret_panel import SecretPanel
from tui.demo.server import Demo

pytestmark = pytest.mark.usefixtures("armed")

MINE = "/access-keys"


NO_NAMES = ("-", "a", "A", "a b", "a-", "a" * 256, "é", "aé", "1a", "_a", "a_", "a.b", " ab")


async def test_a_name_that_breaks_a_rule_is_refused_with_the_reason_beside_the_field(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        await press(pilot, "n")
        field = pilot.app.screen.query_one("#name", Input)
        reason = pilot.app.screen.query_one("#reason")
        for name in NO_NAMES:
            field.value = "fine"
            await settle(pilot)
            assert not reason.has_class("-failed"), name
            field.value = name
            await press(pilot, "enter")
            assert reason.has_class("-failed"), name
            assert str(reason.render()).strip(), name
            assert isinstance(pilot.app.screen, CreateKey), name
        assert plane.sent["POST"] == 0


PASTED = {
    "ab\n": "ab",
    "\nab": "ab",
    "ab\r\ncd": "abcd",
    "a\x1b[2Jb\x9bc": "a[2Jbc",
    "a\u202e\u200bb\u2028": "ab",
    "\n": "",
}


async def test_what_is_pasted_into_a_field_is_one_line_that_can_be_seen(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "n")
        field = pilot.app.screen.query_one("#name", Input)
        for pasted, taken in PASTED.items():
            field.value = "old"
            field.action_select_all()
            field.post_message(events.Paste(pasted))
            await settle(pilot)
            assert field.value == taken


async def test_the_reason_goes_away_as_soon_as_the_name_is_right(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "n")
        await write(pilot, "a-")
        assert pilot.app.screen.query_one("#reason").has_class("-failed")
        await write(pilot, "1")
        assert not pilot.app.screen.query_one("#reason").has_class("-failed")


async def test_a_taken_name_stays_in_the_form_with_what_the_server_said(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "n")
        await write(pilot, "ci-runner")
        await press(pilot, "enter")
        shown = dialog(pilot)
        assert isinstance(pilot.app.screen, CreateKey)
        assert "ci-runner" in shown
        assert "demo.example" in shown
        assert "already exists" in shown
        await write(pilot, "-2")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, SecretPanel)


async def test_the_quota_is_advice_and_the_server_has_the_last_word(demo: Demo) -> None:
    for number in range(8):
        demo.store.add_key(f"filler-{number}")
    async with running(demo) as pilot:
        assert "20/20" in text(pilot)
        await press(pilot, "n")
        assert "delete one first" in dialog(pilot)
        await write(pilot, "one-more")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, CreateKey)
        assert "demo.example" in dialog(pilot)


@pytest.mark.parametrize(
    "fault",
    [
        httpx.Response(403, json={"code": 403, "message": "No."}),
        httpx.ConnectError("refused"),
        httpx.ConnectTimeout(""),
    ],
)
async def test_a_create_that_surely_was_not_made_stays_in_the_form(
    demo: Demo, plane: Faulty, fault: httpx.Response | Exception
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        plane.answer("POST", MINE, fault)
        await press(pilot, "n")
        await write(pilot, "new-key")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, CreateKey)
        assert pilot.app.screen.query_one("#name").value == "new-key"  # type: ignore[attr-defined]
        assert "demo.example" in dialog(pilot)
        plane.heal()
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, SecretPanel)


async def test_enter_twice_creates_one_key(demo: Demo, plane: Faulty) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        gate = plane.hold("POST", MINE)
        await press(pilot, "n")
        await write(pilot, "new-key")
        await pilot.press("enter", "enter", "enter")
        gate.set()
        await settle(pilot)
        assert plane.sent["POST"] == 1


async def test_ctrl_q_while_waiting_does_not_leave_the_key_behind(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        gate = plane.hold("POST", MINE)
        await press(pilot, "n")
        await write(pilot, "new-key")
        await pilot.press("enter")
        await until(pilot, lambda: plane.sent["POST"] == 1)
        await pilot.press("ctrl+q")
        await until(pilot, lambda: "esc again" in dialog(pilot))
        assert pilot.app.is_running
        gate.set()
        await settle(pilot)
        assert isinstance(pilot.app.screen, SecretPanel)


async def test_with_no_list_at_hand_nothing_is_said_of_the_quota(demo: Demo, plane: Faulty) -> None:
    plane.answer("GET", MINE, httpx.ConnectError("refused"))
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        await press(pilot, "n")
        assert "of 20" not in dialog(pilot)
