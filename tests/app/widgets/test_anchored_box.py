"""Text being read or typed stays in its place, whatever else changes."""

from __future__ import annotations

import httpx
import pytest
from textual.geometry import Offset, Size
from textual.layout import ArrangeResult
from textual.pilot import Pilot
from textual.widget import Widget

from tests.app.faulty import Faulty
from tests.app.support import lines, press, running, service_of, settle, text, until, write
from tui.app.app import AccessKeysApp
from tui.app.dialogs.secret.issue_secret import IssueSecret
from tui.app.widgets.anchored_layout import AnchoredLayout
from tui.config.settings import Settings
from tui.demo.server import Demo
from tui.session.session import Session

LIST, CREATE = ("GET", "/access-keys"), ("POST", "/access-keys")

pytestmark = pytest.mark.usefixtures("armed")


async def test_nothing_jumps_when_rows_come_are_loaded_again_and_filtered(
    demo: Demo, plane: Faulty
) -> None:
    answered = plane.hold(*LIST)
    opener = lambda: service_of(demo, plane)  # noqa: E731
    async with running(demo, opener=opener, settled=False) as pilot:
        await until(pilot, lambda: "Loading" in text(pilot))
        frame = _frame(pilot)
        answered.set()
        await settle(pilot)
        assert _frame(pilot) == frame

        rows = lines(pilot)[1:]
        plane.heal()
        answered = plane.hold(*LIST)
        await pilot.press("r")
        await until(pilot, lambda: "loading" in text(pilot))
        assert lines(pilot)[1:] == rows
        answered.set()

        await press(pilot, "slash", "minus", "r")
        assert _frame(pilot) == frame
        await press(pilot, "escape")
        assert lines(pilot)[1:] == rows


async def test_nothing_in_a_form_jumps_when_it_waits_or_tells_of_a_mistake(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        await press(pilot, "n")
        form = _places(pilot)
        await write(pilot, "My")
        assert _places(pilot) == form

        await press(pilot, *["backspace"] * 2)
        await write(pilot, "tmp-migration")
        answered = plane.hold(*CREATE)
        await pilot.press("enter")
        await until(pilot, lambda: "Waiting for the response" in text(pilot))
        assert _places(pilot) == form
        answered.set()
        await settle(pilot)
        assert "choose another name" in text(pilot)
        assert _places(pilot) == form


async def test_nothing_in_a_question_jumps_when_it_tells_of_a_mistake(
    demo: Demo, plane: Faulty
) -> None:
    plane.answer("DELETE", "", httpx.Response(403, json={"message": "Not this one."}))
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        await press(pilot, "D")
        question = _places(pilot)
        await press(pilot, "y", "enter")
        assert "That is not the name." in text(pilot)
        assert _places(pilot) == question


async def test_the_sign_in_form_does_not_jump_by_a_mistake_nor_by_another_way() -> None:
    async with AccessKeysApp(Session(Settings())).run_test(size=(80, 30)) as pilot:
        await settle(pilot)
        form = _places(pilot)
        await press(pilot, "enter")
        assert "Base URL" in text(pilot)
        assert _places(pilot) == form
        await press(pilot, "shift+tab", "right", "right")
        assert _places(pilot)[0] == form[0]


async def test_the_search_in_the_help_does_not_jump_when_it_finds_less(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "question_mark", "slash")
        field = _places(pilot)
        await write(pilot, "quit")
        assert _places(pilot) == field


async def test_a_box_is_in_the_middle_of_every_size_and_covers_the_title_bar_only_if_it_has_to(
    demo: Demo,
) -> None:
    async with running(demo, size=(80, 20)) as pilot:
        await press(pilot, "S")
        for rows in (20, 24, 20, 40):
            await pilot.resize_terminal(80, rows)
            await settle(pilot)
            box = pilot.app.screen.query_one("#box").region
            above, below = box.y, rows - 1 - box.bottom
            assert abs(above - below) <= 1, rows
            assert above, rows


@pytest.mark.parametrize(("rows", "scrolled"), [(16, True), (22, False), (24, False)])
async def test_a_dialog_is_laid_out_once_and_a_mistake_in_it_can_be_read_whatever_the_height(
    demo: Demo, monkeypatch: pytest.MonkeyPatch, rows: int, scrolled: bool
) -> None:
    laid_out = set()
    arrange = AnchoredLayout.arrange

    def note(
        self: AnchoredLayout,
        parent: Widget,
        children: list[Widget],
        size: Size,
        greedy: bool = True,
    ) -> ArrangeResult:
        placements = arrange(self, parent, children, size, greedy)
        laid_out.add((type(parent), *(each.region for each in placements if each.widget.id)))
        return placements

    async with running(demo, size=(80, rows)) as pilot:
        monkeypatch.setattr(AnchoredLayout, "arrange", note)
        await press(pilot, "R")
        assert [each for each, *_ in laid_out].count(IssueSecret) == 1
        await press(pilot, "x", "enter")
        assert "That is not the name." in text(pilot)
        assert bool(pilot.app.screen.query_one("#box").max_scroll_y) is scrolled


def _frame(pilot: Pilot[None]) -> tuple[int, str]:
    """Return the place of the second tab, and the widths of the columns."""
    shown = lines(pilot)
    return shown[1].index("2 All keys"), shown[3]


def _places(pilot: Pilot[None]) -> list[tuple[str, Offset]]:
    """Return the places of fields, buttons and their labels."""
    parts = pilot.app.screen.query("RadioRow, Static, Input, Button").exclude("Notice")
    return [(type(part).__name__, part.region.offset) for part in parts]
