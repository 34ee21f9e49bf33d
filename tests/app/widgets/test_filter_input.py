"""The box that a filter is typed into: completion, and what is left to the server."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from tests.app.faulty import Faulty
from tests.app.support import press, running, service_of, settle, text, write
from tui.demo.server import Demo

SIZES = [(60, 16), (80, 24), (120, 40)]


async def test_tab_and_right_complete_the_term_and_go_on_in_the_box(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "2", "slash")
        await write(pilot, "us")
        await press(pilot, "tab")
        await write(pilot, "st")
        await press(pilot, "right")
        assert pilot.app.screen.query_one(Input).value == "used:stale"
        await press(pilot, "enter")
        assert "filter: used:stale" in text(pilot)


async def test_tab_completes_the_term_at_the_cursor_and_keeps_what_follows(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "2", "slash")
        field = pilot.app.screen.query_one(Input)
        field.value, field.cursor_position = "owner:hu tmp", 8
        await settle(pilot)
        await press(pilot, "tab")
        assert field.value == "owner:hugo.martins@acme.example tmp"


async def test_an_owner_of_the_list_is_shown_behind_what_is_typed(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "2", "slash")
        await write(pilot, "owner:hu")
        assert "/ owner:hugo.martins@acme.example" in text(pilot)


async def test_a_server_term_is_sent_on_enter_and_not_before(demo: Demo, plane: Faulty) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        await press(pilot, "2", "slash")
        await write(pilot, "name:e server:owner")
        field = pilot.app.screen.query_one(Input)
        field.value = "name:e server:owner=hugo.martins@acme.example"
        await settle(pilot)
        assert plane.asked == [""]
        await press(pilot, "enter")
        assert plane.asked == ["", "createdBy=hugo.martins%40acme.example"]


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_filtered_here_and_what_by_the_server_is_both_seen(
    demo: Demo, size: tuple[int, int]
) -> None:
    async with running(demo, size=size) as pilot:
        await press(pilot, "2", "slash")
        pilot.app.screen.query_one(
            Input
        ).value = "!used:never !looks:temporary idle:<900d server:owner=hugo.martins@acme.example"
        await settle(pilot)
        await press(pilot, "enter")
        assert "filter: !" in text(pilot)
        assert "server: owner" in text(pilot) if size[0] > 60 else "server: " in text(pilot)


async def test_the_box_opens_with_what_the_server_was_asked_for_and_can_drop_it(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        await press(pilot, "2", "slash")
        field = pilot.app.screen.query_one(Input)
        field.value = "server:client=no-such-client"
        await settle(pilot)
        await press(pilot, "enter", "slash")
        field = pilot.app.screen.query_one(Input)
        assert field.value == "server:client=no-such-client "  # and on with another term
        field.value = ""
        await settle(pilot)
        await press(pilot, "enter")
        assert plane.asked == ["", "clientId=no-such-client", ""]


async def test_enter_asks_the_server_nothing_that_it_was_asked_already(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        await press(pilot, "2", "slash")
        await write(pilot, "tmp")
        before = plane.sent["GET"]
        await press(pilot, "enter")
        assert plane.sent["GET"] == before


async def test_on_my_keys_a_server_term_says_where_it_belongs(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "slash")
        pilot.app.screen.query_one(Input).value = "server:owner=ana@acme.example"
        await settle(pilot)
        assert "server: is for All keys" in text(pilot)
        await press(pilot, "enter")
        assert pilot.app.screen.query(Input)


async def test_what_is_typed_behind_a_filter_that_is_there_is_another_term(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "slash")
        await write(pilot, "ci")
        await press(pilot, "enter", "slash")
        await write(pilot, "me")

        assert "filter: ci me" in text(pilot)
