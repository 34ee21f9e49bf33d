"""The demo with a stopped clock shows the same to everybody."""

from __future__ import annotations

import re

from tests.pty.steps import Start, create_key, reveal_secret
from tests.pty.terminal import Terminal
from tui.demo.sample_keys import OWN_KEYS

_FREEZE = ("--demo", "--freeze", "2026-03-12T09:30+01:00")
_SLOW = 60.0
"""Seconds."""


def test_the_same_keys_give_the_same_screens(start: Start) -> None:
    first, second = (_screens(start(*_FREEZE, size=(100, 30))) for _ in range(2))

    assert first == second
    assert "updated 08:30:00" in first[0]


def test_the_same_keys_give_the_same_screencast(start: Start) -> None:
    first, second = (_recorded(start(*_FREEZE, "--screencast", size=(100, 30))) for _ in range(2))

    assert first == second
    assert "@example.com" in first


def _recorded(terminal: Terminal) -> str:
    terminal.wait_for("12/20", _SLOW)
    terminal.send("2")
    terminal.wait_for("All keys 87", _SLOW)
    # The footer ends with the pressed key.
    terminal.wait_until(lambda: terminal.lines[-1].endswith(" 2"), "pressed key", _SLOW)
    return terminal.text


def test_a_command_counts_ages_from_the_same_time(start: Start) -> None:
    ended = start(*_FREEZE, "list", "--filter", "name:laptop-terminal")
    ended.wait_for("laptop-terminal", _SLOW)

    assert re.search(r"laptop-terminal .*2026-02-16|16 Feb 2026", ended.text)


def _screens(terminal: Terminal) -> list[str]:
    """Look at each step of a way through the program."""
    terminal.wait_for(OWN_KEYS[-1].name, _SLOW)
    screens = [terminal.text]
    create_key(terminal, "stopped-clock")
    screens.append(terminal.text)
    reveal_secret(terminal)
    screens.append(terminal.text)
    terminal.send("t")
    terminal.wait_for("It took", _SLOW)
    return [*screens, terminal.text]
