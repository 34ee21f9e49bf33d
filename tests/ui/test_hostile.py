"""Text from outside is shown, and does nothing else."""

from __future__ import annotations

import unicodedata

import httpx
import pytest

from tests.ui.faulty import Faulty
from tests.ui.support import NOW, dialog, lines, press, running, service_of, settle, text
from tui.demo.server import Demo
from tui.dialogs.lost_answer import LostAnswer
from tui.screens.keys_screen import KeysScreen

pytestmark = pytest.mark.usefixtures("armed")

NAMES = [
    "[/x]",
    "[RED] team",
    "[bold]loud[/bold]",
    "[@click=app.quit]quit[/]",
    "[link=https://x.example]link",
    "\x1b]52;c;cHduZWQ=\x07",
    "\x1b]0;title\x1b\\",
    "\x1b[2J\x1b[31mred",
    "\x9b31mred",
    "two\nlines\tand a tab\r",
    "\u202eevil",
    "zero\u200bwidth\u2060",
    "wide 日本語 name",
    "e" + "\u0301" * 200,
    "👩\u200d💻-👨\u200d👩\u200d👧",
    "x" * 10_000,
    ":bomb: emoji code",
    "",
]


@pytest.mark.parametrize("name", NAMES)
async def test_a_hostile_name_is_shown_harmlessly_everywhere(name: str) -> None:
    demo = Demo(now=lambda: NOW)
    demo.store.add_key(name, last_login=NOW)
    async with running(demo, size=(120, 40)) as pilot:
        _check(lines(pilot), 120)
        await press(pilot, "g")
        for key in ("enter", "D", "S"):
            await press(pilot, key)
            _check(lines(pilot), 120)
            await press(pilot, "escape")
        await press(pilot, "2")
        _check(lines(pilot), 120)
        assert isinstance(pilot.app.screen, KeysScreen)


def _check(shown: list[str], width: int) -> None:
    for line in shown:
        assert len(line) <= width + 2 * 60  # at most two combining marks behind a character
        for character in line:
            assert unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")


async def test_a_lone_surrogate_is_shown_as_a_mark() -> None:
    demo = Demo(now=lambda: NOW)
    plane = Faulty(demo)
    item = rb'{"id": "1", "name": "lone \udc9b surrogate", "clientId": "\ud83d", "lastLogin": null}'
    plane.answer("GET", "/access-keys", httpx.Response(200, content=b"[" + item + b"]"))
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        _check(lines(pilot), 80)
        assert isinstance(pilot.app.screen, KeysScreen)
        assert pilot.app.screen.listing.failure is not None or "lone" in text(pilot)


async def test_a_click_on_a_name_with_an_action_in_it_does_nothing() -> None:
    demo = Demo(now=lambda: NOW)
    demo.store.add_key("[@click=app.quit]quit[/]", last_login=NOW)
    async with running(demo) as pilot:
        await press(pilot, "g")
        await pilot.click("KeyTable", offset=(5, 1))
        await settle(pilot)
        assert pilot.app.is_running
        assert "[@click=app.quit]" in text(pilot)


async def test_a_refusal_with_markup_and_controls_in_it_is_quoted_literally() -> None:
    demo = Demo(now=lambda: NOW)
    async with running(demo) as pilot:
        said = "It said [/nope] [@click=app.quit]x[/]."
        pilot.app.push_screen(LostAnswer("Deleting [/x]", said))
        await settle(pilot)
        assert "Deleting [/x] It said [/nope] [@click=app.quit]x[/]." in dialog(pilot)


async def test_the_awkward_names_of_the_demo_are_listed_to_the_last() -> None:
    demo = Demo(now=lambda: NOW)
    async with running(demo, size=(200, 100)) as pilot:
        await press(pilot, "2")
        shown = text(pilot)
        assert "[RED] team" in shown
        assert "[/x]" in shown
        assert "All keys 87" in shown
