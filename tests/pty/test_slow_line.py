"""Over SSH, on a line of 10 kB/s with a delay of 150 ms each way, the screen keeps up with keys.

How long the line is busy with what was written is counted, not how fast this machine is.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from time import monotonic

import pytest

from tests.pty.slow_line import SlowLine
from tests.pty.terminal import Terminal

pytestmark = pytest.mark.exhaustive

_PROGRAM = [sys.executable, "-m", "tui", "--demo"]
_SIZE = (120, 24)
_OVER_SSH = {"COLORTERM": "truecolor", "SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}

_SOON = 0.5
"""Seconds, beside the way there and back, in which all arrives."""

_A_SECOND = 30
"""Keys that are sent while one is held down."""

_FRAMES_A_SECOND = 12

_DOWN, _UP, _ESC = "\x1b[B", "\x1b[A", "\x1b"


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SlowLine]:
    """Start the demo at the far end of a slow line, on the long list."""
    home = tmp_path_factory.mktemp("home")
    # As many frames a second are drawn as Textual is told when it is loaded.
    with Terminal(_PROGRAM, home, size=_SIZE, environment=_OVER_SSH, afresh=True) as terminal:
        line = SlowLine(terminal, _SIZE)
        line.wait_until(lambda: _shows(line, "laptop-terminal"))
        assert line.longest_queue < 1
        line.press("2")
        line.wait_until(lambda: _shows(line, "All keys 87"))
        yield line


@pytest.fixture
def line(started: SlowLine) -> SlowLine:
    """Return an idle line."""
    started.longest_queue = 0.0
    return started


def _shows(line: SlowLine, text: str) -> bool:
    return text in "\n".join(line.screen.lines)


def test_a_held_arrow_key_is_followed_and_every_frame_is_whole(line: SlowLine) -> None:
    begin, before = monotonic(), line.frames
    for key in [_DOWN] * 86 + [_UP] * 64:
        line.press(key)
        line.pass_time(1 / _A_SECOND)
        cursors = [shown for shown in line.screen.lines if shown.startswith("›")]
        assert line.screen.in_frame or len(cursors) == 1

    line.wait_until(lambda: _shows(line, "› "))
    assert line.longest_queue < _SOON
    assert line.frames - before < _FRAMES_A_SECOND * (monotonic() - begin) + 3


def test_what_is_typed_into_the_filter_is_followed(line: SlowLine) -> None:
    line.press("/")
    for letter in "airflow":
        line.pass_time(0.1)
        line.press(letter)

    line.wait_until(lambda: _shows(line, "filter: airflow"))
    assert line.longest_queue < _SOON
    line.press(_ESC)
    line.wait_until(lambda: not _shows(line, "filter:"))


def test_a_dialog_is_whole_soon_after_it_was_asked_for(line: SlowLine) -> None:
    line.press("D")

    line.wait_until(lambda: _shows(line, "to go on:"))
    assert line.longest_queue < _SOON
    line.press(_ESC)
    line.wait_until(lambda: not _shows(line, "to go on:"))
