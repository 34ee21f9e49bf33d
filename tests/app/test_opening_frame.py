"""The frame before Textual says what Textual's own first frame says, at the same places."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.app.faulty import Faulty
from tests.app.support import lines, running, service_of
from tests.pty.emulator import Emulator, in_common
from tui.app.min_size import COLUMNS, LINES
from tui.app.opening_frame import opening_frame
from tui.config.settings import Settings
from tui.demo.server import DEMO_BASE_URL, Demo

_LOOKS: tuple[Mapping[str, object], ...] = (
    {"demo_role": "admin", "readonly": True},
    {"has_token": True, "base_url": DEMO_BASE_URL, "profile": "prod", "color": "red"},
    {"has_token": True, "base_url": DEMO_BASE_URL, "profile": "訓練ジョブ", "ascii": True},
)


@pytest.mark.drawn
@pytest.mark.parametrize("look", _LOOKS)
async def test_it_holds_nothing_that_textual_draws_elsewhere_or_otherwise(
    demo: Demo, plane: Faulty, look: Mapping[str, object]
) -> None:
    settings = Settings(**look)  # type: ignore[arg-type]
    plane.hold("POST", "/token")
    async with running(
        demo, settings=settings, opener=lambda: service_of(demo, plane), settled=False
    ) as pilot:
        for size in (
            (COLUMNS, LINES),
            (60, 16),
            *((76 + more, 24) for more in range(4)),
            (180, 50),
        ):
            await pilot.resize_terminal(*size)
            frame = opening_frame(settings, size)
            assert frame is not None
            emulator = Emulator(size, lambda _: None)
            emulator.feed(frame.text.encode())

            drawn = [line.rstrip() for line in emulator.lines]
            assert [*map(in_common, drawn, lines(pilot))] == drawn
            assert frame.text.startswith("\x1b[1;1H\x1b[1m runai-keys")


@pytest.mark.parametrize("size", [(1, 1), (COLUMNS - 1, 24), (80, LINES - 1)])
def test_where_the_program_has_no_room_there_is_none(size: tuple[int, int]) -> None:
    assert opening_frame(Settings(demo_role="admin"), size) is None


def test_a_setting_that_a_terminal_would_take_for_more_than_text_is_not_drawn() -> None:
    assert opening_frame(Settings(base_url="https://a\x1b[2J", has_token=True), (80, 24)) is None
