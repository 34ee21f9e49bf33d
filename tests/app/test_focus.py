"""Without a mouse the focus is visible, and everything can be reached."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tests.app.scenes import WALKS
from tests.app.snapshots import strips_of, styles, texts
from tests.app.support import press
from tests.app.walks import Stop, Walk, World, visit_all
from tui.app.screens.key_list.key_list import KeysScreen


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.name)
async def test_tab_goes_round_through_all_there_is_and_each_place_looks_different(
    walk: Walk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path, monkeypatch)
    gone_round = set[type[object]]()

    async def go_round(stop: Stop) -> None:
        # In a list, tab completes the filter, and esc and enter go between the two.
        is_list = issubclass(stop.screen, KeysScreen)
        if stop.waits or is_list or stop.screen in gone_round:
            return
        gone_round.add(stop.screen)
        rounds = len(world.screen.focus_chain)
        steps = [await _step(world) for _ in range(rounds)]
        assert {place for place, _ in steps} == set(world.screen.focus_chain), stop.name
        for (place, focused), (_, left) in pairwise(steps):
            assert _part(focused, place.region) != _part(left, place.region), (stop.name, place)

    await visit_all(walk, world, go_round)


async def _step(world: World) -> tuple[Widget, list[Strip]]:
    await press(world.pilot, "tab")
    assert world.screen.focused is not None
    return world.screen.focused, strips_of(world.pilot.app)


def _part(strips: list[Strip], region: Region) -> str:
    """Write down what is drawn in one place."""
    part = [strip.crop(region.x, region.right) for strip in strips[region.y : region.bottom]]
    return texts(part) + styles(part)
