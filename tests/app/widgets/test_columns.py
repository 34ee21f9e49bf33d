"""A column is declared once: one more in that list is shown, sorted by and listed everywhere."""

from __future__ import annotations

import pytest

from tests.app.support import lines, press, running
from tests.cli.commands.support import context_on
from tests.keys import NOW
from tui.app.screens.all_keys import AllKeysScreen
from tui.cli.commands.list import list_keys
from tui.demo.server import Demo
from tui.listing import columns

LENGTH = columns.Column(
    "Length",
    text=lambda key, _now: f"{len(key.name)} letters",
    sort_key=lambda key: len(key.name),
    min_width=12,
    max_width=12,
)


@pytest.fixture(autouse=True)
def _one_more_column(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "COLUMNS", (*columns.COLUMNS, LENGTH))
    monkeypatch.setattr(AllKeysScreen, "COLUMNS", columns.columns_shown(with_owner=True))


async def test_a_column_more_is_shown_and_sorted_by_on_the_screen(demo: Demo) -> None:
    async with running(demo, size=(160, 40)) as pilot:
        await press(pilot, "2", "greater_than_sign")

        shown = lines(pilot)
        lengths = [
            int(line.split(" letters")[0].split()[-1]) for line in shown if " letters" in line
        ]
        assert "Length ▲" in shown[3]
        assert lengths == sorted(lengths)
        assert len(lengths) > 10


async def test_a_column_more_is_printed_by_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    demo = Demo(now=lambda: NOW)

    assert await list_keys(context_on(demo, "list")) == 0

    headings, *rows = capsys.readouterr().out.splitlines()
    assert headings.split()[-2:] == ["LENGTH", "USE"]
    assert all(" letters " in row for row in rows)
