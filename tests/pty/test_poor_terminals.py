"""A terminal of few colours, of none, or without Unicode shows as much as any other."""

from __future__ import annotations

import re

import pytest

from tests.pty.steps import Start
from tests.pty.terminal import Terminal

pytestmark = pytest.mark.exhaustive

_STYLE = re.compile(rb"\x1b\[([0-9;]*)m")
_ATTRIBUTES = {"", "0", "1", "2", "3", "4", "7", "22", "23", "24", "27"}
"""Such as bold and its end; no colours."""


def _walk(terminal: Terminal) -> set[str]:
    """Look at a list, a dialog and the help, and give all parts of the styles that were used."""
    terminal.wait_for("tmp-migration")
    terminal.wait_for("? Help")
    terminal.send("D")
    terminal.wait_for("to go on:")
    terminal.send("\x1b")
    terminal.wait_until(lambda: not terminal.find("to go on:"), "the list alone")
    terminal.send("?")
    terminal.wait_for("The key under")
    terminal.send("q")
    terminal.wait_until(lambda: not terminal.find("The key under"), "the list alone")
    styles = _STYLE.findall(bytes(terminal.output))
    return {part.decode() for style in styles for part in style.split(b";")}


def test_without_colour_none_is_drawn_and_the_cursor_is_still_visible(
    start: Start,
) -> None:
    terminal = start("--demo", environment={"NO_COLOR": "1", "COLORTERM": "truecolor"})

    styles = _walk(terminal)

    assert "7" in styles
    assert styles <= _ATTRIBUTES
    for state in ("● 7 active", "◐ 3 idle", "▲ 1 stale", "○ 1 never"):
        assert terminal.find(state)


def test_an_empty_variable_does_not_take_the_colours_away(start: Start) -> None:
    terminal = start("--demo", environment={"NO_COLOR": "", "COLORTERM": "truecolor"})
    terminal.wait_for("? Help")

    assert b"\x1b[38;2;" in bytes(terminal.output)


def test_in_sixteen_colours_the_background_is_the_terminal_s_own(start: Start) -> None:
    terminal = start("--demo", environment={"TERM": "xterm"})

    styles = _walk(terminal) - _ATTRIBUTES

    # Lines alone have colours, because it is not known what can be read.
    assert {"32", "39"} <= styles
    assert styles <= {"31", "32", "34", "39", "49"}


def test_without_unicode_ascii_is_drawn_and_in_screen_m_takes_the_mouse(
    start: Start,
) -> None:
    terminal = start("--demo", environment={"LANG": "C", "STY": "1.x"})

    _walk(terminal)

    assert bytes(terminal.output).isascii()
    for state in ("* 7 active", "+ 3 idle", "! 1 stale", "o 1 never", ">@laptop-terminal"):
        assert terminal.find(state)
    assert "mouse" not in terminal.modes()
    terminal.send("m")
    terminal.wait_until(lambda: "mouse" in terminal.modes(), "mouse")
    terminal.send("m")
    terminal.wait_until(lambda: "mouse" not in terminal.modes(), "no mouse")
