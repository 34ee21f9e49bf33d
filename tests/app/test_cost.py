"""Costs of a start: requests to the control plane, and drawing."""

from __future__ import annotations

import asyncio
from unittest.mock import patch

import pytest
from textual._compositor import Compositor
from textual._styles_cache import StylesCache
from textual.css.stylesheet import Stylesheet
from textual.events import Key
from textual.screen import UPDATE_PERIOD

from tests.app.support import lines, press, running, write
from tui.app.screens import list_painter
from tui.app.screens.my_keys import MyKeysScreen
from tui.app.terminal import textual_internals
from tui.app.terminal.textual_internals import FrugalCompositor
from tui.app.widgets import key_table_view
from tui.app.widgets.key_row import row
from tui.app.widgets.key_table import KeyTable
from tui.app.widgets.title_bar import TitleBar
from tui.demo.server import Demo

_ROUNDED = 1e-6
"""Seconds by which times that were added up may be off."""


async def test_a_start_signs_in_once_and_asks_for_one_list(demo: Demo) -> None:
    async with running(demo):
        assert [(method, path) for method, path, _ in demo.requests] == [
            ("POST", "/api/v2/token"),
            ("GET", "/api/v1/access-keys"),
        ]


async def test_the_main_screen_is_made_of_few_widgets(demo: Demo) -> None:
    async with running(demo, size=(120, 40)) as pilot:
        assert len(pilot.app.screen.query("*")) <= 8


async def test_no_screen_has_all_styles_parsed_once_more(demo: Demo) -> None:
    async with running(demo) as pilot:
        with patch.object(Stylesheet, "reparse") as parse:
            await press(pilot, "2")

    assert parse.mock_calls == []


async def test_the_start_gives_each_widget_its_styles_once_and_draws_nothing_for_nobody(
    demo: Demo,
) -> None:
    with (
        patch.object(Stylesheet, "apply", autospec=True, side_effect=Stylesheet.apply) as styled,
        patch.object(
            Compositor, "render_update", autospec=True, side_effect=Compositor.render_update
        ) as drawn,
    ):
        async with running(demo, size=(120, 40)):
            pass

    assert styled.call_count < 35
    assert drawn.call_count < 6


async def test_no_rule_keeps_textual_from_styling_at_once_what_looks_the_same(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "n")
        rules = pilot.app.stylesheet.rules_map["*"]

    order = Stylesheet._EXCLUDE_PSEUDO_CLASSES_FROM_CACHE
    assert not [rule.css for rule in rules if rule.pseudo_classes & order]


async def test_a_letter_of_the_filter_lays_out_nothing_and_formats_no_row_that_was_seen(
    demo: Demo,
) -> None:
    async with running(demo, size=(120, 40)) as pilot:
        await press(pilot, "slash", "a")
        with (
            patch.object(Compositor, "reflow") as laid_out,
            patch.object(key_table_view, "row", side_effect=row) as formatted,
        ):
            await press(pilot, "i")
            await press(pilot, "backspace")
        shown = len(pilot.app.screen.query_one(KeyTable).keys)

    assert laid_out.mock_calls == []
    assert formatted.call_count <= 1 < shown, "no more than the one that the cursor comes to"


async def test_a_text_longer_than_its_field_is_shown_to_its_end_without_a_layout(
    demo: Demo,
) -> None:
    async with running(demo, size=(60, 16)) as pilot:
        await press(pilot, "slash")
        with patch.object(Compositor, "reflow") as laid_out:
            await write(pilot, "abcdefghij" * 7 + "xyz")
        typed = lines(pilot)[-2]

    assert laid_out.mock_calls == []
    assert "hijxyz" in typed


async def test_what_a_key_changes_is_drawn_at_once_unless_a_frame_was_or_a_key_or_a_layout_is_next(
    demo: Demo,
) -> None:
    async with running(demo, size=(120, 40)) as pilot:
        screen = pilot.app.screen
        table = screen.query_one(KeyTable)

        async def frames(*, at_least: float = 0) -> int:
            """Count the frames that are drawn before the handler of a key ends."""
            with (
                patch.object(textual_internals, "UPDATE_PERIOD", at_least),
                patch.object(pilot.app, "_display") as drawn,
            ):
                await table.on_key(Key("down", None))
            return drawn.call_count

        assert await frames() == 1
        assert await frames(at_least=3600) == 0
        table.post_message(Key("up", None))
        assert await frames() == 0
        await pilot.pause()
        with pilot.app.batch_update():
            assert await frames() == 0
        await pilot.pause()
        table.refresh(layout=True)
        assert await frames() == 0
        await pilot.pause()
        assert await frames() == 1


@pytest.mark.drawn
async def test_two_keys_are_drawn_no_closer_together_than_textual_draws(demo: Demo) -> None:
    async with running(demo, size=(120, 40)) as pilot:
        table = pilot.app.screen.query_one(KeyTable)
        compositor = pilot.app.screen._compositor
        assert isinstance(compositor, FrugalCompositor)
        times: list[float] = []
        both = asyncio.Event()

        def note(_: object, frame: object) -> None:
            if frame is not None:
                # When it was begun: to draw it takes a while of its own.
                times.append(compositor._drawn_at)
                if len(times) == 2:
                    both.set()

        with patch.object(pilot.app, "_display", note):
            # Textual draws at once what comes after a pause.
            await asyncio.sleep(3 * UPDATE_PERIOD)
            for key in ("down", "up"):
                await table.on_key(Key(key, None))
            await asyncio.wait_for(both.wait(), 10)

    assert times[1] - times[0] > UPDATE_PERIOD - _ROUNDED


@pytest.mark.drawn
@pytest.mark.parametrize("is_by_key", [True, False], ids=["at once", "later"])
async def test_a_fault_while_the_list_is_drawn_ends_the_program(
    demo: Demo, is_by_key: bool
) -> None:
    async def draw() -> None:
        async with running(demo) as pilot:
            table = pilot.app.screen.query_one(KeyTable)
            with (
                patch.object(textual_internals, "UPDATE_PERIOD", 0),
                patch.object(KeyTable, "render_line", side_effect=ZeroDivisionError),
            ):
                if is_by_key:
                    await pilot.press("down")
                else:
                    table.refresh()
                await pilot.pause()

    with pytest.raises(ZeroDivisionError):
        await draw()


async def test_what_waits_to_be_drawn_is_drawn_with_what_a_key_changes(demo: Demo) -> None:
    async with running(demo, size=(120, 40)) as pilot:
        screen = pilot.app.screen
        table, title = screen.query_one(KeyTable), screen.query_one(TitleBar)
        with (
            patch.object(textual_internals, "UPDATE_PERIOD", 0),
            patch.object(screen, "_dirty_widgets", {title}),
            patch.object(Compositor, "update_widgets") as updated,
        ):
            await table.on_key(Key("down", None))

    updated.assert_called_once_with({table, title})


@pytest.mark.drawn
async def test_the_pane_is_drawn_at_once_when_the_cursor_rests_and_looks_up_no_style_of_a_line(
    demo: Demo,
) -> None:
    async with running(demo, size=(120, 40)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, MyKeysScreen)
        with (
            patch.object(list_painter, "AT_REST", 0),
            patch.object(textual_internals, "UPDATE_PERIOD", 0),
            patch.object(screen, "call_later", side_effect=lambda follow: follow()),
            patch.object(pilot.app, "_display") as drawn,
            patch.object(StylesCache, "render_widget") as styled,
        ):
            screen.details.clear()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            assert drawn.call_count == 1
            (frame,) = drawn.call_args.args[1:]
            assert "Client ID" in frame.render_segments(pilot.app.console)

    assert styled.mock_calls == []
