"""Keys that come in one burst act as if they had come one after the other."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.events import Event, Key, Paste
from textual.message import Message
from textual.widgets import Input

from tests.app.support import burst, press, running, text, until
from tui.app import key_queue
from tui.app.dialogs.delete.delete_key import DeleteKey
from tui.app.dialogs.secret.create_key import CreateKey
from tui.app.dialogs.secret.secret_panel import SecretPanel
from tui.app.screens.key_list import KeyListScreen
from tui.app.widgets.field import Field
from tui.app.widgets.key_table import KeyTable
from tui.demo.server import Demo
from tui.workflows.issue_secret import SecretIssuer

pytestmark = pytest.mark.usefixtures("armed")


async def test_keys_behind_a_slash_belong_to_the_filter_and_those_behind_enter_to_the_list(
    demo: Demo,
) -> None:
    async with running(demo) as pilot:
        screen = cast("KeyListScreen", pilot.app.screen)
        await burst(pilot, "slash", *"qnSD2", "ctrl+u", *"run", "ctrl+u", "a", "enter", "j", "j")
        assert pilot.app.screen is screen
        assert "filter: a" in text(pilot)
        assert screen.table.selected == screen.shown[2]
        await burst(pilot, "slash", "i", "escape", "g", "D")
        assert isinstance(pilot.app.screen, DeleteKey)
        await press(pilot, "escape")
        assert "filter:" not in text(pilot)
        assert screen.table.selected == screen.shown[0]


async def test_a_name_typed_and_sent_in_one_burst_arrives_whole(demo: Demo) -> None:
    async with running(demo) as pilot:
        await burst(pilot, "n", *"wrong", "ctrl+u", *"newkeys", "backspace", "enter")
        assert isinstance(pilot.app.screen, SecretPanel)
        assert "newkey" in [key.name for key in demo.store.my_keys()]


async def test_a_paste_waits_for_the_keys_before_it(demo: Demo) -> None:
    async with running(demo) as pilot:
        pilot.app.simulate_key("n")
        pilot.app.simulate_key("a")
        pilot.app.post_message(Paste("bc"))
        await burst(pilot, "tab", "d")
        values = [field.value for field in pilot.app.screen.query(Field)]
        assert values == ["abc", "d"]


class Stuck:
    """Keeps a widget from ever finishing with a key."""

    def __init__(self) -> None:
        self.reached, self.release = asyncio.Event(), asyncio.Event()

    async def on_key(self) -> None:
        self.reached.set()
        await self.release.wait()


@pytest.fixture
async def stuck(monkeypatch: pytest.MonkeyPatch) -> Stuck:
    """Keep the table busy with a key until the test would have failed anyway."""
    stuck = Stuck()
    monkeypatch.setattr(KeyTable, "on_key", lambda *_: stuck.on_key(), raising=False)
    asyncio.get_running_loop().call_later(5, stuck.release.set)
    return stuck


async def test_ctrl_q_waits_for_nothing(
    demo: Demo, stuck: Stuck, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_queue, "MAX_WAIT", 3600.0)
    async with running(demo) as pilot:
        pilot.app.simulate_key("j")
        await stuck.reached.wait()
        pilot.app.simulate_key("j")
        pilot.app.simulate_key("ctrl+q")
        await until(pilot, lambda: pilot.app._exit or stuck.release.is_set())
        assert not stuck.release.is_set()
        stuck.release.set()


async def test_a_widget_that_never_finishes_with_a_key_does_not_make_the_program_deaf(
    demo: Demo, stuck: Stuck, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_queue, "MAX_WAIT", 0.01)
    async with running(demo) as pilot:
        pilot.app.simulate_key("j")
        await stuck.reached.wait()
        pilot.app.screen.set_focus(None)
        pilot.app.simulate_key("n")
        await until(
            pilot, lambda: isinstance(pilot.app.screen, CreateKey) or stuck.release.is_set()
        )
        assert not stuck.release.is_set()
        stuck.release.set()


async def test_a_widget_that_is_going_does_not_make_the_program_deaf(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    takes = KeyTable.post_message

    def post(self: KeyTable, message: Message) -> bool:
        return not isinstance(message, key_queue.Probe) and takes(self, message)

    async with running(demo) as pilot:
        screen = cast("KeyListScreen", pilot.app.screen)
        monkeypatch.setattr(KeyTable, "post_message", post)
        await burst(pilot, "j", "j")
        assert screen.table.selected == screen.shown[2]


async def test_keys_typed_while_a_dialog_is_still_to_open_wait_for_it(demo: Demo) -> None:
    async with running(demo) as pilot:
        screen = cast("KeyListScreen", pilot.app.screen)

        async def open_late() -> None:
            for _ in range(5):
                await asyncio.sleep(0)
            issuer = SecretIssuer(screen.session, None)
            await screen.action_context.ask(CreateKey(screen.session, issuer, count=None))

        screen.steps.start(open_late())
        await burst(pilot, "j", "k")
        assert pilot.app.screen.query_one("#name", Field).value == "jk"


async def test_a_burst_before_the_form_opened_is_typed_into_it(demo: Demo) -> None:
    async with running(demo) as pilot:
        await burst(pilot, "n", "a")
        assert isinstance(pilot.app.screen, CreateKey)
        assert pilot.app.screen.query_one("#name", Field).value == "a"


class TwoFields(App[None]):
    """Enter goes from one field to the other, which takes messages up and down."""

    def __init__(self) -> None:
        super().__init__()
        self.key_queue = key_queue.KeyQueue(self, super().on_event)

    async def on_event(self, event: Event) -> None:
        if isinstance(event, Key | Paste):
            await self.key_queue.put(event)
        else:
            await super().on_event(event)

    @on(key_queue.Probe)
    def _handle_probe(self, event: key_queue.Probe) -> None:
        self.key_queue.handle_probe(event)

    def compose(self) -> ComposeResult:
        yield from (Field(id="one"), Field(id="two"))

    @on(Input.Submitted, "#one")
    def _go_on(self) -> None:
        self.query_one("#two").focus()


async def test_a_key_behind_one_that_moves_the_focus_follows_it_however_close_it_comes() -> None:
    async with TwoFields().run_test() as pilot:
        one, two = pilot.app.query(Field)
        for steps in range(12):
            one.focus()
            await pilot.pause()
            pilot.app.simulate_key("enter")
            for _ in range(steps):
                await asyncio.sleep(0)
            await burst(pilot, "x", "y")
            assert (one.value, two.value) == ("", "xy" * (steps + 1))
