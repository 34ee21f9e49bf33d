"""Goes to every scene, to have it drawn, measured and compared."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import AbstractAsyncContextManager, aclosing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from tests.app.faulty import Faulty
from tests.app.recorders import record_by
from tests.app.support import NOW, press, settle, take_messages, write
from tui.demo.server import Demo

SIZE = (100, 30)
"""Of the pictures, and of the window in which the scenes are gone to."""

SIZES = ((80, 24), SIZE, (120, 40), (60, 16), (200, 60))
"""At which everything has to have its place; between two that are drawn, none that moves much."""

_OVER_SSH = {
    "SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22",
    "TERM": "xterm-256color",
    "TMUX": "",
    "STY": "",
}
"""Wherever the scenes are gone to."""


@dataclass
class World:
    """Surroundings of a walk."""

    folder: Path
    """Empty, and nobody else's."""
    monkeypatch: pytest.MonkeyPatch
    demo: Demo = field(default_factory=lambda: Demo(now=lambda: NOW))
    plane: Faulty = field(init=False)
    """The way to the demo, which can fail."""
    pilot: Pilot[None] = field(init=False)

    def __post_init__(self) -> None:
        self.plane = Faulty(self.demo)

    @property
    def screen(self) -> Screen[Any]:
        """The screen on top."""
        return self.pilot.app.screen


Step = str | Callable[[World], Awaitable[None]]
"""A key, what is typed behind `text:`, or whatever else has to happen."""


@dataclass(frozen=True)
class Stop:
    """A scene, by the steps that lead to it from the one before."""

    name: str
    screen: type[Screen[Any]]
    """The screen on top there."""
    steps: tuple[Step, ...] = ()
    sizes: tuple[tuple[int, int], ...] = SIZES
    toasts: bool = False
    """Whether it is about what pops up."""
    waits: bool = False
    """Whether something is on its way there, and stays so."""
    kept: bool = True
    """Whether it is drawn and written down, and not only measured."""

    @property
    def pictured_at(self) -> tuple[int, int]:
        """The size of its picture."""
        return SIZE if SIZE in self.sizes else self.sizes[0]


@dataclass(frozen=True)
class Walk:
    """Scenes that are gone to one after the other, with one start of the program."""

    start: Callable[[World], AbstractAsyncContextManager[Pilot[None]]]
    stops: tuple[Stop, ...]

    @property
    def name(self) -> str:
        """The name of its first scene."""
        return self.stops[0].name

    def has(self, names: Collection[str]) -> bool:
        """Return whether one of these scenes is on the way."""
        return any(stop.name in names for stop in self.stops)


def to(name: str, screen: type[Screen[Any]], *steps: Step, **options: Any) -> Stop:  # noqa: ANN401
    """Declare a scene."""
    return Stop(name, screen, steps, **options)


async def calm_down(pilot: Pilot[None], stop: Stop) -> None:
    """Wait until a scene is as it stays."""
    await _lay_out(pilot)
    for each in pilot.app.screen.query(Input):
        each.cursor_blink = False
    if stop.waits:
        await take_messages(pilot)
    else:
        await settle(pilot)
    # The messages may have been those of a size, or have shown another screen.
    await _lay_out(pilot)


async def _lay_out(pilot: Pilot[None]) -> None:
    # Textual draws and lays out nothing for a while after it has switched to another list.
    while pilot.app._batch_count:
        await pilot.pause()
    # Of the terminal, not of the app: that may be about to take another size, and back, for ever.
    driver = pilot.app._driver
    assert isinstance(driver, HeadlessDriver)
    size = driver._get_terminal_size()
    while not pilot.app.screen._compositor.size == pilot.app.size == size:
        await pilot.resize_terminal(*size)


async def visit(walk: Walk, world: World) -> AsyncIterator[Stop]:
    """Go from scene to scene."""
    _prepare(world)
    async with walk.start(world) as world.pilot:
        for stop in walk.stops:
            for step in stop.steps:
                await _take(step, world)
            if not stop.toasts:
                world.pilot.app.clear_notifications()
            await calm_down(world.pilot, stop)
            assert type(world.screen) is stop.screen, f"{stop.name}: {world.screen}"
            yield stop


async def visit_all(walk: Walk, world: World, look: Callable[[Stop], Awaitable[None]]) -> None:
    """Look at every scene of a walk."""
    async with aclosing(visit(walk, world)) as stops:  # type: ignore[type-var]
        async for stop in stops:
            await look(stop)


def _prepare(world: World) -> None:
    for name, value in _OVER_SSH.items():
        world.monkeypatch.setenv(name, value)
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "RUNAI_CLI_CONFIG_PATH"):
        world.monkeypatch.setenv(name, str(world.folder / "none"))
    for name in [name for name in os.environ if name.startswith("RUNAI_CLIENT")]:
        world.monkeypatch.delenv(name)
    record_by(world.monkeypatch)
    world.monkeypatch.setattr("tui.app.dialogs.base.dialog.ARMED_AFTER", 0.0)
    world.monkeypatch.setattr("tui.app.app.AccessKeysApp.NOTIFICATION_TIMEOUT", 3600)


async def _take(step: Step, world: World) -> None:
    if callable(step):
        await step(world)
    elif step.startswith("text:"):
        await write(world.pilot, step.removeprefix("text:"))
    else:
        await press(world.pilot, step)
