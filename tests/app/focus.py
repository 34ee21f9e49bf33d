"""Goes round with tab: who has no mouse sees where they are, and gets everywhere."""

from __future__ import annotations

from itertools import pairwise

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tests.app.snapshots import strips_of, styles, texts
from tests.app.support import press
from tests.app.walks import Stop, World
from tui.app.screens.key_list import KeyListScreen


class FocusRounds:
    """Goes round once on each kind of screen, and ends with the focus where it was."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._gone_round = set[type[object]]()

    async def faults(self, stop: Stop) -> list[str]:
        """List what tab does not reach, and what looks the same with the focus and without."""
        # In a list, tab completes the filter, and esc and enter go between the two.
        is_list = issubclass(stop.screen, KeyListScreen)
        if stop.waits or is_list or stop.screen in self._gone_round:
            return []
        self._gone_round.add(stop.screen)
        chain = list(self._world.screen.focus_chain)
        steps = [await self._step() for _ in chain]
        missed = set(chain) ^ {place for place, _ in steps}
        return [
            *(f"{stop.name}: tab does not reach {place}" for place in missed),
            *(
                f"{stop.name}: {place} looks the same without the focus"
                for (place, focused), (_, left) in pairwise(steps)
                if _part(focused, place.region) == _part(left, place.region)
            ),
        ]

    async def _step(self) -> tuple[Widget, list[Strip]]:
        await press(self._world.pilot, "tab")
        assert self._world.screen.focused is not None
        return self._world.screen.focused, strips_of(self._world.pilot.app)


def _part(strips: list[Strip], region: Region) -> str:
    """Write down what is drawn in one place."""
    part = [strip.crop(region.x, region.right) for strip in strips[region.y : region.bottom]]
    return texts(part) + styles(part)
