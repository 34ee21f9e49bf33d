"""Another session may begin at any moment, whatever an action is just about to do."""

from __future__ import annotations

import asyncio

import pytest
from textual.pilot import Pilot

from tests.app.support import press, running, settle, text
from tui.app.dialogs.base.yes_no import YesNo
from tui.app.dialogs.secret.questions import CLEAR_CLIPBOARD
from tui.app.messages import Connected
from tui.app.screens.key_list import KeyListScreen
from tui.app.screens.my_keys import MyKeysScreen
from tui.listing.server_query import ALL

pytestmark = pytest.mark.usefixtures("armed")


async def _switch(pilot: Pilot[None], screen: KeyListScreen) -> None:
    found = await screen.fetch(ALL)
    screen.post_message(Connected(screen.session, found))  # type: ignore[arg-type]
    await settle(pilot)
    await settle(pilot)


@pytest.mark.parametrize("turns", [0, 1, 3, 5, 8, 12, 16, 20, 24])
async def test_an_action_opens_no_dialog_for_a_session_that_is_just_left(turns: int) -> None:
    async with running() as pilot:
        last = pilot.app.screen
        assert isinstance(last, MyKeysScreen)

        async def steps() -> None:
            for _ in range(turns):
                await asyncio.sleep(0)
            await last.action_context.ask(YesNo(CLEAR_CLIPBOARD))

        last.steps.start(steps())
        await _switch(pilot, last)

        assert isinstance(pilot.app.screen, MyKeysScreen)
        assert pilot.app.screen is not last
        await press(pilot, "question_mark")
        assert "─ Keys ─" in text(pilot)


@pytest.mark.parametrize("turns", [0, 2, 4, 8, 12, 16, 20, 24])
async def test_nor_one_after_the_dialog_that_has_just_closed(turns: int) -> None:
    async with running() as pilot:
        last = pilot.app.screen
        assert isinstance(last, MyKeysScreen)

        async def steps() -> None:
            await last.action_context.ask(YesNo(CLEAR_CLIPBOARD))
            for _ in range(turns):
                await asyncio.sleep(0)
            await last.action_context.ask(YesNo(CLEAR_CLIPBOARD))

        last.steps.start(steps())
        await pilot.pause()
        assert isinstance(pilot.app.screen, YesNo)
        pilot.app.screen.dismiss(None)
        await _switch(pilot, last)

        assert isinstance(pilot.app.screen, MyKeysScreen)
        assert pilot.app.screen is not last
        await press(pilot, "question_mark")
        assert "─ Keys ─" in text(pilot)
