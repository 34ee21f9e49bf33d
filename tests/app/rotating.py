"""The program on a demo whose clock is set by hand, and steps of a rotation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Button, Input

from tests.app.faulty import Faulty
from tests.app.support import NOW, lines, press, running, service_of, settle, text
from tests.app.timer import Timer
from tui.app.dialogs.secret.issue_secret import IssueSecret
from tui.app.screens.my_keys import MyKeysScreen
from tui.config.settings import Settings
from tui.demo.record import DemoRecord
from tui.demo.server import Demo
from tui.listing.rotation import Rotation, Twin
from tui.workflows.watch_rotations import real_identity

OLD, NEW = "airflow-prod", "airflow-prod-2"
CREATE = ("POST", "/access-keys")


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

    def key(self, name: str) -> DemoRecord:
        """Return a key that exists."""
        return next(key for key in self.demo.store.my_keys() if key.name == name)

    @property
    def screen(self) -> MyKeysScreen:
        """The list, below any dialog."""
        (found,) = (each for each in self.pilot.app.screen_stack if isinstance(each, MyKeysScreen))
        return found

    async def on(self, name: str, *keys: str) -> None:
        """Press keys with the cursor on a key."""
        screen = self.pilot.app.screen
        assert isinstance(screen, MyKeysScreen)
        (key,) = (key for key in screen.listing.keys or () if key.name == name)
        screen.action_context.go_to(key.id)
        await press(self.pilot, *keys)

    async def fill_in(self, name: str = OLD, path: Path | None = None) -> None:
        """Fill in the dialog that begins a rotation."""
        await self.on(name, "R")
        await self._fill_in(name, path)

    async def _fill_in(self, name: str, path: Path | None) -> None:
        screen = self.pilot.app.screen
        assert isinstance(screen, IssueSecret), text(self.pilot)
        for phrase in screen.query("#phrase").results(Input):
            phrase.value = name
        if path is not None:
            screen.query_one("#path", Input).value = str(path)
        await settle(self.pilot)

    async def rotate(self, name: str = OLD, path: Path | None = None) -> None:
        """Agree to the rotation of a key."""
        await self.fill_in(name, path)
        await self.push("go")

    async def deliver_again(self, path: Path | None = None) -> None:
        """Choose another secret in the dialog about a rotation, and agree to it."""
        await self.push("again")
        await self.agree(path=path)

    async def agree(self, name: str = OLD, path: Path | None = None) -> None:
        """Fill in the dialog that is open, and go on."""
        await self._fill_in(name, path)
        await self.push("go")

    async def push(self, button: str) -> None:
        """Push a button of the dialog."""
        self.pilot.app.screen.query_one(f"#{button}", Button).press()
        await settle(self.pilot)

    async def later(self, hours: float) -> None:
        """Load the list some time later."""
        self.timer.now += timedelta(hours=hours)
        await press(self.pilot, "r")

    def send(self, button: str) -> None:
        """Push a button, and wait for nothing."""
        self.pilot.app.screen.query_one(f"#{button}", Button).press()

    @contextmanager
    def another_program(self) -> Iterator[None]:
        """Keep a rotation locked."""
        session, journal = self.screen.session, self.screen.rotations.journal
        keys = self.screen.listing.keys or ()
        (key,) = (key for key in keys if key.name == OLD)
        base_url, user = real_identity(session)
        with journal.locked(Rotation(base_url, user, Twin.of(key), Twin(NEW), begun=NOW)):
            yield

    def sign(self, name: str) -> str:
        """Return the sign before a key."""
        return next(line[1] for line in lines(self.pilot) if line[2:].split("  ")[0] == name)


@asynccontextmanager
async def program(
    settings: Settings | None = None, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Program]:
    """Run it."""
    timer = Timer(NOW)
    demo = Demo(now=lambda: timer.now)
    plane = Faulty(demo)
    opener = partial(service_of, demo, plane, now=lambda: timer.now)
    async with running(demo, size=size, settings=settings, opener=opener, timer=timer) as pilot:
        yield Program(demo, plane, timer, pilot)
