"""What all UI tests share."""

from __future__ import annotations

import pytest
from textual._compositor import Compositor

from tests.ui.faulty import Faulty
from tests.ui.support import NOW
from tui.demo.server import Demo


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
def short_naps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look more often whether the program is idle: Textual's pilot sleeps several times a key."""
    monkeypatch.setattr("textual._wait.SLEEP_GRANULARITY", 1 / 250)
    monkeypatch.setattr("textual._wait.SLEEP_IDLE", 1 / 5000)


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
