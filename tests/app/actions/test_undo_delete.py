"""A single delete waits where it can be seen, and can be taken back until it is sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from textual.pilot import Pilot

from tests.app.faulty import Fault, Faulty
from tests.app.support import (
    dialog,
    lines,
    press,
    running,
    service_of,
    settle,
    text,
    toasts,
    until,
    write,
)
from tests.session.test_delete_queue import Clock
from tui.app.dialogs.delete.delete_key import DeleteKey
from tui.app.dialogs.delete.quit_with_pending import QuitWithPending
from tui.app.dialogs.secret.create_key import CreateKey
from tui.app.screens.key_list import KeyListScreen
from tui.app.widgets.bindings_view import binding_views
from tui.config.settings import Settings
from tui.demo.server import Demo
from tui.session.delete_queue import DeleteQueue

pytestmark = pytest.mark.usefixtures("armed")

WAITS = Settings(demo_role="admin")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@asynccontextmanager
async def waiting(
    clock: Clock, plane: Faulty, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Pilot[None]]:
    """Run the program, with a clock of the test that its deletes wait by."""
    opener = lambda: service_of(plane.demo, plane)  # noqa: E731
    async with running(plane.demo, settings=WAITS, opener=opener, size=size) as pilot:
        queue(pilot).clock = clock
        yield pilot


def queue(pilot: Pilot[None]) -> DeleteQueue:
    """Return the session's queue."""
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, KeyListScreen)
    return screen.session.deletes


async def delete(pilot: Pilot[None], name: str) -> None:
    """Ask for the deletion of the key under the cursor, and confirm it."""
    await press(pilot, "D")
    await write(pilot, name)
    await press(pilot, "enter")


async def wait(pilot: Pilot[None], clock: Clock, seconds: float) -> None:
    """Advance the clock by a tick or more."""
    clock.time += seconds
    queue(pilot).tick()
    await settle(pilot)


def offered(pilot: Pilot[None]) -> set[str]:
    """Name the bindings that can be used now."""
    return {binding.id for binding in binding_views(pilot.app.screen) if binding.enabled}


def line_of(pilot: Pilot[None], name: str) -> str:
    """Return the row of a key."""
    return next(line for line in lines(pilot)[4:] if name in line)


async def test_u_at_the_last_moment_means_that_nothing_was_sent(
    plane: Faulty, clock: Clock
) -> None:
    async with waiting(clock, plane, size=(100, 24)) as pilot:
        assert "keys.take_back" not in offered(pilot)
        await press(pilot, "D")
        assert "It is sent after 5 s; until then, u takes it back." in dialog(pilot)
        await write(pilot, "laptop-terminal")
        await press(pilot, "enter")
        assert "Deleting laptop-terminal in 5 s" in text(pilot)
        assert line_of(pilot, "laptop-terminal").startswith("›✗")
        assert offered(pilot) & {"keys.take_back", "key.delete", "key.regenerate"} == {
            "keys.take_back"
        }
        await wait(pilot, clock, 4)
        assert "Deleting laptop-terminal in 1 s  u takes back laptop-terminal" in text(pilot)
        await wait(pilot, clock, 0.999)
        await press(pilot, "u")
        await wait(pilot, clock, 60)

        assert plane.sent["DELETE"] == 0
        assert toasts(pilot) == ["Kept laptop-terminal: nothing was sent."]
        assert "✗" not in text(pilot)
        assert offered(pilot) >= {"key.delete", "key.regenerate"}


async def test_after_its_time_it_is_sent_once_and_told(plane: Faulty, clock: Clock) -> None:
    async with waiting(clock, plane) as pilot:
        await press(pilot, "j")
        await delete(pilot, "ci-runner")
        await wait(pilot, clock, 5)
        await wait(pilot, clock, 5)

        assert plane.sent["DELETE"] == 1
        assert toasts(pilot) == ["Deleted ci-runner."]
        assert "11/20" in text(pilot)
        assert "keys.take_back" not in offered(pilot)
        await press(pilot, "u")
        assert toasts(pilot) == ["Deleted ci-runner."]


async def test_several_wait_each_for_itself_and_the_last_is_taken_back_first(
    demo: Demo, plane: Faulty, clock: Clock
) -> None:
    async with waiting(clock, plane, size=(120, 30)) as pilot:
        await delete(pilot, "laptop-terminal")
        await wait(pilot, clock, 2)
        await press(pilot, "j")
        await delete(pilot, "ci-runner")
        assert "Deleting ci-runner in 5 s, laptop-terminal in 3 s  u takes back" in text(pilot)
        await press(pilot, "u")
        await wait(pilot, clock, 3)
        assert plane.sent["DELETE"] == 1
        names = {key.name for key in demo.store.my_keys()}
        assert "ci-runner" in names
        assert "laptop-terminal" not in names


async def test_the_line_counts_what_it_has_no_room_for(
    demo: Demo, plane: Faulty, clock: Clock
) -> None:
    async with waiting(clock, plane) as pilot:
        for key in demo.store.my_keys()[:6]:
            queue(pilot).add(
                pilot.app.screen.listing.keys[0]._replace(  # type: ignore[attr-defined]
                    id=key.id, name=key.name
                ),
                lambda: None,
            )
        await settle(pilot)
        (line,) = (line for line in lines(pilot) if "Deleting" in line)
        assert " more  u takes back " in line
        assert len(line) <= 80


async def test_it_goes_on_waiting_on_the_other_screen_and_is_offered_nothing_else_there(
    plane: Faulty, clock: Clock
) -> None:
    async with waiting(clock, plane, size=(100, 30)) as pilot:
        await delete(pilot, "laptop-terminal")
        await press(pilot, "2", "slash")
        await write(pilot, "laptop-terminal")
        await press(pilot, "enter")
        assert line_of(pilot, "laptop-terminal").startswith("›✗")
        assert "key.delete" not in offered(pilot)
        await press(pilot, "space")
        assert offered(pilot) & {"key.delete", "keys.delete_marked"} == set()
        await press(pilot, "D")
        assert not isinstance(pilot.app.screen, DeleteKey)
        await wait(pilot, clock, 5)
        assert plane.sent["DELETE"] == 1
        await press(pilot, "1")
        assert "11/20" in text(pilot)


async def test_it_outlives_a_refresh_and_what_is_gone_meanwhile_is_done(
    demo: Demo, plane: Faulty, clock: Clock
) -> None:
    async with waiting(clock, plane) as pilot:
        victim = demo.store.my_keys()[0]
        await delete(pilot, "laptop-terminal")
        await press(pilot, "r")
        assert line_of(pilot, "laptop-terminal").startswith("›✗")
        demo.store.remove_key(victim.id)
        await press(pilot, "r")
        assert "Deleting laptop-terminal in 5 s" in text(pilot)
        await wait(pilot, clock, 5)
        assert toasts(pilot) == ["laptop-terminal was gone already."]
        assert not queue(pilot)


@pytest.mark.parametrize(
    "fault", [httpx.Response(403, json={"message": "Not yours."}), httpx.ConnectError("refused")]
)
async def test_one_that_is_refused_comes_back_as_the_card_with_the_reason(
    demo: Demo, plane: Faulty, clock: Clock, fault: Fault
) -> None:
    async with waiting(clock, plane) as pilot:
        plane.answer("DELETE", demo.store.my_keys()[0].id, fault)
        await delete(pilot, "laptop-terminal")
        await wait(pilot, clock, 5)
        assert isinstance(pilot.app.screen, DeleteKey)
        assert "demo.example" in dialog(pilot)
        assert "Type the name, laptop-terminal, to go on:" in dialog(pilot)
        plane.heal()
        await write(pilot, "laptop-terminal")
        await press(pilot, "enter")
        await wait(pilot, clock, 5)
        assert "laptop-terminal" not in {key.name for key in demo.store.my_keys()}


async def test_one_whose_answer_is_lost_is_looked_up(
    demo: Demo, plane: Faulty, clock: Clock
) -> None:
    async with waiting(clock, plane) as pilot:
        plane.lose("DELETE", demo.store.my_keys()[0].id)
        await delete(pilot, "laptop-terminal")
        await wait(pilot, clock, 5)
        assert toasts(pilot) == ["laptop-terminal was deleted, though the response was lost."]
        assert plane.sent["DELETE"] == 1
        assert queue(pilot).left_open == []


async def test_a_failure_beneath_another_dialog_is_told_at_once_and_asked_about_after_that(
    demo: Demo, plane: Faulty, clock: Clock
) -> None:
    async with waiting(clock, plane) as pilot:
        plane.answer("DELETE", demo.store.my_keys()[0].id, httpx.Response(403))
        await delete(pilot, "laptop-terminal")
        await press(pilot, "n")
        await wait(pilot, clock, 5)
        form = pilot.app.screen
        assert isinstance(form, CreateKey)
        assert any("403" in toast for toast in toasts(pilot))
        assert any("Deleting laptop-terminal: " in said for said in queue(pilot).left_open)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, DeleteKey)
        assert "403" in dialog(pilot)


async def test_the_sessions_own_key_can_be_deleted_with_its_warning(
    demo: Demo, plane: Faulty, clock: Clock
) -> None:
    async with waiting(clock, plane) as pilot:
        await press(pilot, "D")
        assert "after that it can't sign in again" in dialog(pilot)
        await write(pilot, "laptop-terminal")
        await press(pilot, "enter")
        await wait(pilot, clock, 5)
        assert demo.store.find_client(demo.client_id) is None


async def test_quitting_asks_and_to_stay_lets_time_go_on(plane: Faulty, clock: Clock) -> None:
    async with waiting(clock, plane) as pilot:
        await delete(pilot, "laptop-terminal")
        await press(pilot, "q")
        assert isinstance(pilot.app.screen, QuitWithPending)
        assert "laptop-terminal" in dialog(pilot)
        await wait(pilot, clock, 60)
        await press(pilot, "ctrl+q", "enter")
        assert pilot.app.is_running
        assert "Deleting laptop-terminal in 5 s" in text(pilot)
        assert plane.sent["DELETE"] == 0
        await wait(pilot, clock, 5)
        assert plane.sent["DELETE"] == 1


@pytest.mark.parametrize(("presses", "sent"), [(["tab"], 0), (["tab", "tab"], 1)])
async def test_quitting_takes_back_or_deletes_now(
    plane: Faulty, clock: Clock, presses: list[str], sent: int
) -> None:
    async with waiting(clock, plane) as pilot:
        deletes = queue(pilot)
        await delete(pilot, "laptop-terminal")
        await press(pilot, "q", *presses)
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app._exit)
    assert plane.sent["DELETE"] == sent
    assert deletes.left_open == []


async def test_quitting_stays_if_the_delete_is_refused(
    demo: Demo, plane: Faulty, clock: Clock
) -> None:
    async with waiting(clock, plane) as pilot:
        plane.answer("DELETE", demo.store.my_keys()[0].id, httpx.Response(403))
        await delete(pilot, "laptop-terminal")
        await press(pilot, "q", "tab", "tab", "enter")
        assert pilot.app.is_running
        assert isinstance(pilot.app.screen, DeleteKey)
        assert "403" in dialog(pilot)


async def test_marked_keys_are_deleted_without_the_one_that_waits(
    plane: Faulty, clock: Clock
) -> None:
    async with waiting(clock, plane) as pilot:
        await press(pilot, "j")
        await delete(pilot, "ci-runner")
        await press(pilot, "asterisk", "D")
        assert "Delete 10 access keys" in text(pilot)
        assert "ci-runner" not in dialog(pilot)


async def test_who_stays_for_a_delete_is_told_that_a_secret_is_still_to_be_printed(
    plane: Faulty, clock: Clock
) -> None:
    async with waiting(clock, plane) as pilot:
        await press(pilot, "end")
        await delete(pilot, "tmp-migration")
        await press(pilot, "n")
        await write(pilot, "one-more")
        await press(pilot, "enter", "p", "tab", "enter")
        assert isinstance(pilot.app.screen, QuitWithPending)
        await press(pilot, "enter")
        assert not pilot.app._exit
        assert toasts(pilot)[-1] == "The secret of one-more is printed when the program ends."
