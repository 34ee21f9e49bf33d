"""The real program prints a secret when it has ended, if that was chosen, and never else."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from tests.leaks import found_in
from tests.pty.served_demo import ServedDemo
from tests.pty.steps import Start, create_key, leave_panel, press_button, reveal_secret
from tests.pty.terminal import ENTER, Terminal

_DEMO = f"exec {shlex.quote(sys.executable)} -m tui --demo"
_READY = "12/20"
_ORDINARY_SCREEN = b"\x1b[?1049l"
_OVER_SSH = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}


def print_and_quit(terminal: Terminal) -> None:
    """Choose to have the secret of the panel printed."""
    terminal.send("p")
    terminal.wait_for("A terminal keeps it in its scrollback")
    press_button(terminal, "Stay", "Print it and quit")


def assert_ends_without_a_trace(terminal: Terminal, secret: str) -> None:
    assert terminal.wait_exit() == 0
    assert terminal.text.strip() == ""
    assert not found_in(secret, bytes(terminal.output).rpartition(_ORDINARY_SCREEN)[2])


def test_no_secret_is_printed_when_the_program_ends(home: Path, tmp_path: Path) -> None:
    printed = tmp_path / "printed"
    command = ["/bin/sh", "-c", f"{_DEMO} > {shlex.quote(str(printed))}"]
    with Terminal(command, home) as terminal:
        terminal.wait_for(_READY)
        create_key(terminal, "new-key")
        secret = reveal_secret(terminal)
        terminal.send("p")
        terminal.wait_for("A terminal keeps it in its scrollback")
        terminal.send(ENTER)
        leave_panel(terminal)
        terminal.send("q")

        assert_ends_without_a_trace(terminal, secret)
    assert printed.read_bytes() == b""


def test_a_secret_is_printed_once_by_choice_and_with_the_warning(
    server: ServedDemo, start: Start
) -> None:
    terminal = start(environment=server.settings | _OVER_SSH, size=(120, 24))
    terminal.wait_for(_READY)
    create_key(terminal, "new-key")
    terminal.send("c")
    terminal.wait_for("Sent to your terminal")
    print_and_quit(terminal)
    terminal.wait_for("may still be on your clipboard. Keep it")
    terminal.send(ENTER)

    assert terminal.wait_exit() == 0
    secret, warning = terminal.text.rstrip().split("\n")
    assert warning == (
        "runai-keys: This is the secret of new-key: the terminal keeps it in its scrollback."
    )
    assert bytes(terminal.output).count(secret.encode()) == 1
    assert secret.encode() in bytes(terminal.output).rpartition(_ORDINARY_SCREEN)[2]
    # Neither is it brought up as one that reached nobody.
    again = start(environment=server.settings, size=(120, 24))
    again.wait_for("13/20")
    again.send("r")
    again.wait_for("? Help")
    assert "may have reached nobody" not in again.text


def test_a_program_that_asked_for_it_gets_the_bare_secret(home: Path, tmp_path: Path) -> None:
    printed = tmp_path / "printed"
    command = ["/bin/sh", "-c", f"{_DEMO} > {shlex.quote(str(printed))}"]
    with Terminal(command, home) as terminal:
        terminal.wait_for(_READY)
        create_key(terminal, "new-key")
        secret = reveal_secret(terminal)
        print_and_quit(terminal)

        assert_ends_without_a_trace(terminal, secret)
    assert printed.read_text() == f"{secret}\n"


def test_a_secret_that_could_not_be_printed_is_reported_lost_and_named_by_the_next_start(
    server: ServedDemo, home: Path, start: Start
) -> None:
    command = ["/bin/sh", "-c", f"exec {shlex.quote(sys.executable)} -m tui > /dev/full"]
    with Terminal(command, home, environment=server.settings, size=(120, 24)) as terminal:
        terminal.wait_for(_READY)
        create_key(terminal, "new-key")
        print_and_quit(terminal)

        assert terminal.wait_exit() == 1
        assert terminal.text.startswith(
            "runai-keys: The secret of new-key could not be printed: S replaces it."
        )
    again = start(environment=server.settings)
    again.wait_for("The secret of new-key may have reached nobody")
