"""A secret is in nothing that the program shows or describes, but in the line that is its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr
from rich.pretty import pretty_repr
from textual.pilot import Pilot
from textual.screen import ModalScreen

from tests.app.support import dialog, press, running, text, toasts
from tests.delivery.support import canary
from tests.leaks import found_in
from tui.app.app import AccessKeysApp
from tui.app.command_palette import ActionProvider, KeyProvider
from tui.app.dialogs.secret.secret_panel import SecretPanel
from tui.app.screens.my_keys import MyKeysScreen
from tui.demo.server import Demo
from tui.workflows.issue_secret import Credentials, IssuedSecret

pytestmark = pytest.mark.usefixtures("armed")


async def open_panel(pilot: Pilot[None], secret: str) -> None:
    below = pilot.app.screen
    assert isinstance(below, MyKeysScreen)
    made = Credentials("new-key", "5e7b", SecretStr(secret), "https://demo.example")
    await pilot.app.push_screen(SecretPanel(IssuedSecret(made), below.session, below.clipboard))
    await press(pilot)
    assert "Client secret" in dialog(pilot)


def described(pilot: Pilot[None]) -> bytes:
    """Describe the program, its screens and all that is on them in every way there is."""
    app = pilot.app
    things: list[object] = [app, app.title, app.sub_title, app.clipboard, toasts(pilot)]
    for screen in app.screen_stack:
        things += [screen, screen.title, screen.tree, screen.css_tree]
        for widget in screen.walk_children(with_self=False):
            things += [widget, widget.tooltip, widget.border_title]  # type: ignore[attr-defined]
    return "\n".join(f"{thing!r} {thing} {pretty_repr(thing)}" for thing in things).encode()


async def test_no_description_holds_a_secret_and_only_its_own_line_shows_it(
    demo: Demo,
) -> None:
    secret = canary()
    async with running(demo) as pilot:
        await open_panel(pilot, secret)
        frames = [text(pilot)]
        await press(pilot, "v")
        assert [secret in line for line in text(pilot).splitlines()].count(True) == 1
        assert b"MaskedSecret" in described(pilot)
        assert not found_in(secret, described(pilot))
        await press(pilot, "t", "u", "v")
        for key in ("s", "enter", "q", "colon"):
            await press(pilot, key)
            frames.append(text(pilot))
            assert not found_in(secret, described(pilot)), key
    assert not found_in(secret, "\n".join(frames).encode())


async def test_no_picture_of_the_screen_shows_a_secret(demo: Demo, folder: Path) -> None:
    secret = canary()
    async with running(demo) as pilot:
        await open_panel(pilot, secret)
        pictures = [pilot.app.export_screenshot()]
        await press(pilot, "v")
        assert secret in text(pilot)
        pictures.append(pilot.app.export_screenshot())
        await press(pilot, "v")
        await pilot.app.push_screen(ModalScreen())
        pictures.append(pilot.app.export_screenshot())
        pilot.app.pop_screen()
        await press(pilot, "v")
        pilot.app.save_screenshot("picture.svg")
        await press(pilot, "q", "tab", "enter")
        after = pilot.app.export_screenshot()
    pictures.append((folder / "picture.svg").read_text())
    assert all("Client&#160;secret" in picture for picture in pictures)
    assert not found_in(secret, "".join([*pictures, after]).encode())


def test_the_palette_offers_none_of_textual_s_own_commands() -> None:
    offered = AccessKeysApp.COMMANDS | MyKeysScreen.COMMANDS | SecretPanel.COMMANDS

    providers = {entry if isinstance(entry, type) else entry() for entry in offered}
    assert providers == {ActionProvider, KeyProvider}
