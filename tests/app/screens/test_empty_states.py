"""Empty places say what to press, and the footer offers only what can be done now."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest
from textual.pilot import Pilot

from tests.app.faulty import Faulty
from tests.app.support import dialog, lines, press, running, service_of, text, write
from tui.api.service import AccessKeyService
from tui.app.widgets.bindings_view import binding_views
from tui.app.widgets.footer import Footer
from tui.config.settings import Settings
from tui.demo.server import Demo

pytestmark = pytest.mark.usefixtures("armed")

_SCENES = {
    "my keys": (),
    "all keys": ("2",),
    "marked": ("space", "space"),
    "filter": ("slash",),
    "help": ("question_mark",),
    "search": ("question_mark", "slash"),
    "details": ("enter",),
    "create": ("n",),
    "delete": ("D",),
    "new secret": ("S",),
    "findings": ("F",),
    "export": ("e",),
    "find": ("2", "f"),
    "theme": ("T",),
    "panel": ("n", "w", "k", "enter"),
}
"""The keys that lead to each footer there is."""


@pytest.mark.parametrize("scene", _SCENES)
async def test_the_footer_shows_whole_verbs_that_can_be_done_now(demo: Demo, scene: str) -> None:
    async with running(demo, size=(120, 24)) as pilot:
        await press(pilot, *_SCENES[scene])
        for width in (120, 100, 80, 60):
            await pilot.resize_terminal(width, 24)
            await press(pilot)
            possible = {
                f"{binding.keys[0]} {binding.label}"
                for binding in binding_views(pilot.app.screen)
                if binding.enabled
            }
            assert footer(pilot) - possible == set()
            assert footer(pilot) & {"? Help", "esc Close", "esc Cancel", "esc Leave", "esc Clear"}


async def test_a_list_without_keys_says_what_they_are_for_and_how_to_make_one(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=clear(demo, plane)) as pilot:
        assert "signs in as you" in text(pilot)
        assert "n creates the first one" in text(pilot)
        assert not footer(pilot) & {"S New secret", "D Delete", "space Mark", "F Findings"}
        assert "n New" in footer(pilot)


async def test_a_list_without_keys_offers_none_where_nothing_is_changed(
    demo: Demo, plane: Faulty
) -> None:
    settings = Settings(demo_role="admin", readonly=True)
    async with running(demo, settings=settings, opener=clear(demo, plane)) as pilot:
        assert "You have no access keys." in text(pilot)
        assert "creates" not in text(pilot)


async def test_everybody_without_keys_is_told_where_to_make_one(demo: Demo, plane: Faulty) -> None:
    async with running(demo, opener=clear(demo, plane)) as pilot:
        await press(pilot, "2")
        assert "Nobody has an access key" in text(pilot)
        await press(pilot, "1")
        assert "n creates" in text(pilot)


async def test_a_filter_that_nothing_passes_says_how_to_drop_it(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "slash")
        await write(pilot, "zzz")
        await press(pilot, "enter")
        assert "None of the 12 keys matches the filter." in text(pilot)
        assert "esc drops it, / changes it." in text(pilot)
        assert {"esc Show all", "/ Filter"} <= footer(pilot)
        await press(pilot, "escape")
        assert "laptop-terminal" in text(pilot)


async def test_findings_say_so_where_there_is_nothing_to_look_at(demo: Demo) -> None:
    for key in demo.store.all_keys():
        if key.name != "laptop-terminal":
            demo.store.remove_key(key.id)
    async with running(demo) as pilot:
        await press(pilot, "F")
        assert "Nothing to clean up among the 1 keys in the list. Checked:" in dialog(pilot)
        assert "space Mark" not in footer(pilot)


def clear(demo: Demo, plane: Faulty) -> Callable[[], AccessKeyService]:
    """Delete everybody's keys."""
    plane.answer("GET", "/access-keys", httpx.Response(200, json={"accessKeys": []}))
    return lambda: service_of(demo, plane)


def footer(pilot: Pilot[None]) -> set[str]:
    """Read the footer from the last line of the screen."""
    assert pilot.app.screen.query_one(Footer).region.height == 1
    return set(re.split(r" {2,}", lines(pilot)[-1].strip()))
