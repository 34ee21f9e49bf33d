"""Fixtures of all UI tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.faulty import Faulty
from tests.app.haste import hurry
from tests.app.recorders import record_by
from tests.app.support import NOW
from tui.delivery.recorders import Recorder
from tui.demo.server import Demo


@pytest.fixture(autouse=True)
def hurried(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lose no time, unless Textual is to run as it is; a test of the drawing is marked as drawn."""
    if not request.config.getoption("--stock-textual"):
        hurry(monkeypatch, draw=request.node.get_closest_marker("drawn") is not None)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder: typed text may be taken for a file to write."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


@pytest.fixture(autouse=True)
def recorders(monkeypatch: pytest.MonkeyPatch) -> list[Recorder]:
    """Return the recorders that are found, whatever runs the tests: none until a test adds one."""
    return record_by(monkeypatch)


@pytest.fixture
def demo() -> Demo:
    """Return a control plane of its own for each test."""
    return Demo(now=lambda: NOW)


@pytest.fixture
def plane(demo: Demo) -> Faulty:
    """Return a transport to that control plane that can fail."""
    return Faulty(demo)


@pytest.fixture
def armed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make dialogs accept an answer at once."""
    monkeypatch.setattr("tui.app.dialogs.base.dialog.ARMED_AFTER", 0.0)
