"""A secret on the clipboard is taken off it again, and no more is said of that than is known."""

from __future__ import annotations

import base64
from contextlib import AbstractAsyncContextManager

import pytest
from textual.pilot import Pilot

from tests.app.support import dialog, press, running, toasts, write
from tui.app.app import AccessKeysApp
from tui.app.dialogs.base.yes_no import is_asking
from tui.app.dialogs.secret.questions import CLEAR_CLIPBOARD
from tui.app.screens.my_keys import MyKeysScreen
from tui.config.settings import Settings
from tui.delivery.outcome import NotCopied
from tui.demo.server import Demo

pytestmark = pytest.mark.usefixtures("armed")

_ASKED = "Asked the terminal to clear the clipboard."
_A_SPACE = f"\x1b]52;c;{base64.b64encode(b' ').decode()}\x07"


@pytest.fixture(autouse=True)
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what is written to the terminal for its clipboard."""
    sequences: list[str] = []
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(
        "tui.app.terminal.control.write_to_terminal", lambda _, text: sequences.append(text)
    )
    return sequences


def session(demo: Demo) -> AbstractAsyncContextManager[Pilot[None]]:
    return running(demo, settings=Settings(demo_role="admin", clipboard="osc52"))


async def copy_and_leave(pilot: Pilot[None]) -> None:
    """Create a key, have its secret sent to the clipboard, and believe that it arrived."""
    await press(pilot, "n")
    await write(pilot, "new-key")
    await press(pilot, "enter", "c", "q", "tab", "enter")
    assert isinstance(pilot.app.screen, MyKeysScreen)


async def test_when_the_panel_closes_a_key_is_offered_that_asks_the_terminal_to_clear(
    demo: Demo, written: list[str]
) -> None:
    async with session(demo) as pilot:
        await copy_and_leave(pilot)
        assert toasts(pilot) == ["The secret may still be on your clipboard: x clears it."]
        await press(pilot, "x")
        assert toasts(pilot)[1:] == [_ASKED]
        assert written[1:] == [_A_SPACE]
        await press(pilot, "x")
        assert len(written) == 2
        await press(pilot, "q")
        assert not pilot.app.is_running


async def test_the_panel_itself_clears_too_and_then_the_secret_is_on_no_clipboard(
    demo: Demo, written: list[str]
) -> None:
    async with session(demo) as pilot:
        await press(pilot, "n")
        await write(pilot, "new-key")
        await press(pilot, "enter", "x")
        assert written == []
        await press(pilot, "c", "x")
        assert _ASKED in dialog(pilot)
        assert written[1:] == [_A_SPACE]
        await press(pilot, "q")
        assert "neither copied nor saved" in dialog(pilot)


async def test_to_quit_offers_to_clear_and_says_at_the_end_what_became_of_that(
    demo: Demo, written: list[str]
) -> None:
    async with session(demo) as pilot:
        await copy_and_leave(pilot)
        await press(pilot, "q", "escape")
        assert isinstance(pilot.app.screen, MyKeysScreen)
        await press(pilot, "q")
        assert is_asking(pilot.app.screen, CLEAR_CLIPBOARD)
        await press(pilot, "tab", "enter")
        assert not pilot.app.is_running
    assert written[1:] == [_A_SPACE]
    assert isinstance(pilot.app, AccessKeysApp)
    assert pilot.app.quitting.left_open == [_ASKED]


async def test_to_keep_it_is_the_default_and_leaves_it_alone(
    demo: Demo, written: list[str]
) -> None:
    async with session(demo) as pilot:
        await copy_and_leave(pilot)
        await press(pilot, "q", "enter")
        assert not pilot.app.is_running
    assert len(written) == 1


async def test_what_can_not_be_cleared_keeps_the_program_open_and_says_why(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object, __: str) -> None:
        raise NotCopied("the terminal can't be written to")

    async with session(demo) as pilot:
        await copy_and_leave(pilot)
        monkeypatch.setattr("tui.delivery.clipboard_sender.ClipboardSender._emit", refuse)
        await press(pilot, "q", "tab", "enter")
        assert pilot.app.is_running
        assert toasts(pilot)[1:] == ["Not cleared: the terminal can't be written to."]
        await press(pilot, "q", "enter")
        assert not pilot.app.is_running
