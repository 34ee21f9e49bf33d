"""Read-only: whatever is pressed, chosen or run, nothing but reads and a sign-in is sent."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.pilot import Pilot
from textual.widgets import Button, Input

from tests.app.faulty import Faulty
from tests.app.support import press, running, service_of, settle
from tests.cli.commands.support import carry_out, context_on, key_command
from tui.app.command_palette import ActionProvider
from tui.app.dialogs.requests.confirm_card import ConfirmCard
from tui.app.dialogs.secret.secret_panel import SecretPanel
from tui.app.screens.key_list import KeyListScreen
from tui.app.widgets.key_table import KeyTable
from tui.cli.commands.runner import run
from tui.cli.parser import parser
from tui.config.settings import Settings, SettingsError
from tui.demo.server import Demo

pytestmark = pytest.mark.usefixtures("armed")

NUMBERS = count(1)

ENDING = frozenset({"app.quit", "app.suspend"})
"""Ids of bindings that end the walk."""


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings of the walk in a folder of their own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def declared(pilot: Pilot[None]) -> Iterable[Binding]:
    """Return every binding of a list, offered or not."""
    screen = pilot.app.screen
    for node in (screen, screen.query_one(KeyTable), pilot.app):
        for kind in type(node).__mro__:
            for binding in vars(kind).get("BINDINGS", ()):
                if isinstance(binding, Binding) and binding.action not in ENDING | {"quit"}:
                    yield binding


async def go_through(pilot: Pilot[None], screen: KeyListScreen) -> None:
    """Agree to whatever is asked, and come back to the list."""
    await settle(pilot)
    if pilot.app.screen is not screen:
        await _agree(pilot)
    for _ in range(8):
        if pilot.app.screen is screen:
            return
        leave = ["q", "tab", "enter"] if isinstance(pilot.app.screen, SecretPanel) else ["escape"]
        await press(pilot, *leave)
    assert pilot.app.screen is screen


async def _agree(pilot: Pilot[None]) -> None:
    asked = pilot.app.screen
    for field in asked.query("#phrase, #name").results(Input):
        phrases = [card.summary.phrase for card in asked.query(ConfirmCard)]
        field.focus()
        field.value = next(filter(None, phrases), "") or f"walk-{next(NUMBERS)}"
    for button in asked.query("#go").results(Button):
        if not asked.query("#phrase"):
            button.focus()
    await press(pilot, "enter")


async def walk(demo: Demo, plane: Faulty, number: str, by: str, *, readonly: bool) -> int:
    """Do everything that there is on a list, and give how much that was."""
    settings = Settings(demo_role="admin", readonly=readonly, delete_after=0)
    opener = lambda: service_of(demo, plane)  # noqa: E731
    async with running(demo, size=(120, 40), settings=settings, opener=opener) as pilot:
        await press(pilot, number)
        screen = pilot.app.screen
        assert isinstance(screen, KeyListScreen)
        return await _walked(pilot, screen, number, by)


@pytest.mark.parametrize("number", ["1", "2"])
@pytest.mark.parametrize("by", ["key", "action", "palette"])
@pytest.mark.exhaustive
async def test_no_binding_and_no_palette_entry_sends_a_change(
    number: str, by: str, demo: Demo, plane: Faulty
) -> None:
    assert await walk(demo, plane, number, by, readonly=True) > 10
    assert set(plane.sent) == {"GET"}


@pytest.mark.parametrize(
    ("number", "by", "changes"),
    [
        ("1", "key", {"POST", "DELETE"}),
        ("1", "palette", {"POST", "DELETE"}),
        ("2", "action", {"DELETE"}),
    ],
)
@pytest.mark.exhaustive
async def test_where_changes_are_allowed_the_same_walk_sends_them(
    number: str, by: str, changes: set[str], demo: Demo, plane: Faulty
) -> None:
    await walk(demo, plane, number, by, readonly=False)
    assert set(plane.sent) == {"GET"} | changes


async def _walked(pilot: Pilot[None], screen: KeyListScreen, number: str, by: str) -> int:
    tried = 0
    if by == "palette":
        hits = [hit async for hit in ActionProvider(screen).discover()]
        for hit in hits:
            if not hit.text or "Quit" not in hit.text:
                await hit.command()
                await _back(pilot, screen, number)
                tried += 1
        return tried
    for binding in declared(pilot):
        if by == "action":
            await pilot.app.run_action(binding.action, screen)
        else:
            await press(pilot, *binding.key.split(",")[:1])
        await _back(pilot, screen, number)
        tried += 1
    return tried


async def _back(pilot: Pilot[None], screen: KeyListScreen, number: str) -> None:
    await settle(pilot)
    if isinstance(pilot.app.screen, KeyListScreen) and pilot.app.screen is not screen:
        await press(pilot, number)
    await go_through(pilot, screen)
    screen.query_one(KeyTable).focus()
    await press(pilot, "U")


COMMANDS = {
    "list": ("--all",),
    "report": ("--all",),
    "create": ("new-key", "--secret-file", "secret"),
    "regenerate": ("{own}", "--own", "--secret-file", "secret"),
    "delete": ("{own}", "--own", "--yes"),
    "rotate": ("{own}", "--own", "--yes", "--secret-file", "secret"),
    "show": ("{own}",),
    "token": (),
}
"""Arguments with which each command does what it is there for."""
HARMLESS = frozenset({"config", "trust", "completion", "info", "check", "targets"})
"""Commands that send nothing to the API but a sign-in, if that."""


def test_every_command_is_known_here() -> None:
    (commands,) = (action for action in parser()._actions if action.dest == "command")

    assert set(commands.choices or ()) == set(COMMANDS) | HARMLESS


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_that_sends_more_than_reads_is_refused_when_nothing_may_be_changed(
    name: str, demo: Demo, plane: Faulty
) -> None:
    arguments = [argument.format(own=demo.client_id) for argument in COMMANDS[name]]
    context = context_on(demo, name, *arguments, transport=plane)

    assert carry_out(context) == 0

    command = key_command(name)
    assert command.changes_keys == bool(set(plane.sent) - {"GET"})
    if command.changes_keys:
        settings = Settings(demo_role="admin", readonly=True)
        with pytest.raises(SettingsError, match="is refused in a read-only session"):
            run(command, context.flags, settings)
