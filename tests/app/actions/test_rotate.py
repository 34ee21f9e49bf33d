"""The rotation of a key on the screen: from its dialog to the end of the predecessor."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Input

from tests.app.faulty import Faulty
from tests.app.support import NOW, dialog, lines, press, running, service_of, settle, text, toasts
from tests.app.timer import Timer
from tui.app.dialogs.keys.rotation_step import RotationStory
from tui.app.dialogs.secret.rotate import Rotate
from tui.app.dialogs.secret.secret_panel import SecretPanel
from tui.app.screens.my_keys import MyKeysScreen
from tui.config.settings import Settings
from tui.demo.server import Demo

pytestmark = pytest.mark.usefixtures("armed")

OLD, NEW = "airflow-prod", "airflow-prod-2"
CREATE, SECRET = ("POST", "/access-keys"), ("POST", "/secret")


@dataclass
class Program:
    """The program on a demo whose clock is set by hand."""

    demo: Demo
    plane: Faulty
    timer: Timer
    pilot: Pilot[None]

    @property
    def names(self) -> list[str]:
        """The names of the keys that exist."""
        return [key.name for key in self.demo.store.my_keys()]

    async def on(self, name: str, *keys: str) -> None:
        """Press keys with the cursor on a key."""
        screen = self.pilot.app.screen
        assert isinstance(screen, MyKeysScreen)
        (key,) = (key for key in screen.listing.keys or () if key.name == name)
        screen.desk.go_to(key.id)
        await press(self.pilot, *keys)

    async def rotate(self, name: str = OLD, path: Path | None = None) -> None:
        """Agree to the rotation of a key."""
        await self.on(name, "R")
        assert isinstance(self.pilot.app.screen, Rotate), text(self.pilot)
        for phrase in self.pilot.app.screen.query("#phrase").results(Input):
            phrase.value = name
        if path is not None:
            self.pilot.app.screen.query_one("#path", Input).value = str(path)
        await settle(self.pilot)
        await self.push("go")

    async def push(self, button: str) -> None:
        """Push a button of the dialog."""
        self.pilot.app.screen.query_one(f"#{button}", Button).press()
        await settle(self.pilot)

    async def later(self, hours: float) -> None:
        """Load the list some time later."""
        self.timer.now += timedelta(hours=hours)
        await press(self.pilot, "r")

    def sign(self, name: str) -> str:
        """Return the sign before a key."""
        return next(line[1] for line in lines(self.pilot) if line[2:].split("  ")[0] == name)


@asynccontextmanager
async def program(
    settings: Settings | None = None, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Program]:
    timer = Timer(NOW)
    demo = Demo(now=lambda: timer.now)
    plane = Faulty(demo)
    async with running(
        demo, size=size, settings=settings, opener=lambda: service_of(demo, plane), timer=timer
    ) as pilot:
        yield Program(demo, plane, timer, pilot)


async def test_a_key_is_rotated_from_its_dialog_to_the_delete_of_the_old_one(
    tmp_path: Path,
) -> None:
    async with program() as run:
        await run.on(OLD, "R")
        asked = dialog(run.pilot)
        assert f"Successor {NEW}" in " ".join(asked.split())
        assert "stays valid" in asked
        assert "Type the name" in asked
        await press(run.pilot, "escape")
        assert NEW not in run.names

        await run.rotate(path=tmp_path / "new.env")
        assert isinstance(run.pilot.app.screen, SecretPanel)
        assert "RUNAI_CLIENT_ID" in (tmp_path / "new.env").read_text()
        await press(run.pilot, "escape")

        assert any(f"{NEW} works." in toast for toast in toasts(run.pilot)), toasts(run.pilot)
        assert run.sign(OLD) == run.sign(NEW) == "↻"
        assert {OLD, NEW} <= set(run.names)
        await run.later(25)
        await run.on(OLD, "R")
        assert isinstance(run.pilot.app.screen, RotationStory)
        assert "it can be deleted" in dialog(run.pilot)
        await run.push("finish")
        run.pilot.app.screen.query_one("#phrase", Input).value = OLD
        await settle(run.pilot)
        await run.push("go")

        await press(run.pilot, "r")
        assert OLD not in run.names
        assert NEW in run.names
        assert run.sign(NEW) == " "
