"""Closed screens, finished requests and old connections are released."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from textual._styles_cache import StylesCache

from tests.app.planes import Planes
from tests.app.support import press, running, until
from tui.api.service import AccessKeyService
from tui.app.screens.my_keys import MyKeysScreen
from tui.app.widgets.footer import Footer
from tui.demo.server import Demo

pytestmark = pytest.mark.usefixtures("armed")

_ROUNDS = 6
_LAST_ONES = 4
"""Dialogs that a timer of theirs may hold for some seconds."""
_PARTS = 10
"""Widgets of one."""


@pytest.fixture(autouse=True)
def new_objects_alone() -> None:
    """Keep what tests before this one have left from being looked through each time."""
    gc.collect()
    gc.freeze()


def _alive(*kinds: type[object]) -> int:
    gc.collect()
    return sum(isinstance(thing, kinds) for thing in gc.get_objects())


@pytest.mark.drawn
async def test_a_dialog_leaves_no_widget_behind_nor_what_it_has_drawn(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "question_mark", "escape")
        bars, drawn = _alive(Footer), _alive(StylesCache)
        for _ in range(_ROUNDS):
            await press(pilot, "question_mark", "escape", "F", "escape")

        assert _alive(Footer) <= bars + _LAST_ONES
        assert _alive(StylesCache) <= drawn + _LAST_ONES * _PARTS


async def test_another_profile_leaves_no_connection_and_no_screen_of_the_last_one_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services, screens = _alive(AccessKeyService), _alive(MyKeysScreen)
    async with Planes(tmp_path, monkeypatch).running() as pilot:
        for name in ("l", "p", "l"):
            await press(pilot, "at", name, "enter")

        # The last one but one may still be saying goodbye.
        await until(pilot, lambda: _alive(AccessKeyService) <= services + 1)
        await until(pilot, lambda: _alive(MyKeysScreen) <= screens + 2)
