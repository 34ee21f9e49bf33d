"""A list at the server's limit is completed owner by owner, in plain sight."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from tests.app.faulty import Faulty
from tests.app.support import (
    NOW,
    dialog,
    press,
    running,
    service_of,
    settle,
    text,
    until,
    write,
)
from tests.app.timer import Timer
from tui.app.dialogs.keys.list_progress import ListProgress
from tui.app.dialogs.keys.name_owners import NameOwners
from tui.app.screens.all_keys import AllKeysScreen
from tui.app.widgets.bindings_view import binding_views
from tui.config.settings import Settings
from tui.demo.sample_keys import LONG_TIME_OWNERS
from tui.demo.server import Demo

pytestmark = pytest.mark.usefixtures("armed")

ALL = "administration/access-keys"


@pytest.fixture
def demo() -> Demo:
    return Demo(now=lambda: NOW, crowd=True)


class Picky(Faulty):
    """Fails for single owners, and may stop answering."""

    def __init__(self, demo: Demo) -> None:
        super().__init__(demo)
        self.failing: set[str] = set()
        self.owners: list[str] = []
        self.answers = 1000
        """Lists after which none is answered any more."""
        self.unanswered = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        owner = request.url.params.get("createdBy", "")
        if request.url.path.endswith(ALL):
            self.owners.append(owner)
            if len(self.owners) > self.answers:
                self.unanswered += 1
                await asyncio.Event().wait()
        if owner in self.failing:
            return httpx.Response(403, json={"message": "Not this one."})
        return await super().handle_async_request(request)


@pytest.fixture
def plane(demo: Demo) -> Picky:
    return Picky(demo)


def offered(screen: object) -> set[str]:
    return {binding.id for binding in binding_views(screen) if binding.enabled}  # type: ignore[arg-type]


async def test_all_keys_of_all_owners_seen_or_named_are_listed(
    demo: Demo, plane: Picky, tmp_path: Path
) -> None:
    named = sorted(LONG_TIME_OWNERS)
    file = tmp_path / "leavers.txt"
    file.write_text("\n".join(named[1:]))
    async with running(demo, opener=lambda: service_of(demo, plane), size=(80, 24)) as pilot:
        await press(pilot, "2")
        assert "A for every owner's keys." in " ".join(text(pilot).split())
        await press(pilot, "A")
        assert "The keys of the 48 known owners are loaded" in dialog(pilot)
        await write(pilot, named[0])
        await press(pilot, "enter")
        seen = {key.owner for key in demo.store.all_keys()[:100]}
        assert "49 of 49" in dialog(pilot)
        assert "of 49 owners." in dialog(pilot)
        await press(pilot, "escape")
        of_those = [key for key in demo.store.all_keys() if key.owner in seen | {named[0]}]
        assert f"2 All keys {len(of_those)}" in text(pilot)
        assert "Loaded owner by owner, 49 of them." in text(pilot)

        await press(pilot, "A")
        pilot.app.screen.query_one("#owners").value = str(file)  # type: ignore[attr-defined]
        await press(pilot, "enter", "escape")
        of_those = [key for key in demo.store.all_keys() if key.owner in seen | set(named)]
        assert f"2 All keys {len(of_those)}" in text(pilot)

        plane.owners.clear()
        await press(pilot, "r")
        assert set(plane.owners) == {"", *seen, *named}
        assert f"2 All keys {len(of_those)}" in text(pilot)


async def test_it_is_offered_only_where_the_server_cuts_off(demo: Demo) -> None:
    async with running(Demo(now=lambda: NOW)) as pilot:
        assert "keys.complete" not in offered(pilot.app.screen)
        await press(pilot, "2")
        assert "keys.complete" not in offered(pilot.app.screen)
    async with running(demo) as pilot:
        await press(pilot, "2")
        assert "keys.complete" in offered(pilot.app.screen)
        await press(pilot, "f")
        await write(pilot, "user01@acme.example")
        await press(pilot, "enter")
        assert "keys.complete" not in offered(pilot.app.screen)


async def test_where_the_server_cuts_off_o_asks_it_for_all_keys_of_an_owner(
    demo: Demo, plane: Picky
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane), size=(120, 40)) as pilot:
        await press(pilot, "2")
        await until(pilot, lambda: "Owner has 3 more keys here, o finds all" in text(pilot))
        await press(pilot, "enter")
        assert "Owner has 3 more keys here: " in dialog(pilot)
        await press(pilot, "o")
        assert plane.owners == ["", "ana@acme.example"]
        assert "filter: owner:=ana@acme.example  server: owner ana@acme.example" in text(pilot)
        await until(pilot, lambda: "Owner has 11 more keys, o shows all" in text(pilot))
        await press(pilot, "o", "escape", "escape")
        assert plane.owners == ["", "ana@acme.example", ""]

        await press(pilot, "A", "enter", "escape")
        plane.owners.clear()
        await press(pilot, "o")
        await until(pilot, lambda: "Owner has 11 more keys, o shows all" in text(pilot))
        assert plane.owners == []


async def test_an_owner_that_fails_is_named_with_the_reason_and_asked_for_again(
    demo: Demo, plane: Picky
) -> None:
    plane.failing = {"user03@acme.example"}
    async with running(demo, opener=lambda: service_of(demo, plane), size=(100, 40)) as pilot:
        await press(pilot, "2", "A", "enter")
        assert "✗ user03@acme.example failed" in dialog(pilot)
        assert "“Not this one”" in dialog(pilot)
        assert "user03@acme.example could not be loaded" in dialog(pilot)

        plane.failing.clear()
        plane.owners.clear()
        await press(pilot, "r")
        assert [owner for owner in plane.owners if owner] == ["user03@acme.example"]
        assert "could not be loaded" not in dialog(pilot)
        await press(pilot, "escape")
        screen = pilot.app.screen
        assert isinstance(screen, AllKeysScreen)
        owned = [key for key in screen.shown if key.created_by == "user03@acme.example"]
        assert len(owned) == 18


async def test_esc_stops_at_once_and_shows_what_was_found(demo: Demo, plane: Picky) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane), size=(100, 40)) as pilot:
        await press(pilot, "2", "A")
        plane.answers = len(plane.owners) + 9
        await pilot.press("enter")
        await until(pilot, lambda: plane.unanswered == 4)
        assert isinstance(pilot.app.screen, ListProgress)
        await press(pilot, "escape")
        assert "not loaded, as you stopped: A continues." in dialog(pilot)
        await press(pilot, "escape")
        assert "40 owners were not loaded, as you stopped: A continues." in text(pilot)


async def test_a_first_list_that_fails_says_so_and_can_be_tried_again(
    demo: Demo, plane: Picky
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        await press(pilot, "2")
        before = text(pilot)
        plane.answer("GET", ALL, httpx.ConnectError("refused"))
        await press(pilot, "A", "enter")
        assert "demo.example could not be" in dialog(pilot)
        await press(pilot, "escape")
        assert text(pilot) == before
        await press(pilot, "A", "enter")
        plane.heal()
        await press(pilot, "r")
        assert "48 of 48" in dialog(pilot)


async def test_what_names_no_owner_stays_in_the_field_with_the_reason(
    demo: Demo, tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.write_text("nobody")
    async with running(demo) as pilot:
        await press(pilot, "2", "A")
        for given, said in (
            ("no-such-file", "no-such-file can't be read: no such file or directory."),
            (str(empty), "has no e-mail address in it."),
        ):
            pilot.app.screen.query_one("#owners").value = given  # type: ignore[attr-defined]
            await press(pilot, "enter")
            assert isinstance(pilot.app.screen, NameOwners)
            assert said in dialog(pilot)


async def test_a_delete_takes_its_key_out_of_a_completed_list_without_asking_all_again(
    demo: Demo, plane: Picky
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane), size=(120, 40)) as pilot:
        await press(pilot, "2", "A", "enter", "escape", "slash")
        await write(pilot, "owner:user01")
        await press(pilot, "enter")
        screen = pilot.app.screen
        assert isinstance(screen, AllKeysScreen)
        count, victim = len(screen.listing.keys or ()), screen.table.selected
        assert victim is not None
        plane.owners.clear()
        await press(pilot, "D")
        await write(pilot, victim.name)
        await press(pilot, "enter")
        assert plane.owners == []
        assert len(screen.listing.keys or ()) == count - 1
        assert demo.store.find(victim.id) is None
        assert "other screen" not in text(pilot)

        await press(pilot, "1", "n")
        await write(pilot, "new-key")
        await press(pilot, "enter", "q", "tab", "enter", "2")
        assert plane.owners == []
        assert "Keys were changed on the other screen: r refreshes." in text(pilot)


async def test_a_completed_list_is_not_loaded_again_by_itself(demo: Demo, plane: Picky) -> None:
    timer = Timer(NOW)
    settings = Settings(demo_role="admin", refresh=30)
    opener = lambda: service_of(demo, plane)  # noqa: E731
    async with running(demo, settings=settings, opener=opener, timer=timer) as pilot:
        await press(pilot, "2", "A", "enter", "escape")
        plane.owners.clear()
        timer.pass_by(3600)
        await settle(pilot)
        assert plane.owners == []


async def test_a_completed_list_is_filtered_here_and_not_asked_for_again(
    demo: Demo, plane: Picky
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane), size=(80, 24)) as pilot:
        await press(pilot, "2", "A", "enter", "escape")
        asked = len(plane.owners)
        await press(pilot, "slash")
        await write(pilot, "owner:user09")
        await press(pilot, "enter", "asterisk", "escape")
        assert len(plane.owners) == asked
        assert "All keys 421    11 marked" in text(pilot)
