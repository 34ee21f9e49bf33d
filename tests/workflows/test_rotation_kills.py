"""A rotation that is killed at any step is reported by the next start, and can be ended."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.workflows.rotations import Clock, Machine, empty_demo, names, record, signed_in
from tui.delivery import atomic_file
from tui.demo.server import Demo
from tui.listing.rotation_state import RotationState

_ON_DISK = ("open", "write", "link", "rename", "unlink", "fchmod", "mkdir", "rmdir")
"""Functions that change files."""

_RANDOM = re.compile(rb'"when": "[^"]*"|\d{20}-\d+-[0-9a-f]{8}|[0-9a-f]{16}(?=\.tmp)')
"""Parts that differ in each run: the time of a note, its name, and the name of a draft."""


class _Killed(BaseException):
    """The simulated program was killed."""


class _Life:
    """Counts the steps of a program, which change files or send requests, and kills it at one.

    After that step, nothing the program tries has an effect.
    """

    def __init__(self, demo: Demo, last: int = 0) -> None:
        self.steps = 0
        self._last = last
        self._inner = httpx.ASGITransport(app=demo.app)

    def step(self) -> None:
        """Count a step, and kill the program at the last one."""
        self.steps += 1
        if self._last and self.steps >= self._last:
            raise _Killed

    def on_disk(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Count the steps that change files."""
        for name in _ON_DISK:
            monkeypatch.setattr(os, name, self._counted(getattr(os, name)))
        # Killing a program loses no written data, so nothing has to be synchronised.
        monkeypatch.setattr(os, "fsync", self._counted(lambda descriptor: None))

    def _counted(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401
            self.step()
            return function(*arguments, **options)

        return counted


class _Wire(httpx.AsyncBaseTransport):
    """A server that may carry out a request although the program is killed before the response."""

    def __init__(self, demo: Demo, life: _Life) -> None:
        self._inner = httpx.ASGITransport(app=demo.app)
        self._life = life

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Respond to a request."""
        self._life.step()
        response = await self._inner.handle_async_request(request)
        self._life.step()
        return response


class _World:
    """A demo with a key to rotate, and the folder of its user."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        self.demo = empty_demo(self.clock, "ci-bot")
        self.folder = folder

    @property
    def state(self) -> tuple[object, ...]:
        """Everything that outlives a program: files and keys."""
        paths = (path for path in self.folder.rglob("*") if path.is_file())
        files = ((bytes(path.relative_to(self.folder)), path.read_bytes()) for path in paths)
        known = ((_RANDOM.sub(b"", name), _RANDOM.sub(b"", content)) for name, content in files)
        return (*sorted(known), *self.demo.store.all_keys())

    def machine(self, life: _Life | None = None) -> Machine:
        """Start a program."""
        wire = _Wire(self.demo, life) if life else None
        return Machine(self.demo, self.folder, self.clock, wire)


Story = Callable[[Machine], Awaitable[object]]


async def _rotate(machine: Machine) -> None:
    await machine.rotate("ci-bot")


async def _finish(machine: Machine) -> None:
    (status,) = await machine.look()
    await machine.finish(status)


async def _look(machine: Machine) -> None:
    await machine.look()


async def _nothing(world: _World) -> None:
    """Leave the key as it is."""


async def _unfinished(world: _World) -> None:
    """Leave a successor whose secret nobody has."""
    machine = world.machine()
    rotator = await machine.rotator("ci-bot")
    async with rotator.locked():
        await rotator.issue()
    await machine.session.aclose()


async def _used(world: _World) -> None:
    """Leave a predecessor that was used after the delivery."""
    machine = world.machine()
    await machine.rotate("ci-bot")
    await machine.session.aclose()
    world.clock.forward(1)
    signed_in(world.demo, "ci-bot")


async def _ready(world: _World) -> None:
    """Leave a predecessor that can be deleted."""
    machine = world.machine()
    await machine.rotate("ci-bot")
    await machine.session.aclose()
    world.clock.forward(25)


_STORIES = {
    "a new rotation": (_nothing, _rotate),
    "one that is gone on with": (_unfinished, _rotate),
    "a use that is noted": (_used, _look),
    "the end": (_ready, _finish),
}


async def _killed_at(
    step: int, story: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[_World, int]:
    """Run a story up to a step; return the world and the number of steps."""
    begin, go_on = _STORIES[story]
    world = _World(folder)
    with monkeypatch.context() as patch:
        # The kernel releases the locks of a killed process; this process would keep them.
        patch.setattr(fcntl, "flock", lambda descriptor, kind: None)
        await begin(world)
        life = _Life(world.demo, step)
        machine = world.machine(life)
        with suppress(_Killed), monkeypatch.context() as on_disk:
            life.on_disk(on_disk)
            await go_on(machine)
        await machine.session.aclose()
    return world, life.steps


async def _is_accounted_for(world: _World, where: str) -> None:
    """Check that the next start finds every key and secret that a killed program left."""
    machine = world.machine()
    existing = names(world.demo)
    assert existing in (["ci-bot"], ["ci-bot", "ci-bot-2"], ["ci-bot-2"]), where
    statuses = await machine.look()
    open_ones = [each for each in statuses if each.state is not RotationState.ENDED]
    assert len(open_ones) == (len(existing) == 2), where
    assert not any(each.rotation.assumed for each in open_ones), where
    if "ci-bot-2" in existing:
        secret = record(world.demo, "ci-bot-2").client_secret
        file = machine.file("ci-bot")
        is_there = file.exists() and file.read_text() == secret
        is_named = any(each.state is RotationState.UNFINISHED for each in open_ones)
        assert is_there or is_named, where
    await machine.session.aclose()


async def _can_be_ended(world: _World, where: str) -> None:
    """Check that the rotation can be resumed and finished."""
    machine = world.machine()
    statuses = [each for each in await machine.look() if each.state is not RotationState.ENDED]
    if "ci-bot" in names(world.demo):
        if not statuses or statuses[0].state is RotationState.UNFINISHED:
            await machine.rotate("ci-bot")
        assert names(world.demo) == ["ci-bot", "ci-bot-2"], where
        world.clock.forward(25)
        (ready,) = await machine.look()
        assert (await machine.finish(ready)).deleted, where
    successor = record(world.demo, "ci-bot-2")
    assert machine.file("ci-bot").read_text() == successor.client_secret, where
    assert (names(world.demo), await machine.look()) == (["ci-bot-2"], ()), where
    await machine.session.aclose()


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("story", "nameless", "least", "outcomes"),
    [
        ("a new rotation", True, 60, 2),
        ("a new rotation", False, 60, 2),
        ("one that is gone on with", True, 50, 1),
        ("a use that is noted", True, 8, 1),
        ("the end", True, 10, 2),
    ],
)
async def test_a_rotation_that_is_killed_at_any_step_is_accounted_for_and_can_be_ended(
    story: str,
    nameless: bool,
    least: int,
    outcomes: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not nameless:
        monkeypatch.setattr(atomic_file, "_NAMELESS", 0)
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    _, steps = await _killed_at(0, story, tmp_path / "whole", monkeypatch)
    seen, states = set(), set()

    for step in range(1, steps + 1):
        where = f"{story}, killed at step {step} of {steps}"
        world, done = await _killed_at(step, story, tmp_path / str(step), monkeypatch)
        assert done >= step, where
        seen.add(tuple(names(world.demo)))
        # Most steps change nothing that outlives the program.
        if world.state not in states:
            states.add(world.state)
            await _is_accounted_for(world, where)
            await _can_be_ended(world, where)

    assert steps >= least
    assert len(seen) == outcomes
