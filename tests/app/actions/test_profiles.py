"""Going on with another profile of the config file, without starting again."""

from __future__ import annotations

import gc
from asyncio import Event
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.app.planes import Planes
from tests.app.support import (
    NOW,
    dialog,
    lines,
    press,
    running,
    settle,
    text,
    toasts,
    until,
    write,
)
from tests.app.timer import Timer
from tui.api.service import AccessKeyService
from tui.app.dialogs.program.choose_profile import ChooseProfile, ProfileChoices
from tui.app.dialogs.requests.lost_response import LostResponse
from tui.app.dialogs.secret.create_key import CreateKey
from tui.app.screens.key_list import KeyListScreen
from tui.app.screens.my_keys import MyKeysScreen
from tui.app.screens.sign_in_again import SignInAgainScreen
from tui.app.widgets.bindings_view import binding_views
from tui.app.widgets.footer import Footer
from tui.app.widgets.title_bar import TitleBar
from tui.demo.server import Demo

pytestmark = pytest.mark.usefixtures("armed")

LIST = ("GET", "/access-keys")
CREATE = ("POST", "/access-keys")


@pytest.fixture
def planes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Planes:
    return Planes(tmp_path, monkeypatch)


def offered(pilot: Pilot[None]) -> set[str]:
    return {binding.id for binding in binding_views(pilot.app.screen) if binding.enabled}


def title(pilot: Pilot[None]) -> str:
    return str(pilot.app.screen.query_one(TitleBar).render())


async def test_the_profiles_are_listed_with_all_that_tells_them_apart(planes: Planes) -> None:
    async with planes.running() as pilot:
        await press(pilot, "at")
        rows = [" ".join(line.strip(" │").split()) for line in lines(pilot) if ".example" in line]
        assert "✓ prod prod.example red" in rows
        assert "lab lab.example green read-only" in rows
        assert "asks lab.example" in rows


async def test_another_profile_brings_its_list_its_colour_and_what_may_be_done(
    planes: Planes,
) -> None:
    async with planes.running(size=(120, 40)) as pilot:
        await press(pilot, "2", "space", "slash")
        await write(pilot, "ci")
        await press(pilot, "enter", "1", "space", "at", "l", "enter")
        screen = pilot.app.screen
        assert isinstance(screen, MyKeysScreen)
        assert "lab" in title(pilot)
        assert "https://lab.example" in title(pilot)
        assert "READ-ONLY" in title(pilot)
        assert screen.query_one(TitleBar).color == "green"
        assert "My keys 1/20" in text(pilot)
        assert not screen.marks
        assert not screen.filter
        assert not offered(pilot) & {"keys.new", "key.regenerate", "key.delete"}
        assert toasts(pilot) == []
        assert planes.ways["prod"].closed

        await press(pilot, "2")
        assert "filter:" not in text(pilot)
        assert "marked" not in text(pilot)
        await press(pilot, "at", "p", "enter")
        assert "My keys 12/20" in text(pilot)
        assert "keys.new" in offered(pilot)


async def test_the_other_screen_is_of_the_new_profile_too(planes: Planes) -> None:
    planes.lab.store.add_key("only-in-lab", owner="zoe@acme.example")
    async with planes.running() as pilot:
        await press(pilot, "2", "at", "l", "enter", "2")
        names = [key.name for key in pilot.app.screen.listing.keys]  # type: ignore[attr-defined]
        assert "only-in-lab" in names


async def test_flags_win_over_whatever_profile_is_chosen(planes: Planes) -> None:
    async with planes.running("--readonly", "--refresh", "60", start="lab") as pilot:
        await press(pilot, "at", "p", "enter")
        settings = pilot.app.screen.session.settings  # type: ignore[attr-defined]
        assert settings.profile == "prod"
        assert settings.readonly
        assert settings.refresh == 60
        assert not offered(pilot) & {"keys.new", "key.regenerate", "key.delete"}


async def test_a_profile_has_limits_and_a_way_to_the_clipboard_of_its_own(planes: Planes) -> None:
    more = '\nclipboard = "off"\nidle_after = 1\nstale_after = 2\n'
    planes.config.write_text(planes.config.read_text() + more)
    async with planes.running() as pilot:
        await press(pilot, "at", "a", "enter")
        await fill_in(pilot, planes.lab)
        assert "asks" in title(pilot)
        await press(pilot, "c")
        assert "off" in toasts(pilot)[-1]
        assert pilot.app.screen.session.limits.idle.days == 1  # type: ignore[attr-defined]


async def fill_in(pilot: Pilot[None], demo: Demo) -> None:
    """Sign in on the form."""
    pilot.app.screen.query_one("#client_id", Input).value = demo.client_id
    pilot.app.screen.query_one("#client_secret", Input).value = demo.client_secret
    await press(pilot, "enter")


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (httpx.ConnectError("refused"), "lab.example could not be reached"),
        (httpx.Response(500), "lab.example answered"),
    ],
)
async def test_a_profile_that_cannot_be_connected_with_changes_nothing_and_says_why(
    planes: Planes, fault: httpx.Response | Exception, said: str
) -> None:
    planes.ways["lab"].answer(*LIST, fault)
    async with planes.running() as pilot:
        await press(pilot, "j", "space", "at", "l", "enter")
        assert "Not connected with lab: " in dialog(pilot)
        assert "You are still connected with prod." in dialog(pilot)
        await press(pilot, "escape")
        assert "prod" in title(pilot)
        assert "1 marked" in text(pilot)
        assert not planes.ways["prod"].closed
        planes.ways["lab"].heal()
        await press(pilot, "at", "l", "enter")
        assert "lab" in title(pilot)


async def test_a_secret_that_cannot_be_had_is_a_reason_too(planes: Planes, tmp_path: Path) -> None:
    (tmp_path / "lab-secret").chmod(0o644)
    async with planes.running() as pilot:
        await press(pilot, "at", "l", "enter")
        assert "chmod 600" in dialog(pilot)
        assert "You are still connected with prod." in dialog(pilot)


async def test_esc_stops_connecting_and_a_late_answer_changes_nothing(planes: Planes) -> None:
    async with planes.running() as pilot:
        gate = planes.ways["lab"].hold(*LIST)
        before = services()
        await press(pilot, "at", "l")
        await pilot.press("enter")
        await until(pilot, lambda: planes.ways["lab"].held == 1)
        assert len(services(before)) == 1
        assert "Connecting with lab…" in dialog(pilot)
        await press(pilot, "escape")
        assert "Stopped. You are still connected with prod." in dialog(pilot)
        gate.set()
        await press(pilot, "escape")
        assert "prod" in title(pilot)
        assert planes.ways["lab"].closed
        assert not services(before)


def services(before: Sequence[AccessKeyService] = ()) -> list[AccessKeyService]:
    """Find the services that are new: each holds what it signs in with."""
    gc.collect()
    found = [thing for thing in gc.get_objects() if isinstance(thing, AccessKeyService)]
    return [each for each in found if not any(each is old for old in before)]


async def test_a_response_of_the_previous_profile_is_dropped(planes: Planes) -> None:
    async with planes.running() as pilot:
        late = planes.ways["prod"].hold(*LIST)
        await pilot.press("r")
        await until(pilot, lambda: planes.ways["prod"].held == 1)
        await pilot.press("at")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChooseProfile))
        await pilot.press("l", "enter")
        await until(pilot, lambda: "https://lab.example" in text(pilot))
        late.set()
        await settle(pilot)
        assert planes.ways["prod"].held == 0
        assert "My keys 1/20" in text(pilot)
        assert "https://lab.example" in title(pilot)


async def create_unanswered(planes: Planes, pilot: Pilot[None]) -> Event:
    """Ask for a new key, and give what lets its answer come."""
    await press(pilot, "n")
    await write(pilot, "new-key")
    gate = planes.ways["prod"].hold(*CREATE)
    await pilot.press("enter")
    await until(pilot, lambda: planes.ways["prod"].held == 1)
    return gate


async def test_no_profile_can_be_chosen_while_a_secret_is_pending(
    planes: Planes,
) -> None:
    async with planes.running() as pilot:
        gate = await create_unanswered(planes, pilot)
        await pilot.press("at")
        await pilot.app.run_action("profile")
        assert isinstance(pilot.app.screen, CreateKey)
        assert "app.profile" not in offered(pilot)
        gate.set()
        await settle(pilot)
        assert "new-key" in dialog(pilot)
        assert "app.profile" not in offered(pilot)


async def test_no_profile_can_be_chosen_while_a_delete_can_still_be_taken_back(
    planes: Planes,
) -> None:
    async with planes.running() as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, MyKeysScreen)
        screen.session.deletes.clock = lambda: 0.0
        await press(pilot, "slash")
        await write(pilot, "ci-runner")
        await press(pilot, "enter", "D")
        await write(pilot, "ci-runner")
        await press(pilot, "enter")
        assert screen.session.deletes
        await press(pilot, "at")
        assert len(pilot.app.screen_stack) == 1
        assert "app.profile" not in offered(pilot)
        await press(pilot, "u", "at")
        assert isinstance(pilot.app.screen, ChooseProfile)


async def test_a_secret_no_longer_waited_for_is_accounted_for_before_switching(
    planes: Planes,
) -> None:
    async with planes.running() as pilot:
        gate = await create_unanswered(planes, pilot)
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, LostResponse))
        assert "It was created, but its secret is lost." in dialog(pilot)
        await press(pilot, "escape", "at", "l", "enter")
        assert "https://lab.example" in title(pilot)
        gate.set()
        await settle(pilot)
        assert isinstance(pilot.app.screen, MyKeysScreen)
        assert "new-key" not in text(pilot)


async def test_a_profile_without_a_secret_asks_for_one_and_can_be_left(planes: Planes) -> None:
    async with planes.running() as pilot:
        await press(pilot, "at", "a", "enter")
        assert isinstance(pilot.app.screen, SignInAgainScreen)
        assert pilot.app.screen.query_one("#url", Input).value == "https://lab.example"
        await press(pilot, "escape")
        assert "https://prod.example" in title(pilot)
        assert "My keys 12/20" in text(pilot)
        assert not planes.ways["prod"].closed


async def test_a_mistake_in_the_config_file_is_said_with_its_line(planes: Planes) -> None:
    async with planes.running() as pilot:
        planes.config.write_text("[profiles.lab]\nbasse_url = 1\n")
        await press(pilot, "at")
        said = dialog(pilot).replace(" ", "")
        assert f"{planes.config},line2:thereisnosetting".replace(" ", "") in said
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, MyKeysScreen)


async def test_a_profile_that_is_gone_meanwhile_is_said_to_be(planes: Planes) -> None:
    async with planes.running() as pilot:
        await press(pilot, "at", "l")
        planes.config.write_text('[profiles.prod]\nbase_url = "https://prod.example"\n')
        await press(pilot, "enter")
        assert 'there is no profile "lab"' in dialog(pilot)


async def test_without_any_profile_it_is_said_how_one_looks(planes: Planes) -> None:
    async with planes.running() as pilot:
        planes.config.unlink()
        await press(pilot, "at")
        assert "A profile is a table [profiles.NAME] with a base_url" in dialog(pilot)


async def test_letters_go_to_profiles_and_j_and_k_move(planes: Planes) -> None:
    more = "".join(
        f'[profiles.{name}]\nbase_url = "https://lab.example"\n' for name in ("Late", "loud")
    )
    planes.config.write_text(f"{planes.config.read_text()}{more}")
    async with planes.running() as pilot:
        await press(pilot, "at")
        choices = pilot.app.screen.query_one(ProfileChoices)
        moves = [("l", 1), ("l", 3), ("L", 4), ("l", 1), ("k", 0), ("j", 1), ("z", 1), ("a", 2)]
        for key, line in moves:
            await press(pilot, key)
            assert choices.highlighted == line


async def test_the_demo_has_no_profiles_and_offers_none(demo: Demo, planes: Planes) -> None:
    async with running(demo, size=(200, 40)) as pilot:
        assert "app.profile" not in {binding.id for binding in binding_views(pilot.app.screen)}
        await press(pilot, "at")
        assert isinstance(pilot.app.screen, MyKeysScreen)
    async with planes.running(size=(200, 40)) as pilot:
        assert "@ Profile" in str(pilot.app.screen.query_one(Footer).render())


async def test_a_list_that_loads_itself_goes_on_with_the_new_profile_alone(planes: Planes) -> None:
    timer = Timer(NOW)
    async with planes.running("--refresh", "30", timer=timer) as pilot:
        await press(pilot, "at", "l", "enter")
        before = planes.ways["prod"].sent["GET"], planes.ways["lab"].sent["GET"]
        timer.pass_by(30)
        await settle(pilot)
        after = planes.ways["prod"].sent["GET"], planes.ways["lab"].sent["GET"]
        assert after == (before[0], before[1] + 1)
        assert isinstance(pilot.app.screen, KeyListScreen)
