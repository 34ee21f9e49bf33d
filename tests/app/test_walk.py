"""The main job, as a user does it."""

from __future__ import annotations

import pytest

from tests.app.support import NOW, lines, press, running, settle, text, toasts, write
from tui.app.dialogs.secret.secret_panel import SecretPanel
from tui.app.screens.my_keys import MyKeysScreen
from tui.demo.server import Demo

pytestmark = pytest.mark.usefixtures("armed")


async def test_the_first_screen_shows_the_twelve_own_keys(demo: Demo) -> None:
    async with running(demo) as pilot:
        shown = text(pilot)
        assert all(key.name[:20] in shown for key in demo.store.my_keys())
        assert "12/20" in shown


async def test_a_key_is_created_regenerated_and_deleted(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "n")
        await write(pilot, "walk-key")
        await press(pilot, "enter")
        assert "Client secret" in text(pilot)
        first = secret_of(demo, "walk-key")
        assert first not in text(pilot)
        await press(pilot, "v")
        assert first in text(pilot)

        await press(pilot, "q")
        assert "neither copied nor saved" in text(pilot)
        await press(pilot, "tab", "enter")
        assert isinstance(pilot.app.screen, MyKeysScreen)
        assert "› walk-key" in text(pilot)

        await press(pilot, "S", "tab", "enter")
        assert secret_of(demo, "walk-key") != first
        await press(pilot, "v")
        assert secret_of(demo, "walk-key") in text(pilot)
        await press(pilot, "q", "tab", "enter")

        await press(pilot, "D")
        assert "Type the name" in text(pilot)
        await write(pilot, "walk-key")
        await press(pilot, "enter")
        assert "Deleted walk-key." in toasts(pilot)
        assert "walk-key" not in [key.name for key in demo.store.my_keys()]


async def test_another_persons_key_is_deleted_from_all_keys(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "2", "slash")
        await write(pilot, "owner:bo")
        await press(pilot, "enter", "D")
        before = {key.id for key in demo.store.all_keys()}
        victim = next(line for line in lines(pilot) if "Name" in line).split()[-2]
        await write(pilot, victim)
        await press(pilot, "enter")
        gone = before - {key.id for key in demo.store.all_keys()}
        assert len(gone) == 1
        assert f"Deleted {victim}." in toasts(pilot)


async def test_a_user_reads_why_all_keys_are_not_listed_and_goes_on_with_their_own() -> None:
    demo = Demo(role="user", now=lambda: NOW)
    async with running(demo) as pilot:
        await press(pilot, "2")
        assert "administrators only" in text(pilot)
        assert "403" in text(pilot)
        await press(pilot, "1", "r")
        assert "laptop-terminal" in text(pilot)


async def test_quitting_from_the_panel_asks_before_the_secret_is_lost(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "n")
        await write(pilot, "walk-key")
        await press(pilot, "enter", "ctrl+q")
        assert pilot.app.is_running
        assert "neither copied nor saved" in text(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, SecretPanel)


async def test_the_pair_can_be_tested_by_signing_in(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "n")
        await write(pilot, "walk-key")
        await press(pilot, "enter", "t")
        await settle(pilot)
        shown = text(pilot)
        assert "It took" in shown
        assert secret_of(demo, "walk-key") not in shown


def secret_of(demo: Demo, name: str) -> str:
    return next(key.client_secret for key in demo.store.my_keys() if key.name == name)
