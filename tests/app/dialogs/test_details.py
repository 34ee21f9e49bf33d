"""All facts about a key: beside the table where there is room, and in a dialog."""

from __future__ import annotations

import re

import httpx
import pytest
from textual.geometry import Region
from textual.pilot import Pilot

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
from tests.app.timer import Timer
from tests.hostile import key_items
from tui.app.dialogs.keys.key_details import FactList
from tui.app.widgets.details_pane import DetailsPane
from tui.app.widgets.key_table import KeyTable
from tui.config.settings import Settings
from tui.demo.server import Demo

pytestmark = pytest.mark.usefixtures("armed")

WIDE = (120, 40)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return copied texts instead of copying them."""
    from tui.delivery.clipboard import Clipboard

    texts: list[str] = []
    copy = Clipboard.copy

    async def note(self: Clipboard, words: str, **options: bool) -> object:
        texts.append(words)
        return await copy(self, words, **options)

    monkeypatch.setattr(Clipboard, "copy", note)
    return texts


def pane(pilot: Pilot[None]) -> str:
    """Read the pane, without its edge."""
    inside = pilot.app.screen.query_one(DetailsPane).region
    shown = lines(pilot)[inside.y : inside.bottom]
    return "\n".join(line[inside.x + 2 :] for line in shown)


def table(pilot: Pilot[None]) -> KeyTable:
    return pilot.app.screen.query_one(KeyTable)


@pytest.mark.parametrize("size", [(120, 24), WIDE, (200, 60)])
async def test_the_pane_follows_the_cursor_without_asking_the_server(
    demo: Demo, plane: Faulty, size: tuple[int, int]
) -> None:
    async with running(demo, size=size, opener=lambda: service_of(demo, plane)) as pilot:
        assert "laptop-terminal" in pane(pilot)
        assert "this program signs in with it" in pane(pilot)
        identity = table(pilot).keys[0].id
        assert re.search(rf"ID +{identity[:8]}\S*{identity[-12:]}", pane(pilot))
        before = plane.sent["GET"]
        await press(pilot, "j", "j")
        await until(pilot, lambda: "airflow-prod" in pane(pilot))
        assert "20 Oct 2025" in pane(pilot)
        assert "UTC" in pane(pilot)
        assert "38 min ago" in pane(pilot)
        assert "signs in" not in pane(pilot)
        assert plane.sent["GET"] == before


async def test_ages_go_on_in_the_list_and_in_the_pane_alike(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.app.screens.key_list.COUNT_DOWN", 0.01)
    timer = Timer(NOW)
    async with running(demo, size=WIDE, timer=timer) as pilot:
        await press(pilot, "j", "j")
        await until(pilot, lambda: text(pilot).count("38 min ago") == 2)
        timer.pass_by(20 * 60)
        await until(pilot, lambda: text(pilot).count("58 min ago") == 2)


async def test_the_pane_names_the_other_keys_of_the_same_owner(demo: Demo) -> None:
    async with running(demo, size=WIDE) as pilot:
        await press(pilot, "2", "j", "j")
        await until(pilot, lambda: "llm-finetuning" in pane(pilot))
        assert "Owner has 9 more keys, o shows all" in pane(pilot)
        assert "metrics-scraper" in pane(pilot)


async def test_below_120_columns_there_is_no_pane(demo: Demo) -> None:
    async with running(demo, size=(119, 40)) as pilot:
        assert not pilot.app.screen.query(DetailsPane)


def _panes(pilot: Pilot[None]) -> list[DetailsPane]:
    return list(pilot.app.screen.query(DetailsPane))


async def test_the_pane_comes_and_goes_with_the_room_and_nothing_else_changes(demo: Demo) -> None:
    async with running(demo, size=WIDE) as pilot:
        await press(pilot, "2", *"jjjjj")
        chosen = table(pilot).selected
        for width in (80, 120, 60, 200, 119, 120):
            await pilot.resize_terminal(width, 30)
            await settle(pilot)
            await until(pilot, lambda: bool(_panes(pilot)) == (pilot.app.size.width >= 120))
            assert pilot.app.size.width == width
            assert table(pilot).selected == chosen
            assert pilot.app.screen.focused is table(pilot)
        assert chosen is not None
        name = chosen.name
        await until(pilot, lambda: name in pane(pilot))


async def test_the_pane_follows_what_a_filter_and_the_order_put_under_the_cursor(
    demo: Demo,
) -> None:
    async with running(demo, size=WIDE) as pilot:
        await press(pilot, "slash")
        await write(pilot, "tmp")
        await until(pilot, lambda: "tmp-migration" in pane(pilot))
        assert "○ never used" in pane(pilot)
        await write(pilot, "zzz")
        await until(pilot, lambda: pane(pilot).strip() == "")


async def test_the_table_does_not_move_when_the_pane_comes(demo: Demo, plane: Faulty) -> None:
    gate = plane.hold("GET", "/access-keys")
    opener = lambda: service_of(demo, plane)  # noqa: E731
    async with running(demo, size=WIDE, opener=opener, settled=False) as pilot:
        await until(pilot, lambda: bool(plane.held))
        before = table(pilot).region
        assert not pilot.app.screen.query(DetailsPane)
        gate.set()
        await settle(pilot)
        assert pilot.app.screen.query(DetailsPane)
        assert table(pilot).region == before


async def test_a_pane_that_was_removed_can_be_drawn_behind_a_dialog(demo: Demo) -> None:
    async with running(demo, size=WIDE) as pilot:
        (removed,) = _panes(pilot)
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        removed.notify_style_update()
        assert len(removed.render_lines(Region(0, 0, 10, 2))) == 2


async def test_only_lines_that_change_are_painted_when_the_pane_follows(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(demo, size=WIDE) as pilot:
        await press(pilot, "j")
        await until(pilot, lambda: "ci-runner" in pane(pilot))
        painted: list[Region] = []
        monkeypatch.setattr(
            DetailsPane, "refresh", lambda _, *regions, **__: painted.extend(regions)
        )
        await press(pilot, "j")
        await until(pilot, lambda: bool(painted))
        assert 0 < len(painted) <= 10
        assert all(region.height == 1 for region in painted)


@pytest.mark.parametrize(("size", "every"), [((60, 16), 1), ((80, 24), 6), (WIDE, 6)])
async def test_hostile_texts_are_bounded_in_the_pane_and_in_the_dialog(
    demo: Demo, plane: Faulty, size: tuple[int, int], every: int
) -> None:
    plane.answer("GET", "/access-keys", httpx.Response(200, json=key_items()))
    async with running(demo, size=size, opener=lambda: service_of(demo, plane)) as pilot:
        for key in table(pilot).keys[::every]:
            table(pilot).move_to(key.id)
            await press(pilot, "enter")
            assert pilot.app.screen.query_one("#box").region.bottom <= size[1]
            assert pilot.app.screen.query_one(FactList).region.height > 0
            await press(pilot, "escape")


async def test_a_name_of_ten_kilobytes_leaves_room_for_the_other_facts(
    demo: Demo, plane: Faulty
) -> None:
    key = {"id": "i" * 10_000, "name": "n" * 10_000, "clientId": "c" * 10_000}
    plane.answer("GET", "/access-keys", httpx.Response(200, json={"accessKeys": [key]}))
    async with running(demo, size=(120, 24), opener=lambda: service_of(demo, plane)) as pilot:
        assert "State" in pane(pilot)
        assert all(len(line) <= 120 for line in lines(pilot))


async def test_any_fact_can_be_copied(demo: Demo, sent: list[str]) -> None:
    settings = Settings(demo_role="admin", clipboard="osc52")
    async with running(demo, settings=settings) as pilot:
        await press(pilot, "2", "j", "j", "enter", "c", "k", "c", "j", "j", "c", "j", "c", "j", "c")
        key = next(key for key in demo.store.all_keys() if key.name == "llm-finetuning")
        assert sent[:4] == [key.client_id, key.name, key.id, "dana.levi@acme.example"]
        assert sent[4] == f"{key.created_at:%Y-%m-%dT%H:%M:%SZ}"
        assert "Created: " in dialog(pilot)


async def test_a_key_of_an_unknown_owner_is_not_taken_for_the_users_own(
    demo: Demo, plane: Faulty, sent: list[str]
) -> None:
    key = {"id": "1", "name": "stray", "clientId": "abc"}
    plane.answer("GET", "administration/access-keys", httpx.Response(200, json=[key]))
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        await press(pilot, "2", "enter", "j", "j", "c")
        assert "Owner: Not copied: there is nothing to copy." in dialog(pilot)
        assert "".join(sent) == ""
        await press(pilot, "escape", "slash")
        await write(pilot, "me")
        assert "stray" not in text(pilot)


async def test_what_a_shell_could_obey_is_not_copied(
    demo: Demo, plane: Faulty, sent: list[str]
) -> None:
    key = {"id": "1", "name": "$(reboot)", "clientId": "abc"}
    plane.answer("GET", "/access-keys", httpx.Response(200, json={"accessKeys": [key]}))
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        plane.answer("GET", "/1", httpx.Response(200, json=key))
        await press(pilot, "enter", "k", "c")
        assert "Name was not copied" in dialog(pilot)
        assert sent == []


@pytest.mark.parametrize("keys", [("o",), ("enter", "o")])
async def test_one_key_shows_the_other_keys_of_the_owner(demo: Demo, keys: tuple[str, ...]) -> None:
    async with running(demo) as pilot:
        await press(pilot, "2", "j", "j", *keys)
        assert "filter: owner:=dana.levi@acme.example" in text(pilot)
        assert {key.created_by for key in table(pilot).keys} == {"dana.levi@acme.example"}
        assert len(table(pilot).keys) == 10


async def test_the_dialog_keeps_its_cursor_when_the_server_answers(
    demo: Demo, plane: Faulty
) -> None:
    async with running(demo, opener=lambda: service_of(demo, plane)) as pilot:
        chosen = table(pilot).selected
        assert chosen is not None
        gate = plane.hold("GET", f"/{chosen.id}")
        await pilot.press("enter")
        await until(pilot, lambda: bool(plane.held and pilot.app.screen.query(FactList)))
        await pilot.press("j", "j")
        gate.set()
        await settle(pilot)
        assert pilot.app.screen.query_one(FactList).highlighted == 3


async def test_the_row_of_the_sessions_own_key_has_a_mark_without_any_colour(demo: Demo) -> None:
    async with running(demo) as pilot:
        marked = [line for line in lines(pilot) if line[1:2] == "@"]
        assert len(marked) == 1
        assert "laptop-terminal" in marked[0]
        assert marked[0].split()[1] == demo.client_id
        await press(pilot, "g", "space")
        (row,) = (line for line in lines(pilot) if "laptop-terminal" in line)
        assert row.startswith(" ✓laptop-terminal @ ")
        assert row.split()[2] == demo.client_id
