"""One secret through every path, and then looked for everywhere that it must not be."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.leaks import files_with, found_in, without_clipboard
from tests.pty.served_demo import ServedDemo
from tests.pty.steps import Start, create_key, leave_panel, press_button
from tests.pty.terminal import CTRL_U, ENTER, Terminal

_OVER_SSH = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}

_CRASH_IN_THE_PANEL = """\
import sys
from tui.cli import main
from tui.dialogs.secret_panel import SecretPanel

def action_curl(self):
    secret = self._credentials.secret.get_secret_value()
    raise RuntimeError(f"with {secret}")

SecretPanel.action_curl = action_curl
sys.exit(main([]))
"""


@pytest.fixture
def server(home: Path) -> Iterator[ServedDemo]:
    with ServedDemo(home) as server:
        yield server


def save(terminal: Terminal, path: Path) -> str:
    """Save the bare secret from the panel, and give it."""
    terminal.send("s")
    terminal.wait_for("Save to a file")
    terminal.wait_for("Format: dotenv")
    terminal.send(CTRL_U)
    terminal.wait_until(lambda: terminal.find("Format") is None, "empty field")
    terminal.send(str(path))
    terminal.wait_for("Format: the bare secret")
    terminal.send(ENTER)
    terminal.wait_for("readable by you alone.")
    return path.read_text()


def test_a_created_copied_saved_and_tested_secret_is_nowhere_else(
    server: ServedDemo, start: Start, home: Path, tmp_path: Path
) -> None:
    chosen = tmp_path / "pair"
    terminal = start(environment=server.settings | _OVER_SSH)
    terminal.wait_for("12/20")
    create_key(terminal, "canary")
    secret = save(terminal, chosen)
    terminal.send("c")
    terminal.wait_for("Sent to your terminal")
    in_process_list = _command_lines()
    terminal.send("t")
    terminal.wait_for("It took")
    terminal.send("q")
    terminal.wait_for("? Help")
    terminal.send("q")
    press_quit(terminal)

    assert terminal.wait_exit() == 0
    assert found_in(secret, bytes(terminal.output))
    assert not found_in(secret, without_clipboard(bytes(terminal.output)))
    assert files_with(secret, home, tmp_path) == [chosen]
    assert chosen.stat().st_mode & 0o777 == 0o600
    assert not found_in(secret, in_process_list)


def press_quit(terminal: Terminal) -> None:
    """Quit with the secret left on the clipboard."""
    terminal.wait_for("may still be on your clipboard. Keep it")
    terminal.send(ENTER)


def test_a_regenerated_secret_and_the_sessions_own_are_nowhere(
    server: ServedDemo, start: Start, home: Path, tmp_path: Path
) -> None:
    terminal = start(environment=server.settings)
    terminal.wait_for("tmp-migration")
    terminal.send("GS")
    terminal.wait_for("Replace the secret")
    press_button(terminal, "Cancel", "Replace the secret")
    terminal.wait_for("Client secret")
    secret = save(terminal, tmp_path / "pair")
    terminal.send("q")
    terminal.wait_for("? Help")
    terminal.send("q")

    assert terminal.wait_exit() == 0
    for canary in (secret, server.secret):
        assert not found_in(canary, bytes(terminal.output))
    assert files_with(secret, home, tmp_path) == [tmp_path / "pair"]
    assert files_with(server.secret, home, tmp_path) == []


def test_a_bug_while_the_panel_is_open_prints_and_keeps_no_secret(
    server: ServedDemo, home: Path, tmp_path: Path
) -> None:
    chosen = tmp_path / "pair"
    command = [sys.executable, "-c", _CRASH_IN_THE_PANEL]
    with Terminal(command, home, environment=server.settings) as terminal:
        terminal.wait_for("12/20")
        create_key(terminal, "canary")
        secret = save(terminal, chosen)
        terminal.send("u")

        assert terminal.wait_exit() == 70
        assert not found_in(secret, bytes(terminal.output))
        assert files_with(secret, home, tmp_path) == [chosen]
        assert terminal.modes() == set()


def test_a_password_field_gives_its_text_to_nobody(
    server: ServedDemo, start: Start, home: Path
) -> None:
    terminal = start(environment={"RUNAI_BASE_URL": server.settings["RUNAI_BASE_URL"]})
    terminal.wait_for("Client secret")
    terminal.send("some-client\tcanary-typed-by-hand")
    terminal.wait_for("some-client")
    terminal.send("\x01\x03\x18")  # ctrl+a, ctrl+c, ctrl+x
    terminal.send(ENTER)
    terminal.wait_for("refused")
    terminal.send("\x11")

    assert terminal.wait_exit() == 0
    assert not found_in("canary-typed-by-hand", bytes(terminal.output))
    assert files_with("canary-typed-by-hand", home) == []


def test_core_dumps_are_off(start: Start) -> None:
    terminal = start("--demo")
    terminal.wait_for("laptop-terminal")

    limits = Path(f"/proc/{terminal.process_id}/limits").read_text()

    core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert core.split()[4:6] == ["0", "0"]


def test_a_killed_program_has_the_next_one_name_the_key(
    server: ServedDemo, start: Start, home: Path
) -> None:
    terminal = start(environment=server.settings)
    terminal.wait_for("12/20")
    create_key(terminal, "canary")
    terminal.kill()

    again = start(environment=server.settings)
    again.wait_for("The secret of canary may have reached nobody")
    again.send("q")

    assert again.wait_exit() == 0


def test_a_secret_left_on_purpose_is_not_brought_up_again(server: ServedDemo, start: Start) -> None:
    terminal = start(environment=server.settings)
    terminal.wait_for("12/20")
    create_key(terminal, "canary")
    leave_panel(terminal)
    terminal.send("q")
    assert terminal.wait_exit() == 0

    again = start(environment=server.settings)
    again.wait_for("13/20")
    again.send("r")
    again.wait_for("? Help")

    assert "may have reached nobody" not in again.text


def _command_lines() -> bytes:
    lines = bytearray()
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines += process.read_bytes()
        except OSError:  # it ended meanwhile
            continue
    return bytes(lines)
