"""The tabs count the keys that there are, whichever list a change was made on, or none."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from tests.app.faulty import Faulty
from tests.app.support import press, running, service_of, settle, write
from tests.session.test_delete_queue import Clock
from tui.app.screens.key_list import KeyListScreen
from tui.app.widgets.tab_bar import TabBar
from tui.config.settings import Settings
from tui.demo.server import Demo

pytestmark = pytest.mark.usefixtures("armed")

UNUSED = "tmp-migration"
"""A key of the user's own that nothing uses."""

OTHERS = "billing-export"
"""A key of somebody else."""

Change = Callable[[Pilot[None], Faulty], Awaitable[None]]


async def _delete(pilot: Pilot[None], _plane: Faulty) -> None:
    key = _list(pilot).table.selected
    assert key is not None
    await press(pilot, "D")
    await write(pilot, key.name)
    await press(pilot, "enter")


async def _delete_and_lose_the_response(pilot: Pilot[None], plane: Faulty) -> None:
    plane.lose("DELETE", "")
    await _delete(pilot, plane)


async def _delete_two(pilot: Pilot[None], _plane: Faulty) -> None:
    await press(pilot, "space", "up", "up", "space", "D")
    await press(pilot, "2", "enter")


async def _create(pilot: Pilot[None], _plane: Faulty) -> None:
    await press(pilot, "n")
    await write(pilot, "new-key")
    await press(pilot, "enter")


async def _create_and_lose_the_response(pilot: Pilot[None], plane: Faulty) -> None:
    plane.lose("POST", "/access-keys")
    await _create(pilot, plane)


async def _rotate(pilot: Pilot[None], _plane: Faulty) -> None:
    await press(pilot, "R", "tab", "enter")


CHANGES: dict[str, tuple[str, str, Change]] = {
    "deleted here": ("1", UNUSED, _delete),
    "deleted there": ("2", UNUSED, _delete),
    "deleted here, response lost": ("1", UNUSED, _delete_and_lose_the_response),
    "deleted there, response lost": ("2", UNUSED, _delete_and_lose_the_response),
    "two deleted here": ("1", UNUSED, _delete_two),
    "two deleted there": ("2", UNUSED, _delete_two),
    "created": ("1", UNUSED, _create),
    "created, response lost": ("1", UNUSED, _create_and_lose_the_response),
    "rotated": ("1", UNUSED, _rotate),
    "somebody else's deleted": ("2", OTHERS, _delete),
    "somebody else's deleted, response lost": ("2", OTHERS, _delete_and_lose_the_response),
    "two of others deleted": ("2", OTHERS, _delete_two),
}
"""Changes, the tab that they are made on, and the key that the cursor is on."""


@pytest.mark.parametrize("change", CHANGES)
async def test_a_change_is_in_the_counts_of_both_tabs_as_soon_as_it_is_known(
    demo: Demo, plane: Faulty, change: str
) -> None:
    here, name, make = CHANGES[change]
    there = {"1": "2", "2": "1"}[here]
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        await press(pilot, there, here)
        assert _counts(pilot) == _true(demo)
        _go_to(pilot, demo, name)
        before = _true(demo)
        await make(pilot, plane)
        after = _true(demo)
        assert after[here] != before[here]
        assert (after[there] == before[there]) is (name == OTHERS)
        # Whatever is on top now, such as what became of it.
        assert _counts(pilot)[here] == after[here]
        # It may have to be asked for, unless nothing of that list has changed.
        assert _counts(pilot)[there] in {after[there], "" if name == UNUSED else after[there]}


@pytest.mark.parametrize(("here", "there"), [("1", "2"), ("2", "1")])
async def test_a_delete_that_has_waited_is_in_all_that_the_other_list_shows(
    demo: Demo, here: str, there: str
) -> None:
    clock = Clock()
    async with running(demo, settings=Settings(demo_role="admin")) as pilot:
        await press(pilot, there, here)
        deletes = _list(pilot).session.deletes
        deletes.clock = clock
        key_id = _go_to(pilot, demo, UNUSED)
        await press(pilot, "D")
        await write(pilot, UNUSED)
        await press(pilot, "enter", there)
        clock.time += deletes.delay
        deletes.tick()
        await settle(pilot)
        assert _counts(pilot) == _true(demo)
        assert key_id not in {key.id for key in _list(pilot).listing.keys or ()}


def _list(pilot: Pilot[None]) -> KeyListScreen:
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, KeyListScreen)
    return screen


def _go_to(pilot: Pilot[None], demo: Demo, name: str) -> str:
    """Put the cursor on a key, rather one of the user's own, and return its id."""
    keys = (*demo.store.my_keys(), *demo.store.all_keys())
    key_id = next(key.id for key in keys if key.name == name)
    _list(pilot).action_context.go_to(key_id)
    return key_id


def _true(demo: Demo) -> dict[str, str]:
    return {"1": f"{len(demo.store.my_keys())}/20", "2": str(len(demo.store.all_keys()))}


def _counts(pilot: Pilot[None]) -> dict[str, str]:
    """Return the counts on the tabs of the list, whatever is on top of it."""
    tabs = str(pilot.app.screen_stack[0].query_one(TabBar).render())
    found = re.search(r"1 My keys ([\d/]*) .*2 All keys ?(\d*)", tabs)
    assert found is not None, tabs
    return {"1": found[1], "2": found[2]}
