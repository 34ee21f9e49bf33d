"""A notice covers nothing of a dialog: it is shown above the box, or when that is closed."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets._toast import Toast

from tests.app.dialogs.test_secret import create
from tests.app.snapshots import strips_of, texts
from tests.app.support import dialog, press, running, settle, text, toasts
from tui.app.dialogs.base.dialog import Dialog
from tui.app.dialogs.secret.issue_secret import IssueSecret
from tui.demo.server import Demo

_SMALL, _USUAL = (57, 19), (80, 24)

_SAID = "The list is no longer complete: the server did not say why."


def _uncovered(pilot: Pilot[None]) -> bool:
    """Return whether what pops up leaves the dialog alone."""
    screen = pilot.app.screen
    box, places = screen.query_one("#box").region, screen._compositor.full_map
    shown = [places[toast].visible_region for toast in screen.query(Toast)]
    return not any(region.overlaps(box) for region in shown)


@pytest.mark.parametrize("key", ["S", "D", "enter"])
@pytest.mark.parametrize("size", [_SMALL, _USUAL])
async def test_a_dialog_that_is_opened_right_after_a_copy_shows_all_it_says(
    key: str, size: tuple[int, int]
) -> None:
    async with running(size=size) as pilot:
        await press(pilot, "j", "j", "c")
        assert len(toasts(pilot)) == 1
        await press(pilot, key)
        assert isinstance(pilot.app.screen, Dialog)
        assert "airflow-prod" in dialog(pilot)
        assert _uncovered(pilot)
        assert texts(strips_of(pilot.app)).count("Sent to your") == len(toasts(pilot))


@pytest.mark.parametrize(("size", "at_once"), [(_SMALL, False), (_USUAL, True)])
async def test_a_failure_is_told_over_a_dialog_where_there_is_room_and_otherwise_after_it(
    size: tuple[int, int], at_once: bool
) -> None:
    async with running(size=size) as pilot:
        await press(pilot, "j", "j", "D")
        pilot.app.notify(_SAID, severity="error")
        await settle(pilot)
        assert (_SAID in text(pilot)) is at_once
        assert _uncovered(pilot)

        await press(pilot, "escape")
        assert "say why." in text(pilot)


async def test_a_failure_that_a_dialog_took_away_is_told_again_after_the_last_one() -> None:
    async with running(size=_SMALL) as pilot:
        # More than the single line that is free above the dialog.
        said = f"{_SAID}\n{_SAID}"
        pilot.app.notify(said, severity="error")
        await press(pilot, "G", "S")
        assert toasts(pilot) == []
        await pilot.app.run_action("help")
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, IssueSecret)
        assert toasts(pilot) == []
        await press(pilot, "escape")
        assert toasts(pilot) == [said]


@pytest.mark.usefixtures("armed")
async def test_a_notice_goes_when_the_dialog_grows_up_to_it_and_comes_back(demo: Demo) -> None:
    async with running(demo) as pilot:
        await create(pilot)
        box = pilot.app.screen.query_one("#box")
        above = box.region.y
        said = "\n".join(_SAID for _ in range(above))
        pilot.app.notify(said, severity="error")
        await settle(pilot)
        assert toasts(pilot) == [said]

        await press(pilot, "u")
        assert box.region.y < above
        assert toasts(pilot) == []
        await press(pilot, "q", "tab", "enter")
        assert said in toasts(pilot)
