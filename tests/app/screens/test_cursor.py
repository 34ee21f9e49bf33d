"""The cursor follows its key, and every action hits what is shown under it."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.app.support import dialog, lines, press, running
from tui.app.screens.key_list import KeyListScreen
from tui.demo.server import Demo

MOVES = ("j", "k", "g", "G")
FILTERS = ("", "a", "run", "used:never", "!a", "idle:>60d", "nothing-has-this-name")

Step = str | tuple[str, int] | tuple[str, str]


def steps(count: int) -> Iterator[Step]:
    """Yield steps of all kinds, always the same ones."""
    chance = random.Random(6)
    for _ in range(count):
        yield chance.choice(
            (
                chance.choice(
                    ("r", "greater_than_sign", "less_than_sign", "I", "j", "k", "G", "g")
                ),
                (chance.choice(("delete", "insert")), chance.randrange(10_000)),
                ("filter", chance.choice(FILTERS)),
            )
        )


@pytest.mark.exhaustive
async def test_the_cursor_stays_on_its_key_through_anything(demo: Demo) -> None:
    async with running(demo, size=(100, 16)) as pilot:
        wanted = _under_cursor(pilot)
        for number, step in enumerate(steps(80)):
            await _do(pilot, demo, step)
            wanted = _check(pilot, wanted, moved=step in MOVES)
            if number % 8 == 7:
                await _check_actions(pilot)
                wanted = _under_cursor(pilot)


async def _do(pilot: Pilot[None], demo: Demo, step: Step) -> None:
    match step:
        case str():
            await press(pilot, step)
        case ("filter", text):
            await press(pilot, "slash")
            pilot.app.screen.query_one(Input).value = str(text)
            await press(pilot, "enter")
        case ("delete", number):
            keys = demo.store.my_keys()
            if keys:
                demo.store.remove_key(keys[int(number) % len(keys)].id)
            await press(pilot, "r")
        case ("insert", number):
            demo.store.add_key(f"inserted-{random.Random(number).getrandbits(32):x}")
            await press(pilot, "r")


def _screen(pilot: Pilot[None]) -> KeyListScreen:
    assert isinstance(pilot.app.screen, KeyListScreen)
    return pilot.app.screen


def _under_cursor(pilot: Pilot[None]) -> str | None:
    selected = _screen(pilot).table.selected
    return selected.id if selected else None


def _check(pilot: Pilot[None], wanted: str | None, *, moved: bool) -> str | None:
    """Compare the cursor with the key it was on; give the key that it has to be on next."""
    screen, now_on = _screen(pilot), _under_cursor(pilot)
    if not moved and wanted in {key.id for key in screen.shown}:
        assert now_on == wanted
    _check_line(pilot)
    known = {key.id for key in screen.listing.keys or ()}
    # A key that is merely hidden by a filter is come back to.
    return wanted if not moved and wanted in known else now_on


def _check_line(pilot: Pilot[None]) -> None:
    selected = _screen(pilot).table.selected
    marked = [line for line in lines(pilot) if line.startswith("›")]
    assert len(marked) == (0 if selected is None else 1)
    if selected is not None:
        assert selected.client_id in marked[0]


async def _check_actions(pilot: Pilot[None]) -> None:
    selected = _screen(pilot).table.selected
    if selected is None:
        await press(pilot, "D")
        assert isinstance(pilot.app.screen, KeyListScreen)
        return
    for key in ("D", "S", "enter"):
        await press(pilot, key)
        assert selected.client_id in dialog(pilot)
        await press(pilot, "escape")


async def test_a_key_that_is_gone_leaves_the_cursor_on_its_line(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "j", "j")
        screen = _screen(pilot)
        following = screen.shown[3]
        victim = screen.table.selected
        assert victim is not None
        demo.store.remove_key(victim.id)
        await press(pilot, "r")
        assert screen.table.selected == following


async def test_the_scroll_stays_with_the_key_when_others_come_and_go_above_it(demo: Demo) -> None:
    async with running(demo, size=(80, 12)) as pilot:
        await press(pilot, *"jjjjjjjjk")
        before = [number for number, line in enumerate(lines(pilot)) if line.startswith("›")]
        demo.store.remove_key(_screen(pilot).shown[1].id)
        await press(pilot, "r")
        after = [number for number, line in enumerate(lines(pilot)) if line.startswith("›")]
        assert after == before
