"""The rotation of the key that the session signs in with: the session and the profile go on."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.app.planes import Planes
from tests.app.rotating import program
from tests.app.support import dialog, press, settle, text, toasts
from tui.app.dialogs.base.yes_no import YesNo
from tui.app.screens.my_keys import MyKeysScreen

pytestmark = pytest.mark.usefixtures("armed")

OLD, NEW = "laptop-terminal", "laptop-terminal-2"


@pytest.fixture
def planes(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Planes:
    """Return a profile with its secret in a file of its own, or in the config file."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    planes = Planes(tmp_path, monkeypatch)
    if request.param == "the config file":
        given = planes.config.read_text()
        named = f'client_secret_file = "{tmp_path / "prod-secret"}"'
        planes.config.write_text(
            given.replace(named, f'client_secret = "{planes.prod.client_secret}"  # mine')
        )
        planes.config.chmod(0o600)
    return planes


async def rotate_own(pilot: Pilot[None], folder: Path) -> str:
    """Rotate the session's own key until the question about the profile; return its text."""
    screen = pilot.app.screen
    assert isinstance(screen, MyKeysScreen)
    screen.action_context.go_to(
        next(key.id for key in screen.listing.keys or () if key.name == OLD)
    )
    await press(pilot, "R")
    assert "you are asked whether the profile prod does too" in dialog(pilot)
    pilot.app.screen.query_one("#phrase", Input).value = OLD
    pilot.app.screen.query_one("#path", Input).value = str(folder / "new.env")
    await settle(pilot)
    await press(pilot, *["tab"] * 3, "enter", "escape")
    assert isinstance(pilot.app.screen, YesNo), text(pilot)
    return dialog(pilot)


@pytest.mark.parametrize(
    ("planes", "answer"),
    [
        ("the config file", "yes"),
        ("a file", "yes"),
        ("a file", "no"),
        ("a file", "the file has changed"),
    ],
    indirect=["planes"],
)
async def test_after_asking_the_profile_signs_in_with_the_successor_or_is_as_it_was(
    answer: str, planes: Planes, tmp_path: Path
) -> None:
    given, demo = planes.config.read_text(), planes.prod
    async with planes.running() as pilot:
        asked = await rotate_own(pilot, tmp_path)
        assert f"The profile prod still signs in with {OLD}" in asked
        assert planes.config.read_text() == given
        if answer == "the file has changed":
            given = given.replace("#", "##").replace('client_id = "', 'client_id = "x')
            planes.config.write_text(given)
        await press(pilot, *["tab"] * (answer != "no"), "enter")
        told = " ".join(toasts(pilot))

        new = next(key for key in demo.store.my_keys() if key.name == NEW)
        demo.store.revoke_tokens()
        if answer != "no":
            demo.store.remove_key(next(key.id for key in demo.store.my_keys() if key.name == OLD))
        await press(pilot, "r")
        assert f"@{NEW}" in text(pilot) or answer == "no"
        screen = pilot.app.screen
        assert isinstance(screen, MyKeysScreen)
        assert screen.session.client_id == new.client_id

    if answer != "yes":
        assert planes.config.read_text() == given
        assert not (tmp_path / "prod-secret-2").exists()
        assert f"still signs in with {OLD}" in told
        if answer == "no":
            await assert_next_start_offers_it(planes)
        return
    assert f"The profile prod signs in with {NEW} now." in told
    changed = given.replace(demo.client_id, new.client_id, 1)
    if (tmp_path / "prod-secret-2").exists():
        assert (tmp_path / "prod-secret-2").read_text() == new.client_secret
        changed = changed.replace('prod-secret"', 'prod-secret-2"')
    else:
        changed = changed.replace(demo.client_secret, new.client_secret)
    assert planes.config.read_text() == changed
    async with planes.running() as pilot:
        assert f"@{NEW}" in text(pilot)


async def assert_next_start_offers_it(planes: Planes) -> None:
    async with planes.running() as pilot:
        await press(pilot, "g", "j", "R")
        assert f"You sign in with {OLD} here, which keeps it in use" in dialog(pilot)
        assert "Deliver offers that for the profile prod." in dialog(pilot)
        for turn in ("by the old key", "by the successor, as the session has gone on with it"):
            await press(pilot, "tab", "enter")
            assert pilot.app.screen.query_one("#box").max_scroll_y == 0
            pilot.app.screen.query_one("#phrase", Input).value = OLD
            path = planes.config.with_name(f"{turn}.env")
            pilot.app.screen.query_one("#path", Input).value = str(path)
            await settle(pilot)
            await press(pilot, *["tab"] * 3, "enter", "escape")
            assert f"The profile prod still signs in with {OLD}" in dialog(pilot), turn
            await press(pilot, "escape", "R")


async def test_without_a_profile_the_user_is_told_what_is_left_to_change(tmp_path: Path) -> None:
    async with program() as run:
        await run.rotate(OLD, tmp_path / "new.env")
        await press(run.pilot, "escape")

        assert any(
            f"The next start still signs in with {OLD}" in said for said in toasts(run.pilot)
        )
        await press(run.pilot, "r")
        assert f"@↻{NEW}" in text(run.pilot) or f"↻{NEW}" in text(run.pilot)
        await run.on(OLD, "R")
        await run.push("again")
        assert f"This session signs in with {NEW} already" in dialog(run.pilot)
        await run.agree(OLD, tmp_path / "again.env")
        await press(run.pilot, "escape")
        lost = f"The next start has the former secret of {NEW}, which no longer works"
        assert any(lost in said for said in toasts(run.pilot)), toasts(run.pilot)
