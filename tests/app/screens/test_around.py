"""Filter, order, help, palette, details and what is offered when."""

from __future__ import annotations

import httpx
import pytest
from textual.widgets import Input

from tests.app.faulty import Faulty
from tests.app.support import (
    NOW,
    dialog,
    lines,
    press,
    running,
    service_of,
    settle,
    text,
    until,
    write,
)
from tui.app.screens.key_list import KeyListScreen
from tui.app.widgets.bindings_view import GROUPS, binding_views
from tui.app.widgets.footer import Footer
from tui.app.widgets.usage_bar import UsageBar
from tui.config.settings import Settings
from tui.demo.server import Demo

pytestmark = pytest.mark.usefixtures("armed")


def names(shown: list[str]) -> list[str]:
    """Read the first column of the table."""
    return [line[2:].split("  ")[0] for line in shown[4:-1] if line.strip()]


async def test_the_filter_works_while_it_is_typed_and_esc_drops_it(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "slash")
        await write(pilot, "used:never")
        assert names(lines(pilot)[:-3]) == ["tmp-migration"]
        await press(pilot, "enter")
        assert "filter: used:never" in text(pilot)
        assert str(pilot.app.screen.query_one(UsageBar).render()).startswith("○ 1 never used")
        await press(pilot, "escape")
        assert len(names(lines(pilot))) == 12


async def test_a_filter_that_makes_no_sense_keeps_the_last_good_result(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "slash")
        await write(pilot, "tmp")
        pilot.app.screen.query_one(Input).value = "tmp idle:soon"
        await settle(pilot)
        assert "idle: expects >90d" in text(pilot)
        assert names(lines(pilot)[:-3]) == ["tmp-migration"]


async def test_letters_typed_into_the_filter_are_no_commands(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "slash")
        await write(pilot, "qnSD12")
        assert pilot.app.screen.query_one(Input).value == "qnSD12"
        assert isinstance(pilot.app.screen, KeyListScreen)


async def test_the_filter_box_closes_when_it_loses_the_keys_and_opens_again(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "slash")
        await write(pilot, "tmp")
        await press(pilot, "tab")
        assert not pilot.app.screen.query(Input)
        assert "filter: tmp" in text(pilot)
        await press(pilot, "slash", "escape")
        assert len(names(lines(pilot))) == 12


async def test_a_half_typed_filter_is_not_kept(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "slash")
        await write(pilot, "tmp")
        pilot.app.screen.query_one(Input).value = "tmp idle:90"
        await press(pilot, "enter")
        assert pilot.app.screen.query(Input)


async def test_a_change_on_one_screen_is_seen_on_the_other(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "2", "slash")
        await write(pilot, "tmp-migration ana")
        await press(pilot, "enter", "D")
        await write(pilot, "tmp-migration")
        await press(pilot, "enter", "1")
        assert "11/20" in text(pilot)
        assert "tmp-migration" not in names(lines(pilot))


async def test_somebody_elses_key_is_called_so_before_it_is_deleted(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "2", "slash")
        await write(pilot, "owner:hugo")
        await press(pilot, "enter", "D")
        assert "Delete somebody else's access key" in text(pilot)
        await press(pilot, "escape", "escape", "slash")
        await write(pilot, "owner:ana")
        await press(pilot, "enter", "D")
        assert "Delete access key" in text(pilot)


async def test_copying_from_the_details_leaves_them_open(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "enter", "c")
        assert "laptop-terminal" in dialog(pilot)


async def test_the_order_changes_by_key_and_by_a_click_on_a_heading(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "greater_than_sign")
        assert names(lines(pilot)) == sorted(names(lines(pilot)))
        await press(pilot, "I")
        assert names(lines(pilot)) == sorted(names(lines(pilot)), reverse=True)
        await pilot.click("KeyTable", offset=(4, 0))
        await settle(pilot)
        assert names(lines(pilot)) == sorted(names(lines(pilot)))


async def test_a_click_moves_the_cursor_and_a_double_click_shows_the_details(demo: Demo) -> None:
    async with running(demo) as pilot:
        await pilot.click("KeyTable", offset=(10, 3))
        assert lines(pilot)[6].startswith("› airflow-prod")
        await pilot.click("KeyTable", offset=(10, 3), times=2)
        await settle(pilot)
        assert "airflow-prod" in dialog(pilot)


async def test_details_come_from_the_server_by_id(demo: Demo, plane: Faulty) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        before = plane.sent["GET"]
        await press(pilot, "enter")
        assert plane.sent["GET"] == before + 1
        shown = dialog(pilot)
        assert "laptop-terminal" in shown
        assert "this program signs in with it" in shown


async def test_help_lists_every_verb_of_the_screen_under_its_heading(demo: Demo) -> None:
    async with running(demo, size=(100, 60)) as pilot:
        bindings = binding_views(pilot.app.screen)
        await press(pilot, "question_mark")
        shown = dialog(pilot)
        assert all(binding.label in shown and binding.keys[0] in shown for binding in bindings)
        assert "The key under the cursor" in shown
        await press(pilot, "q")
        assert isinstance(pilot.app.screen, KeyListScreen)


async def test_help_can_be_read_to_its_end_on_a_low_terminal(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "question_mark")
        assert "Previous key" not in dialog(pilot)
        await press(pilot, *"jjjjjjjj")
        assert "First key" in dialog(pilot)


async def test_the_palette_finds_a_verb_by_name_and_runs_it(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "colon")
        await write(pilot, "deta")
        await pilot.app.workers.wait_for_complete(
            [worker for worker in pilot.app.workers if worker.group == "default"]
        )
        await press(pilot, "enter")
        await settle(pilot)
        assert "laptop-terminal" in dialog(pilot)


async def test_every_binding_has_an_id_of_a_known_group_a_label_and_a_tooltip(demo: Demo) -> None:
    async with running(demo) as pilot:
        for key in ("1", "2"):
            await press(pilot, key)
            own = [
                active.binding
                for active in pilot.app.screen.active_bindings.values()
                if active.node.__module__.startswith("tui.") or active.node is pilot.app
            ]
            declared = [binding for binding in own if binding.id or binding.show]
            assert len(declared) > 10
            for binding in declared:
                assert binding.id is not None
                assert binding.id.partition(".")[0] in GROUPS
                assert binding.description
                assert binding.tooltip


async def test_no_key_is_bound_that_a_multiplexer_or_terminal_takes(demo: Demo) -> None:
    taken = {f"ctrl+{key}" for key in ("a", "b", "h", "i", "j", "m", "space", "s", "w", "t", "n")}
    async with running(demo) as pilot:
        for binding in binding_views(pilot.app.screen):
            assert not taken & set(binding.keys)
            assert not any(key.startswith(("alt+", "ctrl+")) for key in binding.keys)


async def test_all_keys_offers_neither_create_nor_a_new_secret(demo: Demo) -> None:
    async with running(demo, size=(120, 40)) as pilot:
        await press(pilot, "2")
        footer = str(pilot.app.screen.query_one(Footer).render())
        assert "Delete" in footer
        assert "New" not in footer
        await press(pilot, "n", "S")
        assert isinstance(pilot.app.screen, KeyListScreen)


async def test_readonly_offers_nothing_that_changes_anything(demo: Demo, plane: Faulty) -> None:
    settings = Settings(demo_role="admin", readonly=True)
    opener = lambda: service_of(demo, plane)  # noqa: E731
    async with running(demo, size=(120, 40), settings=settings, opener=opener) as pilot:
        for screen in ("1", "2"):
            await press(pilot, screen, "n", "escape", "S", "escape", "D", "escape")
            assert isinstance(pilot.app.screen, KeyListScreen)
            offered = {binding.id for binding in binding_views(pilot.app.screen)}
            assert not offered & {"keys.new", "key.regenerate", "key.delete"}
            assert "READ-ONLY" in text(pilot)
        assert set(plane.sent) == {"GET"}


async def test_the_footer_offers_no_verb_on_a_key_when_there_is_none() -> None:
    demo = Demo(now=lambda: NOW)
    for key in demo.store.my_keys():
        if key.client_id != demo.client_id:
            demo.store.remove_key(key.id)
    async with running(demo) as pilot:
        await press(pilot, "slash")
        await write(pilot, "zzz")
        await press(pilot, "enter")
        footer = str(pilot.app.screen.query_one(Footer).render())
        assert "New" in footer
        assert "Delete" not in footer


async def test_the_footer_offers_what_can_be_done_with_what_is_shown(
    demo: Demo, plane: Faulty
) -> None:
    def offered() -> str:
        return str(pilot.app.screen.query_one(Footer).render())

    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        assert "/ Filter" in offered()
        assert "Show all" not in offered()
        await press(pilot, "slash")
        await write(pilot, "tmp")
        await press(pilot, "enter")
        assert "esc Show all" in offered()
        await press(pilot, "escape")
        assert "Show all" not in offered()
        plane.answer("GET", "/access-keys", httpx.Response(403))
        await press(pilot, "2")
        assert "administrators only" in text(pilot)
        assert not {"Filter", "Find", "Delete"} & set(offered().split())
        await press(pilot, "slash", "f")
        assert not pilot.app.screen.query(Input)
        assert "administrators only" in text(pilot)
        plane.answer("GET", "/access-keys", httpx.Response(500))
        await press(pilot, "r")
        assert "Find" in offered()
        assert "Filter" not in offered()
        plane.heal()
        await press(pilot, "r")
        assert {"Filter", "Find", "Delete"} <= set(offered().split())


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (100, 30), (120, 40), (200, 60)])
async def test_the_footer_always_has_the_help_and_fits_on_its_line(
    demo: Demo, size: tuple[int, int]
) -> None:
    async with running(demo, size=size) as pilot:
        footer = pilot.app.screen.query_one(Footer).render()
        assert "? Help" in str(footer)
        assert footer.cell_length <= size[0]


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (10, 3), (20, 5), (3, 60)])
async def test_a_terminal_of_any_size_does_not_end_the_program(
    demo: Demo, size: tuple[int, int]
) -> None:
    async with running(demo) as pilot:
        await pilot.resize_terminal(*size)
        await press(pilot, "j", "2", "D", "escape", "1")
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "laptop-terminal" in text(pilot))


async def test_no_key_reaches_what_is_about_to_be_covered_for_want_of_room(demo: Demo) -> None:
    async with running(demo, size=(20, 5)) as pilot:
        pilot.app.pop_screen()
        await settle(pilot)
        assert isinstance(pilot.app.screen, KeyListScreen)

        await press(pilot, "D")

        assert isinstance(pilot.app.screen, KeyListScreen)


async def test_a_picture_shows_the_screen_also_while_changes_are_held_back(demo: Demo) -> None:
    async with running(demo) as pilot:
        with pilot.app.batch_update():
            assert "ci-runner" in pilot.app.export_screenshot()
