"""Any window will do, and every change of its size."""

from __future__ import annotations

import re
import signal
import sys
from pathlib import Path
from time import sleep

import pytest

from tests.pty.steps import Start
from tests.pty.terminal import Terminal

pytestmark = pytest.mark.exhaustive

_DRAWN_MEANWHILE = """\
import sys
from tui.app.app import AccessKeysApp
from tui.cli.main import start

on_resize = AccessKeysApp.on_resize

def draw_as_before(app):
    on_resize(app)
    app.call_later(draw, app.screen)

def draw(screen):
    screen.refresh()
    screen._on_timer_update()

AccessKeysApp.on_resize = draw_as_before
sys.argv = ["runai-keys", "--demo"]
start()
"""
"""The program, which draws once more for the old size when it is told of the new one."""


def test_what_is_drawn_between_two_sizes_is_not_taken_for_what_stands_there(home: Path) -> None:
    with Terminal([sys.executable, "-c", _DRAWN_MEANWHILE], home, size=(120, 40)) as terminal:
        terminal.wait_for("Client ID  fddf8b7613aac52f")

        for size in ((80, 24), (60, 16), (80, 24)):
            terminal.resize(size)
            terminal.wait_for("›@laptop-terminal")
            terminal.wait_until(lambda: "? Help" in terminal.lines[-1], "footer in the last line")


def test_the_pane_stays_where_it_is_while_the_list_beside_it_scrolls(start: Start) -> None:
    terminal = start("--demo", "--freeze", "2026-03-12T09:30Z", size=(120, 24))
    terminal.wait_for("12/20")
    terminal.send("2")
    terminal.wait_for("and 4 more")
    pane = _pane(terminal)

    terminal.send("\x1b[<65;10;10M" * 3)
    terminal.wait_until(lambda: not terminal.find("llm-finetuning"), "other rows")
    terminal.wait_until(lambda: _pane(terminal) == pane, "the pane")


def _pane(terminal: Terminal) -> list[str]:
    return ["".join(line.rpartition("│")[1:]) for line in terminal.lines[3:-1]]


def _go_to_the_end(terminal: Terminal) -> None:
    # What covered the list takes keys until it has gone, and that can't be seen.
    for _ in range(20):
        terminal.send("\x1b[F")
        terminal.read_for(0.2)
        if terminal.find("› tmp-migration"):
            return
    raise AssertionError(terminal.text)


def test_any_size_and_a_storm_of_resizes_is_survived_and_too_small_is_reported(
    start: Start,
) -> None:
    terminal = start("--demo", size=(20, 5))
    terminal.wait_for("Too small: enlarge\nthe window to 40x8\nor more.")
    terminal.resize((80, 24))
    terminal.wait_for("laptop-terminal")
    terminal.resize((1, 1))
    terminal.wait_for(re.compile(r"\AT\Z"))
    terminal.send("D")
    terminal.resize((3, 100))
    terminal.wait_for("Too\nsma\nll:")
    terminal.resize((500, 200))
    terminal.wait_for("Last used")
    assert "Delete access key" not in terminal.text

    for number in range(1_500):
        terminal.tell_size((number % 90, number % 30))
        sleep(0.0005)
    terminal.tell_size((0, 0))
    terminal.signal(signal.SIGWINCH)
    terminal.resize((39, 8))
    terminal.wait_for("Too small")
    terminal.resize((80, 24))

    terminal.wait_until(lambda: "? Help" in terminal.lines[-1], "the last line")
    _go_to_the_end(terminal)
    terminal.send("q")
    assert terminal.wait_exit() == 0
    assert terminal.modes() == set()
