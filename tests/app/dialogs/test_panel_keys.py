"""Whatever is pressed, the secret panel does not let a secret go by a slip."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

import pytest
from pydantic import SecretStr
from textual.binding import Binding
from textual.pilot import Pilot

from tests.app.support import burst, click_verb, running, settle, until
from tui.app.app import AccessKeysApp
from tui.app.dialogs.base.dialog import Dialog
from tui.app.dialogs.secret.secret_panel import SecretPanel
from tui.app.screens.all_keys import AllKeysScreen
from tui.app.screens.help import HelpScreen
from tui.app.screens.my_keys import MyKeysScreen
from tui.app.widgets.key_table import KeyTable
from tui.config.settings import Settings
from tui.delivery.outcome import Outcome, failed, sent, verified
from tui.delivery.secret_formats import BARE
from tui.delivery.target import Target
from tui.demo.server import Demo
from tui.workflows.issue_secret import Credentials, IssuedSecret

CANARY = "canary-of-the-panel"

CLICK, WAIT = "a click on the footer", "a while"
LEAVING = ("escape", "q", "ctrl+c", "ctrl+q", CLICK)
GOING = ("tab", "shift+tab", CLICK)
PRESSING = ("enter", "space", CLICK)
# One is missing: ctrl+z stops the program and goes on with it, which needs a terminal.
BOUND = sorted(
    {
        key
        for owner in (AccessKeysApp, MyKeysScreen, AllKeysScreen, KeyTable, SecretPanel, HelpScreen)
        for binding in owner.BINDINGS
        if isinstance(binding, Binding)
        for key in binding.key.split(",")
    }
    - {"ctrl+z"}
)
"""Every key that means something anywhere."""
LIKELY = (*LEAVING, *GOING * 2, *PRESSING * 2, *"csdp")
TARGETS = {name: Target(name, BARE, command=("false",)) for name in ("one", "other")}
"""Targets that take no secret."""
SETTINGS = Settings(demo_role="admin", delete_after=0, targets=TARGETS)
OUTCOMES = (failed("no clipboard."), sent("tmux"), sent("tmux"), verified("Copied."))


def sequences(seed: int, count: int) -> Iterator[list[str]]:
    """Make sequences of what can be done, in which that which matters is frequent."""
    chance = random.Random(seed)
    for _ in range(count):
        sequence = chance.choices(LIKELY, k=2) + chance.choices(BOUND, k=chance.randint(0, 2))
        chance.shuffle(sequence)
        # These overtake the other keys of their packet.
        sequence.sort(key=lambda step: step not in (CLICK, "ctrl+q"))
        yield [*([WAIT] if chance.random() < 0.5 else []), *sequence]


def may_confirm(steps: list[str]) -> bool:
    """Return whether they include the confirmation: leave, move to the other button, press it."""
    rest = iter(steps)
    return all(any(step in wanted for step in rest) for wanted in (LEAVING, GOING, PRESSING))


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make copies end in every possible way."""
    chance = random.Random(3)

    async def copy(self: object, text: str, *, secret: bool = False) -> Outcome:
        return chance.choice(OUTCOMES)

    monkeypatch.setattr("tui.delivery.clipboard.Clipboard.copy", copy)
    # Clicks overtake keys, and what a key was given to may be gone by then.
    monkeypatch.setattr("tui.app.key_queue.MAX_WAIT", 0.02)
    # Leaving the program is a way to leave the panel, and ends these tests early.
    monkeypatch.setattr("tui.app.app.AccessKeysApp.exit", lambda self: None)


async def open_panel(pilot: Pilot[None]) -> SecretPanel:
    """Open a panel on made-up credentials above the list."""
    app = pilot.app
    while len(app.screen_stack) > 1:
        app.screen.dismiss(None)
        await settle(pilot)
    if app.current_mode != "mine":
        await app.switch_mode("mine")
    below = app.screen
    assert isinstance(below, MyKeysScreen)
    made = Credentials("new-key", "5e7b", SecretStr(CANARY), "https://demo.example")
    panel = SecretPanel(IssuedSecret(made), below.session, below.clipboard)
    await app.push_screen(panel)
    return panel


async def do(pilot: Pilot[None], steps: list[str]) -> None:
    """Press keys as they come in one packet, and click meanwhile."""
    top = pilot.app.screen
    if WAIT in steps and isinstance(top, Dialog):
        await until(pilot, lambda: top.armed)
    for number, step in enumerate(steps):
        if step is CLICK:
            click_verb(pilot, number)
    await burst(pilot, *(step for step in steps if step not in (CLICK, WAIT)))


def is_delivered(panel: SecretPanel) -> bool:
    return panel.places.is_certain


def is_lost(pilot: Pilot[None], panel: SecretPanel) -> bool:
    """Return whether the panel or the program is gone, with its secret nowhere."""
    is_open = pilot.app.is_running and panel in pilot.app.screen_stack
    return not (is_open or is_delivered(panel))


async def try_all(pilot: Pilot[None], tried: Iterable[list[str]]) -> int:
    """Do one after the other, and count how often a secret was given up, deliberately."""
    given_up, steps = 0, list[str]()
    panel = await open_panel(pilot)
    for sequence in tried:
        if pilot.app.screen is panel:
            steps.clear()
        steps += sequence
        await do(pilot, sequence)
        assert pilot.app.is_running, steps
        if is_lost(pilot, panel):
            assert may_confirm(steps), " ".join(steps)
            given_up += 1
        if is_delivered(panel) or panel not in pilot.app.screen_stack:
            panel = await open_panel(pilot)
    return given_up


@pytest.mark.exhaustive
async def test_nothing_but_the_confirmation_gives_up_a_secret(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.app.dialogs.base.dialog.ARMED_AFTER", 0.02)
    deliberately = [["i"], ["q"], [WAIT, "tab", "enter"]]
    async with running(demo, size=(80, 16), settings=SETTINGS) as pilot:
        await try_all(pilot, sequences(1, 50))
        assert await try_all(pilot, deliberately) == 1


@pytest.mark.exhaustive
async def test_nothing_that_comes_too_soon_gives_up_a_secret(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.app.dialogs.base.dialog.ARMED_AFTER", 3600.0)
    at_once = ([step for step in steps if step is not WAIT] for steps in sequences(2, 50))
    async with running(demo, size=(80, 16), settings=SETTINGS) as pilot:
        assert not await try_all(pilot, at_once)
        panel = await open_panel(pilot)
        await burst(pilot, "q", "tab", "enter")
        assert panel in pilot.app.screen_stack
