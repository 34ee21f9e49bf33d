"""Keys are marked, and the marks stay with them."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from tests.app.support import dialog, lines, press, running, text, write
from tui.app.widgets.bindings_view import binding_views
from tui.demo.server import Demo
from tui.listing.columns import OWN_MARK

pytestmark = pytest.mark.usefixtures("armed")


def marked(pilot: Pilot[None]) -> list[str]:
    """Read the names with a mark before them."""
    rows = [line[2:] for line in lines(pilot) if line[1:2] == "✓"]
    return [row.split("  ")[0].removesuffix(f" {OWN_MARK}") for row in rows]


def offered(pilot: Pilot[None]) -> dict[str, bool]:
    return {binding.id: binding.enabled for binding in binding_views(pilot.app.screen)}


async def test_marks_stay_with_their_keys_through_refresh_order_and_filter(demo: Demo) -> None:
    async with running(demo) as pilot:
        assert not offered(pilot)["keys.mark_range"]
        assert "keys.unmark" not in offered(pilot)
        await press(pilot, "space", "j", "space")
        assert marked(pilot) == ["laptop-terminal", "airflow-prod"]
        assert "› training-scheduler" in text(pilot)
        assert "2 marked" in text(pilot)

        demo.store.remove_key(demo.store.my_keys()[0].id)
        newest = demo.store.add_key("newest", last_login=demo.store.now())
        await press(pilot, "greater_than_sign", "r")
        assert newest.name in text(pilot)
        assert marked(pilot) == ["airflow-prod"]

        await press(pilot, "G", "V")
        names = sorted(key.name for key in demo.store.my_keys())
        assert len(marked(pilot)) == len(names) - names.index("airflow-prod")

        await press(pilot, "slash")
        await write(pilot, "run")
        await press(pilot, "enter")
        assert "12 marked, 11 of them hidden" in text(pilot)
        assert marked(pilot) == ["ci-runner"]
        await press(pilot, "asterisk", "U")
        assert "marked" not in text(pilot)
        await press(pilot, "asterisk", "escape")
        assert marked(pilot) == ["ci-runner"]


async def test_what_the_server_no_longer_lists_keeps_its_mark_unless_it_is_gone(
    demo: Demo,
) -> None:
    async with running(demo, size=(120, 40)) as pilot:
        await press(pilot, "2", "asterisk", "f")
        await write(pilot, "hugo.martins@acme.example")
        await press(pilot, "enter")
        hugos = demo.store.keys_of("hugo.martins@acme.example")
        count = len(demo.store.all_keys())
        assert f"{count} marked, {count - len(hugos)} not in this list" in text(pilot)
        for key in hugos:
            demo.store.remove_key(key.id)
        await press(pilot, "escape")
        assert f"{count - len(hugos)} marked" in text(pilot)


async def test_the_export_takes_what_is_marked(demo: Demo) -> None:
    async with running(demo) as pilot:
        await press(pilot, "space", "space", "e")
        assert "2 marked keys." in dialog(pilot)
