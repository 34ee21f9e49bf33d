"""Findings are counted, shown and marked."""

from __future__ import annotations

import pytest

from tests.app.actions.test_marks import marked
from tests.app.support import dialog, press, running, text
from tui.config.settings import Settings
from tui.demo.server import Demo

pytestmark = pytest.mark.usefixtures("armed")


async def test_a_finding_is_counted_shown_by_enter_and_marked_by_space(demo: Demo) -> None:
    async with running(demo, size=(100, 24)) as pilot:
        await press(pilot, "F")
        assert "1 stale used:stale" in dialog(pilot)
        assert "0 of an owner near the limit of 20" in dialog(pilot)
        await press(pilot, "enter")
        assert "filter: used:stale" in text(pilot)
        assert "slurm-bridge" in text(pilot)
        assert "▲ 1 stale" in text(pilot)

        await press(pilot, "F", "j", "space")
        assert "1 marked, 1 of them hidden" in text(pilot)
        await press(pilot, "escape")
        assert marked(pilot) == ["tmp-migration"]


async def test_the_settings_say_from_when_on_a_key_is_idle_and_stale(demo: Demo) -> None:
    settings = Settings(demo_role="admin", idle_after=10, stale_after=30)
    async with running(demo, settings=settings, size=(100, 24)) as pilot:
        assert "● 5 active" in text(pilot)
        assert "◐ 2 idle" in text(pilot)
        assert "▲ 4 stale" in text(pilot)
        await press(pilot, "F")
        assert "4 stale used:stale" in dialog(pilot)
        await press(pilot, "m")
        assert "◐ 12 d ago" in text(pilot)
        assert "▲ 61 d ago" in text(pilot)
        assert "4 marked" in text(pilot)
        await press(pilot, "G", "k", "enter")
        assert "▲ stale" in dialog(pilot)
