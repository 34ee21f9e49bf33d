"""The table of keys, where there is little room, and for texts that are not one cell a letter."""

from __future__ import annotations

from datetime import timedelta

from rich.cells import cell_len

from tests.app.support import lines, press, running
from tests.keys import NOW
from tui.demo.server import Demo

WIDE, COMBINED = "東京-鍵", "e\N{COMBINING ACUTE ACCENT}te\N{COMBINING ACUTE ACCENT}"


async def test_columns_that_do_not_fit_are_a_key_away_and_so_is_the_way_back(demo: Demo) -> None:
    async with running(demo, size=(60, 16)) as pilot:
        await press(pilot, "2", "j")
        first = lines(pilot)
        assert "Last used" in first[3]
        assert "Created" not in first[3]
        assert first[3].endswith("→")

        await press(pilot, "right")

        turned = lines(pilot)
        assert "Name" in turned[3]
        assert "Created" in turned[3]
        assert turned[3].startswith("←")
        assert turned[5].split()[:2] == first[5].split()[:2]
        await press(pilot, "right", "left")
        assert lines(pilot)[3:5] == first[3:5]


async def test_where_all_columns_fit_there_is_nothing_to_turn_to(demo: Demo) -> None:
    async with running(demo, size=(100, 16)) as pilot:
        first = lines(pilot)

        await press(pilot, "right")

        assert lines(pilot) == first
        assert "→" not in first[3]


async def test_wide_and_combining_characters_move_no_column(demo: Demo) -> None:
    for name in (WIDE, COMBINED):
        demo.store.add_key(name, last_login=NOW - timedelta(seconds=1))
    async with running(demo, size=(100, 16)) as pilot:
        shown = lines(pilot)
        places = {_place_of_use(line) for line in shown if "just now" in line}

        assert any(WIDE in line for line in shown)
        assert any(COMBINED in line for line in shown)
        assert places == {_place_of(shown[3], "Last used")}


def _place_of_use(line: str) -> int:
    return _place_of(line, "●")


def _place_of(line: str, text: str) -> int:
    return cell_len(line[: line.index(text)])
