"""The palette finds verbs and keys; the help finds verbs."""

from __future__ import annotations

import httpx
import pytest
from textual.pilot import Pilot

from tests.hostile import key_items
from tests.ui.faulty import Faulty
from tests.ui.support import NOW, dialog, press, running, service_of, settle, text, write
from tui.demo.server import Demo
from tui.screens.help import HelpScreen
from tui.screens.keys_screen import KeysScreen

pytestmark = pytest.mark.usefixtures("armed")


async def test_a_key_s_name_typed_into_the_palette_puts_the_cursor_on_it(demo: Demo) -> None:
    async with running(demo) as pilot:
        await look_for(pilot, "slurm")
        assert "go to slurm-bridge" in text(pilot)
        await choose(pilot)
        assert "❯ slurm-bridge" in text(pilot)


async def test_a_key_that_the_filter_hides_is_gone_to_without_the_filter(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "slash")
        await write(pilot, "tmp")
        await press(pilot, "enter")
        await look_for(pilot, "slurm")
        await choose(pilot)
        assert "❯ slurm-bridge" in text(pilot)
        assert "filter:" not in text(pilot)


async def test_a_word_in_the_middle_of_a_name_finds_the_key_too(demo: Demo) -> None:
    async with running(demo) as pilot:
        await look_for(pilot, "recommendation")
        await choose(pilot)
        assert "❯ nightly-benchmark" in text(pilot)


async def test_a_verb_is_offered_before_a_key_that_is_called_like_it() -> None:
    demo = Demo(now=lambda: NOW)
    demo.store.add_key("refresh-token")
    async with running(demo) as pilot:
        await look_for(pilot, "refresh")
        shown = text(pilot)
        assert 0 < shown.index("Refresh  (r)") < shown.index("go to refresh-token")


@pytest.mark.parametrize(
    ("key", "typed"), [("a", "a"), ("x", "x"), ("left_square_bracket", "["), ("slash", "/")]
)
async def test_hostile_names_are_offered_harmlessly(
    demo: Demo, plane: Faulty, key: str, typed: str
) -> None:
    plane.answer("GET", "/access-keys", httpx.Response(200, json=key_items()))
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, KeysScreen)
        names = [key.name for key in screen.listing.keys or () if typed in key.name]
        await press(pilot, "colon")
        await pilot.press(key)
        await found(pilot)
        assert names
        offered = pilot.app.screen.query_one("CommandList").options  # type: ignore[attr-defined]
        prompts = "\n".join(str(option.prompt) for option in offered)
        assert all(f"go to {name[:30]}" in prompts for name in names)


async def test_the_help_shows_what_a_word_finds_and_esc_shows_all_again(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "question_mark", "slash")
        await write(pilot, "mark all")
        shown = dialog(pilot)
        assert "Mark to here" in shown
        assert "Refresh" not in shown
        await press(pilot, "enter", "escape")
        assert "Refresh" in dialog(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, KeysScreen)


async def test_letters_that_are_keys_of_the_help_are_letters_in_its_search(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "question_mark", "slash")
        await write(pilot, "quit")
        assert isinstance(pilot.app.screen, HelpScreen)
        assert "Leave the program" in dialog(pilot)


async def test_the_help_says_so_when_nothing_is_found(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "question_mark", "slash")
        await write(pilot, "zzz")
        assert "No key is for that. esc shows all again." in dialog(pilot)


async def look_for(pilot: Pilot[None], typed: str) -> None:
    await press(pilot, "colon")
    await write(pilot, typed)
    await found(pilot)


async def found(pilot: Pilot[None]) -> None:
    searching = [worker for worker in pilot.app.workers if worker.group == "default"]
    if searching:
        await pilot.app.workers.wait_for_complete(searching)
    await settle(pilot)


async def choose(pilot: Pilot[None]) -> None:
    await press(pilot, "enter")
    await settle(pilot)
