"""Shown keys can be exported."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.app.support import dialog, press, running, toasts, write
from tui.app.widgets.field import Field
from tui.delivery.outcome import Outcome, sent
from tui.demo.server import Demo

pytestmark = pytest.mark.usefixtures("armed")


async def test_the_keys_that_pass_the_filter_are_written_to_a_private_file(
    demo: Demo, folder: Path
) -> None:
    async with running(demo) as pilot:
        await press(pilot, "2", "slash")
        await write(pilot, "used:stale")
        await press(pilot, "enter", "e")
        assert "17 shown keys." in dialog(pilot)
        await press(pilot, "enter")
        assert "Wrote 17 keys to" in " ".join(toasts(pilot))
    written = (folder / "access-keys.csv").read_text()
    assert (folder / "access-keys.csv").stat().st_mode & 0o777 == 0o600
    rows = list(csv.DictReader(written.splitlines()))
    assert len(rows) == 17
    assert {row["use"] for row in rows} == {"stale"}


async def test_an_export_replaces_no_file_unasked_and_takes_its_form_from_the_name(
    demo: Demo, folder: Path
) -> None:
    (folder / "keys.json").write_text("mine")
    async with running(demo) as pilot:
        await press(pilot, "e")
        pilot.app.screen.query_one("#path", Field).value = "keys.json"
        await press(pilot, "enter", "enter")
        assert (folder / "keys.json").read_text() == "mine"
        await press(pilot, "enter", "tab", "enter")
    assert len(json.loads((folder / "keys.json").read_text())["accessKeys"]) == 12


async def test_an_export_can_be_copied(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    copied = []

    async def copy(self: object, text: str, *, lines: bool = False) -> Outcome:
        copied.append((text, lines))
        return sent("OSC 52")

    monkeypatch.setattr("tui.delivery.clipboard.Clipboard.copy", copy)
    async with running(demo) as pilot:
        await press(pilot, "e", "tab", "enter")
        assert "Sent to your terminal" in dialog(pilot)
    rows = [line for line in copied[0][0].splitlines() if line.startswith("|")]
    assert len(rows) == 12 + 2  # and the headings with the rule below them
    assert copied[0][1]
