"""A list is loaded again by itself, if the user wants that."""

from __future__ import annotations

import httpx
import pytest
from textual._compositor import Compositor
from textual.pilot import Pilot
from textual.widget import Widget

from tests.app.faulty import Faulty
from tests.app.support import NOW, lines, press, running, service_of, settle, text, until, write
from tests.app.timer import Timer
from tui.app.screens.key_list import KeyListScreen
from tui.app.widgets.notice import Notice
from tui.config.settings import Settings
from tui.demo.server import Demo

pytestmark = pytest.mark.usefixtures("armed")

LIST = ("GET", "/access-keys")
DOWN = httpx.ConnectError("refused")
EVERY_30_S = Settings(demo_role="admin", refresh=30.0)


def keys_screen(pilot: Pilot[None]) -> KeyListScreen:
    screen = pilot.app.screen
    assert isinstance(screen, KeyListScreen)
    return screen


def where(pilot: Pilot[None]) -> tuple[object, ...]:
    """Return the key under the cursor, its line on the screen, and the marks."""
    screen = keys_screen(pilot)
    table, selected = screen.table, screen.table.selected
    assert selected is not None
    line = table.keys.index(selected) - table.scroll_offset.y
    return selected.id, line, screen.marks, lines(pilot)[4 + line][:70]


async def pass_by(pilot: Pilot[None], timer: Timer, seconds: float) -> None:
    """Advance the clock, and wait for what is due."""
    timer.pass_by(seconds)
    await settle(pilot)


async def test_it_is_off_unless_it_is_asked_for(demo: Demo) -> None:
    timer = Timer(NOW)
    async with running(demo, timer=timer) as pilot:
        await press(pilot, "r", "2")
        assert timer.pauses == []


async def test_a_list_that_loads_itself_moves_neither_cursor_nor_marks_nor_scroll(
    demo: Demo,
) -> None:
    timer = Timer(NOW)
    async with running(demo, settings=EVERY_30_S, timer=timer) as pilot:
        await press(pilot, "2", *"Gkkk", "space", "k", "k")
        before = where(pilot)
        demo.store.add_key("aa-new", owner="zoe@acme.example")

        await pass_by(pilot, timer, 30)

        assert any(key.name == "aa-new" for key in keys_screen(pilot).listing.keys or ())
        assert where(pilot) == before
        assert "updated 09:30:30" in text(pilot)
        assert timer.pauses[-2:] == [30, 30]


async def test_while_it_fails_it_asks_more_and_more_rarely_and_a_success_ends_that(
    demo: Demo, plane: Faulty
) -> None:
    timer = Timer(NOW)
    opener = lambda: service_of(demo, plane)  # noqa: E731
    async with running(demo, settings=EVERY_30_S, opener=opener, timer=timer) as pilot:
        plane.answer(*LIST, DOWN)
        for pause in (30, 60, 120, 240, 480, 600, 600):
            assert timer.pauses[-1] == pause
            await pass_by(pilot, timer, pause)
        notice = pilot.app.screen.query_one(Notice)
        assert str(notice.render()).endswith("The list shown is of 09:30:00, 35 min ago.")
        assert "laptop-terminal" in text(pilot)

        plane.heal()
        await pass_by(pilot, timer, 600)

        assert timer.pauses[-1] == 30
        assert not notice.display
        assert "updated 10:15:30" in text(pilot)


async def test_who_wants_it_more_rarely_than_the_longest_pause_gets_that(
    demo: Demo, plane: Faulty
) -> None:
    timer = Timer(NOW)
    opener = lambda: service_of(demo, plane)  # noqa: E731
    settings = Settings(demo_role="admin", refresh=3_600)
    async with running(demo, settings=settings, opener=opener, timer=timer) as pilot:
        plane.answer(*LIST, DOWN)
        await pass_by(pilot, timer, 3_600)
        assert timer.pauses == [3_600, 3_600]


@pytest.mark.parametrize("over", ["n", "question_mark", "colon", "2"])
async def test_beneath_anything_else_it_waits_and_makes_up_for_it_afterwards(
    demo: Demo, plane: Faulty, over: str
) -> None:
    timer = Timer(NOW)
    opener = lambda: service_of(demo, plane)  # noqa: E731
    async with running(demo, settings=EVERY_30_S, opener=opener, timer=timer) as pilot:
        mine = keys_screen(pilot)
        await press(pilot, over)
        loaded = mine.listing.updated
        await pass_by(pilot, timer, 300)
        assert mine.listing.updated == loaded

        await press(pilot, "1" if over == "2" else "escape")

        assert mine.listing.updated == timer.now


async def test_what_was_loaded_meanwhile_is_not_loaded_again_before_its_time(
    demo: Demo, plane: Faulty
) -> None:
    timer = Timer(NOW)
    opener = lambda: service_of(demo, plane)  # noqa: E731
    async with running(demo, settings=EVERY_30_S, opener=opener, timer=timer) as pilot:
        await pass_by(pilot, timer, 20)
        await press(pilot, "r")
        sent = plane.sent["GET"]
        await pass_by(pilot, timer, 20)
        assert plane.sent["GET"] == sent
        await pass_by(pilot, timer, 10)
        assert plane.sent["GET"] == sent + 1


@pytest.mark.drawn
async def test_a_list_that_is_the_same_again_paints_nothing_but_the_clock(
    demo: Demo, plane: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: set[str] = set()
    update = Compositor.update_widgets

    def note(self: Compositor, widgets: set[Widget]) -> None:
        painted.update(type(widget).__name__ for widget in widgets)
        update(self, widgets)

    timer = Timer(NOW)
    opener = lambda: service_of(demo, plane)  # noqa: E731
    async with running(demo, settings=EVERY_30_S, opener=opener, timer=timer) as pilot:
        # The ages are in minutes: on the next one, some may change.
        timer.now = timer.now.replace(second=1)
        await press(pilot, "r")
        gate = plane.hold(*LIST)
        monkeypatch.setattr(Compositor, "update_widgets", note)
        reflowed = pilot.app.screen._layout_required

        timer.pass_by(30)
        await until(pilot, lambda: plane.held == 1)
        assert "loading" not in text(pilot)
        gate.set()
        await settle(pilot)

        assert "updated 09:30:31" in text(pilot)
        assert painted == {"TitleBar"}
        assert not reflowed


async def test_the_age_of_the_list_counts_on_while_nothing_else_happens(
    demo: Demo, plane: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.app.screens.key_list.COUNT_DOWN", 0.01)
    timer = Timer(NOW)
    async with running(demo, opener=lambda: service_of(demo, plane), timer=timer) as pilot:
        plane.answer(*LIST, DOWN)
        await press(pilot, "r")
        said = pilot.app.screen.query_one(Notice)
        assert str(said.render()).endswith("The list shown is of 09:30:00.")

        timer.pass_by(4 * 60 + 10)
        await until(pilot, lambda: "09:30:00, 4 min ago." in str(said.render()))
        timer.pass_by(3 * 3_600)
        await until(pilot, lambda: "09:30:00, 3 h ago." in str(said.render()))

        plane.heal()
        await press(pilot, "r")
        assert not said.display


async def test_a_filter_that_is_being_typed_is_not_disturbed(demo: Demo) -> None:
    timer = Timer(NOW)
    async with running(demo, settings=EVERY_30_S, timer=timer) as pilot:
        await press(pilot, "slash")
        await write(pilot, "tmp")
        await pass_by(pilot, timer, 30)
        await write(pilot, "-mig")
        await press(pilot, "enter")
        assert "filter: tmp-mig" in text(pilot)
        assert [key.name for key in keys_screen(pilot).table.keys] == ["tmp-migration"]
