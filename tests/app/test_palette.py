"""The palette finds actions and keys; the help finds actions."""

from __future__ import annotations

import httpx
import pytest
from textual.command import CommandList
from textual.pilot import Pilot

from tests.app.faulty import Faulty
from tests.app.support import NOW, dialog, lines, press, running, service_of, settle, text, write
from tests.hostile import key_items
from tui.app.app import AccessKeysApp
from tui.app.screens.help import HelpScreen
from tui.app.screens.key_list import KeyListScreen
from tui.app.widgets.key_table import KeyTable
from tui.demo.server import Demo

pytestmark = pytest.mark.usefixtures("armed")


@pytest.mark.parametrize("screen", ["1", "2"])
async def test_the_palette_offers_whatever_a_key_does_now(demo: Demo, screen: str) -> None:
    async with running(demo) as pilot:
        await press(pilot, screen, "j", "space")
        active = pilot.app.screen.active_bindings.values()
        labels = {key.binding.description for key in active if key.enabled}
        labels &= declared(type(pilot.app.screen), KeyTable, AccessKeysApp)
        await press(pilot, "colon")
        await found(pilot)
        assert len(labels) > 25
        assert labels - {title.partition("  (")[0] for title in offered(pilot)} == set()
        assert "esc Close" in lines(pilot)[-1]
        assert "New" not in lines(pilot)[-1]


async def test_a_key_s_name_typed_into_the_palette_puts_the_cursor_on_it(demo: Demo) -> None:
    async with running(demo) as pilot:
        await look_for(pilot, "slurm")
        assert "go to slurm-bridge" in text(pilot)
        await choose(pilot)
        assert "› slurm-bridge" in text(pilot)


async def test_a_key_that_the_filter_hides_is_gone_to_without_the_filter(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "slash")
        await write(pilot, "tmp")
        await press(pilot, "enter")
        await look_for(pilot, "slurm")
        await choose(pilot)
        assert "› slurm-bridge" in text(pilot)
        assert "filter:" not in text(pilot)


async def test_a_word_in_the_middle_of_a_name_finds_the_key_too(demo: Demo) -> None:
    async with running(demo) as pilot:
        await look_for(pilot, "recommendation")
        await choose(pilot)
        assert "› nightly-benchmark" in text(pilot)


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
        assert isinstance(screen, KeyListScreen)
        names = [key.name for key in screen.listing.keys or () if typed in key.name]
        await press(pilot, "colon")
        await pilot.press(key)
        await found(pilot)
        assert names
        prompts = "\n".join(offered(pilot))
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
        assert isinstance(pilot.app.screen, KeyListScreen)


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
        assert "No key matches. esc shows all again." in dialog(pilot)


async def look_for(pilot: Pilot[None], typed: str) -> None:
    await press(pilot, "colon")
    await write(pilot, typed)
    await found(pilot)


async def found(pilot: Pilot[None]) -> None:
    searching = [worker for worker in pilot.app.workers if worker.group == "default"]
    if searching:
        await pilot.app.workers.wait_for_complete(searching)
    await settle(pilot)


def offered(pilot: Pilot[None]) -> list[str]:
    """List what can be chosen."""
    return [str(option.prompt) for option in pilot.app.screen.query_one(CommandList).options]


def declared(*classes: type[object]) -> set[str]:
    """Return the labels of the program's own bindings, with an id or without."""
    bases = {base for each in classes for base in each.__mro__}
    own = [base for base in bases if base.__module__.startswith("tui.")]
    return {
        binding.description
        for base in own
        for binding in vars(base).get("BINDINGS", ())
        if not binding.system
    } - {""}


async def choose(pilot: Pilot[None]) -> None:
    await press(pilot, "enter")
    await settle(pilot)
