"""The form for a new key, with everything that can be typed or answered."""

from __future__ import annotations

import httpx
import pytest

from tests.ui.faulty import Faulty
from tests.ui.support import NOW, dialog, press, running, service_of, settle, text, write
from tui.demo.server import Demo
from tui.dialogs.create_key import CreateKey
from tui.dialogs.secret_panel import SecretPanel

pytestmark = pytest.mark.usefixtures("armed")

MINE = "/access-keys"


@pytest.fixture
def demo() -> Demo:
    return Demo(now=lambda: NOW)


@pytest.fixture
def plane(demo: Demo) -> Faulty:
    return Faulty(demo)


@pytest.mark.parametrize(
    "name", ["-", "a", "A", "a b", "a-", "a" * 256, "é", "aé", "1a", "_a", "a_", "a.b", " ab"]
)
async def test_a_name_that_breaks_a_rule_is_refused_with_the_reason_beside_the_field(
    demo: Demo, plane: Faulty, name: str
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        await press(pilot, "n")
        field = pilot.app.screen.query_one("#name")
        field.value = name  # type: ignore[attr-defined]
        await press(pilot, "enter")
        reason = pilot.app.screen.query_one("#reason")
        assert reason.has_class("-failed")
        assert str(reason.render()).strip()
        assert isinstance(pilot.app.screen, CreateKey)
        assert plane.sent["POST"] == 0


async def test_a_pasted_newline_does_not_get_into_the_name(demo: Demo, plane: Faulty) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        await press(pilot, "n")
        field = pilot.app.screen.query_one("#name")
        field.value = "ab\n"  # type: ignore[attr-defined]
        await press(pilot, "enter")
        assert plane.sent["POST"] == 0


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


async def test_a_lost_answer_is_looked_up_and_never_sent_again(demo: Demo, plane: Faulty) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        plane.lose("POST", MINE)
        await press(pilot, "n")
        await write(pilot, "new-key")
        await press(pilot, "enter")
        assert "It was created, but its secret is lost." in dialog(pilot)
        assert plane.sent["POST"] == 1
        await press(pilot, "enter")
        assert "❯ new-key" in text(pilot)


async def test_one_press_replaces_a_secret_that_was_lost_and_the_new_one_works(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        plane.lose("POST", MINE)
        await press(pilot, "n")
        await write(pilot, "new-key")
        await press(pilot, "enter")
        plane.heal()
        await press(pilot, "tab", "tab", "enter")
        assert isinstance(pilot.app.screen, SecretPanel)
        await press(pilot, "t")
        assert "accepted" in dialog(pilot)
        assert [key.name for key in demo.store.my_keys()].count("new-key") == 1


async def test_a_key_whose_secret_was_lost_can_be_deleted_from_there(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        plane.lose("POST", MINE)
        await press(pilot, "n")
        await write(pilot, "new-key")
        await press(pilot, "enter")
        plane.heal()
        await press(pilot, "tab", "enter")
        assert "Type the name, new-key, to go on:" in dialog(pilot)


async def test_when_the_list_fails_too_it_says_so_and_looks_again(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        plane.lose("POST", MINE)
        plane.answer("GET", MINE, httpx.ConnectError("refused"))
        await press(pilot, "n")
        await write(pilot, "new-key")
        await press(pilot, "enter")
        assert "whether it was created is not known" in dialog(pilot)
        plane.heal()
        await press(pilot, "tab", "enter")
        assert "It was created, but its secret is lost." in dialog(pilot)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500, json={"code": 500, "message": "unexpected error"}),
        httpx.Response(502, html="<h1>Bad gateway</h1>"),
        httpx.Response(201, json={"id": "1", "name": "new-key", "clientId": "c"}),
        httpx.Response(201, content=b'{"clientSecret": "s3cr'),
        httpx.ReadTimeout(""),
    ],
)
async def test_an_unclear_answer_about_a_key_that_is_not_listed_says_so(
    demo: Demo, plane: Faulty, answer: httpx.Response | Exception
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        plane.answer("POST", MINE, answer)
        await press(pilot, "n")
        await write(pilot, "new-key")
        await press(pilot, "enter")
        shown = dialog(pilot)
        assert "It is not listed" in shown
        assert "demo.example" in shown
        assert "s3cr" not in shown
        assert plane.sent["POST"] == 1


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
        await pilot.press("ctrl+q")
        assert pilot.app.is_running
        assert "esc again" in dialog(pilot)
        gate.set()
        await settle(pilot)
        assert isinstance(pilot.app.screen, SecretPanel)


async def test_with_no_list_at_hand_nothing_is_said_of_the_quota(demo: Demo, plane: Faulty) -> None:
    plane.answer("GET", MINE, httpx.ConnectError("refused"))
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        await press(pilot, "n")
        assert "of 20" not in dialog(pilot)


async def test_esc_while_waiting_warns_first_and_then_accounts_for_the_key(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        plane.hold("POST", MINE)
        await press(pilot, "n")
        await write(pilot, "new-key")
        await pilot.press("enter")
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, CreateKey)
        assert "esc again" in dialog(pilot)
        plane.heal()
        await press(pilot, "escape")
        shown = dialog(pilot)
        assert "You stopped waiting" in shown
        assert "its secret is lost" in shown
