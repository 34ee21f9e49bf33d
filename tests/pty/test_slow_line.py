"""Over a line of 10 kB/s with a delay of 150 ms each way, the list keeps up with the keys."""

from __future__ import annotations

import pytest

from tests.pty.slow_line import DELAY, RATE, SlowLine
from tests.pty.steps import Start

_SIZE = (120, 40)
_AFTER = 0.5
"""Seconds, beside the way there and back, in which all has to have arrived."""

_AFTER_SCROLLING = 1.0
"""The same for a list that scrolls 30 times a second, which is half more than the line carries."""

_AFTER_DIMMING = 1.5
"""The same for a dialog, behind which all of the list is drawn again, dimmed: some 10 kB."""

_DOWN = "\x1b[B"


@pytest.fixture
def line(start: Start) -> SlowLine:
    """Start the demo at the far end of a slow line, on the long list."""
    terminal = start("--demo", size=_SIZE, environment={"COLORTERM": "truecolor"})
    line = SlowLine(terminal, _SIZE)
    terminal.wait_for("laptop-terminal")
    started = len(terminal.output) / RATE
    line.pass_time(started + 3 * DELAY)
    assert started < 1
    assert "laptop-terminal" in "\n".join(line.screen.lines)
    line.press("2")
    line.pass_time(2)
    assert "All keys 87" in line.screen.lines[1]
    return line


def test_a_held_arrow_key_is_followed_within_a_second(line: SlowLine) -> None:
    for _ in range(150):
        line.press(_DOWN)
        line.pass_time(1 / 30)

    line.pass_time(2 * DELAY + _AFTER_SCROLLING)

    assert line.backlog == 0
    assert line.screen.lines[-2].startswith("❯")


def test_what_is_typed_into_the_filter_leaves_no_backlog(line: SlowLine) -> None:
    line.press("/")
    for letter in "airflow":
        line.pass_time(0.15)
        line.press(letter)

    line.pass_time(2 * DELAY + _AFTER)

    assert line.backlog == 0
    assert "filter: airflow" in line.screen.lines[1]


def test_a_dialog_is_whole_soon_after_it_was_asked_for(line: SlowLine) -> None:
    line.press("D")

    line.pass_time(2 * DELAY + _AFTER_DIMMING)

    assert line.backlog == 0
    assert "to go on:" in "\n".join(line.screen.lines)
