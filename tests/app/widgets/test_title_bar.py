"""The title bar uses its line up to the edge, and its parts stay apart."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from tui.app.widgets.title_bar import TitleBar


class _OneLine(App[None]):
    def compose(self) -> ComposeResult:
        yield TitleBar()


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (46, " runai-keys   https://runai  bob updated 08:00"),
        (47, " runai-keys   https://runai  bob updated 08:00 "),
        (48, " runai-keys   https://runai  bob  updated 08:00 "),
        (45, " runai-keys   https://runai    updated 08:00 "),
    ],
)
async def test_a_part_is_shown_if_a_blank_is_left_before_the_right_one(
    width: int, line: str
) -> None:
    app = _OneLine()
    async with app.run_test(size=(width, 1)):
        title = app.query_one(TitleBar)
        title.address, title.user, title.freshness = "https://runai", "bob", "updated 08:00"

        assert title.render().plain == line
