"""What the program takes from where it is started, and what it must not."""

from __future__ import annotations

import fcntl
import os
import struct
import termios
from collections.abc import Iterator

import pytest

from tui.config.terminal_defaults import correct_environment


@pytest.fixture
def terminal() -> Iterator[int]:
    """Return a terminal of 80 columns and 24 lines."""
    user, program = os.openpty()
    fcntl.ioctl(user, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    yield program
    os.close(user)
    os.close(program)


def test_a_size_in_the_environment_does_not_stand_for_the_one_of_the_terminal(
    terminal: int,
) -> None:
    environment = {"COLUMNS": "120", "LINES": "40", "TERM": "xterm"}

    correct_environment(environment, terminal)

    assert environment == {"TERM": "xterm"}


def test_a_size_in_the_environment_is_taken_where_the_terminal_has_none(terminal: int) -> None:
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 0, 0, 0, 0))
    environment = {"COLUMNS": "120", "LINES": "40"}

    correct_environment(environment, terminal)

    assert environment == {"COLUMNS": "120", "LINES": "40"}


@pytest.mark.parametrize(
    ("environment", "depth"),
    [
        *(({"TERM": name}, "truecolor") for name in ("alacritty", "foot", "foot-extra")),
        *(({"TERM": name}, "truecolor") for name in ("xterm-kitty", "xterm-direct")),
        *(({"TERM": name}, None) for name in ("xterm", "xterm-256color", "st-256color", "footer")),
        ({"TERM": "foot", "COLORTERM": "256color"}, "256color"),
        ({"TERM": "foot", "STY": "1.x"}, None),
        ({}, None),
    ],
)
def test_some_names_of_terminals_say_that_they_have_24_bit_colours(
    terminal: int, environment: dict[str, str], depth: str | None
) -> None:
    correct_environment(environment, terminal)

    assert environment.get("COLORTERM") == depth


@pytest.mark.parametrize(("screen", "left"), [({}, "truecolor"), ({"STY": "1.pts-0.host"}, None)])
def test_gnu_screen_is_not_taken_for_a_terminal_with_24_bit_colours(
    terminal: int, screen: dict[str, str], left: str | None
) -> None:
    environment = {"COLORTERM": "truecolor", "TERM": "screen-256color", **screen}

    correct_environment(environment, terminal)

    assert environment.get("COLORTERM") == left
