"""The real program in a real terminal, on the demo inside it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.pty.emulator import Replies
from tests.pty.steps import (
    MASKED_SECRET,
    Start,
    ask_to_delete,
    create_key,
    delete_and_quit,
    leave_panel,
    press_button,
    regenerate_secret,
    reveal_secret,
)
from tests.pty.terminal import CTRL_Q, ENTER, Terminal
from tui.demo.sample_keys import OWN_KEYS

_WHILE_RUNNING = {
    "alternate screen",
    "bracketed paste",
    "cursor hidden",
    "focus",
    "kitty keyboard",
    "mouse",
    "mouse SGR",
    "mouse moves",
    "termios",
}
_OVER_SSH = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}
_KITTY = Replies("\x1bP>|kitty(0.41.1)\x1b\\", "\x1b[>1;4000;41c", "\x1b[?62;c")
_SIZES = [(60, 16), (120, 40), (80, 24)]


@pytest.fixture
def demo(start: Start) -> Terminal:
    """Start the demo, and wait until it lists the user's own keys."""
    terminal = start("--demo", replies=_KITTY)
    terminal.wait_for(OWN_KEYS[-1].name)
    return terminal


@pytest.mark.afresh
def test_over_ssh_a_mouse_that_passes_by_sends_nothing_and_the_terminal_is_given_back(
    start: Start,
) -> None:
    terminal = start("--demo", environment=_OVER_SSH)
    terminal.wait_for(OWN_KEYS[-1].name)

    assert {"mouse", "mouse drags"} <= terminal.modes()
    assert "mouse moves" not in terminal.modes()
    terminal.send(CTRL_Q)
    assert terminal.wait_exit() == 0
    assert terminal.modes() == set()


@pytest.mark.afresh
def test_the_demo_shows_the_twelve_own_keys_and_every_size_shows_them_from_edge_to_edge(
    demo: Terminal,
) -> None:
    shown = demo.text

    assert len(OWN_KEYS) == 12
    assert [key.name for key in OWN_KEYS if key.name[:25] not in shown] == []
    assert "12/20" in shown
    for size in _SIZES:
        _resize(demo, size)
        demo.wait_for("›@laptop-terminal")
        demo.wait_until(lambda: "? Help" in demo.lines[-1], "footer in the last line")
    demo.send("q")
    assert demo.wait_exit() == 0


@pytest.mark.afresh
def test_a_key_is_created_gets_another_secret_is_kept_and_then_deleted(demo: Terminal) -> None:
    create_key(demo, "walk-key")
    masked = demo.text
    first = reveal_secret(demo)
    leave_panel(demo)
    demo.wait_for("› walk-key")

    regenerate_secret(demo)
    second = reveal_secret(demo)
    leave_panel(demo)

    ask_to_delete(demo, "walk-key")
    demo.wait_for("Deleting walk-key in")
    demo.send("u")
    demo.wait_for("Kept walk-key: nothing was sent.")
    demo.wait_until(lambda: not demo.find("✗"), "that nothing waits")
    demo.wait_for("13/20")
    delete_and_quit(demo, "walk-key")

    assert first not in masked
    assert first != second


def test_the_panel_of_a_new_secret_is_left_on_purpose_only(demo: Terminal) -> None:
    create_key(demo, "walk-key")
    for size in _SIZES:
        _resize(demo, size)
        demo.wait_for(MASKED_SECRET)

    demo.send("q")
    demo.wait_for("neither copied nor saved")
    demo.send(ENTER)
    demo.wait_for(re.compile(r"\A(?!.*neither copied).*Client secret", re.DOTALL))
    assert demo.find(MASKED_SECRET)

    secret = reveal_secret(demo)
    demo.send("v")
    demo.wait_for(MASKED_SECRET)
    assert secret not in demo.text

    demo.send(CTRL_Q)
    press_button(demo, "Stay", "Leave it behind")
    assert demo.wait_exit() == 0


def test_an_administrator_deletes_somebody_elses_key(demo: Terminal) -> None:
    demo.send(f"2/owner:bo{ENTER}")
    demo.wait_for("filter: owner:bo")
    demo.wait_for("D Delete")
    name = demo.wait_for(re.compile(r"› (\S+) +bo\.lindqvist"))

    demo.wait_for("All keys 87")

    delete_and_quit(demo, name)


def test_a_user_reads_why_all_keys_are_not_listed_and_goes_on(start: Start) -> None:
    terminal = start("--demo", "--demo-role", "user")
    terminal.wait_for("12/20")

    terminal.send("2")
    terminal.wait_for("administrators only")
    explanation = terminal.text
    terminal.send("1")
    terminal.wait_for("›@laptop-terminal")
    delete = terminal.text

    assert "403" in explanation
    assert "D Delete" in delete


@pytest.mark.parametrize("key", ["q", CTRL_Q], ids=["q", "ctrl+q"])
def test_quitting_leaves_the_terminal_as_it_was(home: Path, key: str) -> None:
    script = 'echo before; "$@"; echo "status $?"'
    command = ["/bin/sh", "-c", script, "sh", sys.executable, "-m", "tui", "--demo"]
    with Terminal(command, home, replies=_KITTY) as terminal:
        terminal.wait_for("12/20")
        terminal.wait_until(lambda: "kitty keyboard" in terminal.modes(), "known terminal")
        while_running = terminal.modes()
        terminal.send(key)
        terminal.wait_exit()

        assert while_running >= _WHILE_RUNNING
        assert terminal.modes() == set()
        assert terminal.text.split("\n")[:2] == ["before", "status 0"]
        assert terminal.text.split() == ["before", "status", "0"]


def _resize(terminal: Terminal, size: tuple[int, int]) -> None:
    terminal.resize(size)
    # The first line ends with the time and a blank.
    terminal.wait_until(lambda: len(terminal.lines[0]) == size[0] - 1, f"{size[0]} columns")
