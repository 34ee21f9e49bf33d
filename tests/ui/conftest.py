"""What all UI tests share."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path

import pytest
from textual._compositor import Compositor
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from tests.ui.faulty import Faulty
from tests.ui.idle import wait_for_idle
from tests.ui.support import NOW
from tui.demo.server import Demo

_parse_rules = Stylesheet._parse_rules
_parsed: dict[Hashable, list[RuleSet]] = {}


def _parse_rules_once(sheet: Stylesheet, *source: Hashable, **options: Hashable) -> list[RuleSet]:
    key = (source, *options.items(), frozenset(sheet._variables.items()))
    if key not in _parsed:
        _parsed[key] = _parse_rules(sheet, *source, **options)  # type: ignore[arg-type]
    return _parsed[key]


@pytest.fixture(autouse=True)
def drawn_when_read(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw nothing for a terminal that isn't there: who reads the screen has it drawn then.

    It is nearly half of the work. A test of the drawing itself is marked as drawn.
    """
    draw = Compositor.render_update

    def draw_all_or_nothing(self: Compositor, *, full: bool = False, **options: object) -> object:
        return draw(self, full, **options) if full else None  # type: ignore[arg-type]

    if request.node.get_closest_marker("drawn") is None:
        monkeypatch.setattr(Compositor, "render_update", draw_all_or_nothing)


@pytest.fixture(autouse=True)
def no_naps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Go on as soon as the program is idle: Textual's pilot sleeps several times a key."""
    monkeypatch.setattr("textual.app.wait_for_idle", wait_for_idle)
    monkeypatch.setattr("textual.pilot.wait_for_idle", wait_for_idle)


@pytest.fixture(autouse=True)
def parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read each style sheet once for all tests, which start the same program again and again."""
    monkeypatch.setattr(Stylesheet, "_parse_rules", _parse_rules_once)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty folder to work in: what is typed may be taken for a file to write."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


@pytest.fixture
def demo() -> Demo:
    """Give a control plane of its own to each test."""
    return Demo(now=lambda: NOW)


@pytest.fixture
def plane(demo: Demo) -> Faulty:
    """Give a way to that control plane that can fail."""
    return Faulty(demo)


@pytest.fixture
def armed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let dialogs take an answer at once."""
    monkeypatch.setattr("tui.dialogs.dialog.ARMED_AFTER", 0.0)
