"""The program with one bug after the other, each of which holds a secret: `python -m` runs it."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from collections.abc import Callable
from typing import Any

from textual.app import ComposeResult
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key
from textual.message import Message
from textual.reactive import var
from textual.screen import Screen
from textual.widget import Widget

from tui.app.app import AccessKeysApp
from tui.app.screens.sign_in import SignInScreen
from tui.app.terminal.driver import Driver
from tui.cli.main import main

CANARY = "CANARY"
"""The environment variable with the secret."""


class DrawsItself(RuntimeError):
    """Textual has such an error say how it is shown."""

    def __rich__(self) -> str:
        return str(self)


def explode(*_: object, kind: type[Exception] = RuntimeError, **__: object) -> Any:  # noqa: ANN401
    """Fail with the secret in a variable, in the text, and in the cause."""
    secret = os.environ[CANARY]
    body = secret.encode()
    raise kind(f"with {secret}") from ValueError(f"{secret} {body!r}")


async def explode_later() -> None:
    explode()


class _Composed(Screen[None]):
    def compose(self) -> ComposeResult:
        yield explode()


class _Rendered(Widget):
    def render(self) -> str:
        return str(explode())


class _Watched(Widget):
    state: var[int] = var(0)

    def watch_state(self, state: int) -> None:
        if state:
            explode()

    def on_mount(self) -> None:
        self.state = 1


class _Finalised:
    def __del__(self) -> None:
        explode()


async def _in_a_group() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(explode_later())
        group.create_task(explode_later())


def _forgotten(screen: SignInScreen) -> None:
    async def fail_and_quit() -> None:
        await asyncio.wait([asyncio.create_task(explode_later())])
        # It is known to be forgotten when it is gone, which some versions of Python put off.
        gc.collect()
        screen.app.exit()

    screen.run_worker(fail_and_quit())


def _finalised(screen: SignInScreen) -> None:
    _Finalised()
    screen.app.exit()


ON_ENTER: dict[str, Callable[[SignInScreen], object]] = {
    "action": explode,
    "error that draws itself": lambda _: explode(kind=DrawsItself),
    "worker": lambda screen: screen.run_worker(explode_later()),
    "group": lambda screen: screen.run_worker(_in_a_group()),
    "timer": lambda screen: screen.set_timer(0.001, explode),
    "compose": lambda screen: screen.app.push_screen(_Composed()),
    "render": lambda screen: screen.mount(_Rendered()),
    "watcher": lambda screen: screen.mount(_Watched()),
    "thread": lambda _: threading.Thread(target=explode).start(),
    "forgotten task": _forgotten,
    "finaliser": _finalised,
}
"""Faults when enter is pressed."""


def _read_keys(driver: Driver, message: Message) -> None:
    if isinstance(message, Key):
        explode()
    LinuxDriver.process_message(driver, message)


BEFORE: dict[str, tuple[type, str, Callable[..., object]]] = {
    "input thread": (Driver, "process_message", _read_keys),
    "first moment": (AccessKeysApp, "on_mount", explode),
    "outside": (AccessKeysApp, "run", explode),
}
"""Faults elsewhere, and the method that each replaces."""

WITHOUT_KEYS = {"first moment", "outside"}
"""Where no key has to be pressed for it."""


def run() -> None:
    """Start and break the program once for each place."""
    for place, bug in ON_ENTER.items():
        SignInScreen.action_submit = bug  # type: ignore[method-assign, assignment]
        _start(place)
    for place, (owner, name, bug) in BEFORE.items():
        before = getattr(owner, name)
        setattr(owner, name, bug)
        _start(place)
        setattr(owner, name, before)


def _start(place: str) -> None:
    status = main([])
    print(f"{place} ended with {status}")  # noqa: T201
    # The terminal is looked at meanwhile.
    input()


if __name__ == "__main__":
    run()
