"""The program starts, draws and goes on wherever it is started from."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.pty.steps import Start
from tests.pty.terminal import CTRL_Q, ENTER, Terminal

_WITHOUT_A_PATH = """\
import errno, os, sys
from tui.cli.main import start

def ttyname(terminal):
    raise OSError(errno.ENODEV, "No such device")

os.ttyname = ttyname
os.set_blocking(0, False)
os.set_blocking(2, False)
sys.argv = ["runai-keys", "--demo"]
start()
"""
"""The program on a terminal of another namespace, whose streams somebody has left non-blocking."""


def test_a_terminal_without_a_path_and_with_streams_that_do_not_block_shows_everything(
    home: Path,
) -> None:
    with Terminal([sys.executable, "-c", _WITHOUT_A_PATH], home, size=(240, 120)) as terminal:
        # Each frame is more than a terminal takes at once.
        terminal.wait_for("12/20")
        for key in "2121":
            terminal.send(key)
            terminal.wait_for("All keys 87" if key == "2" else "12/20")
        terminal.wait_for("updated")
        terminal.send(CTRL_Q)

        assert terminal.wait_exit() == 0
        assert terminal.modes() == set()


def test_another_size_is_seen_where_no_signal_tells_of_it(home: Path) -> None:
    # Such as `su -c` begins a session of its own.
    command = ["setsid", "--wait", sys.executable, "-m", "tui", "--demo"]
    with Terminal(command, home) as terminal:
        terminal.wait_for("12/20")

        terminal.resize((120, 40))
        terminal.wait_for("Client ID  fddf8b7613aac52f")
        terminal.wait_until(lambda: "? Help" in terminal.lines[-1], "footer in the last line")
        terminal.send(CTRL_Q)
        assert terminal.wait_exit() == 0


@pytest.mark.afresh
def test_a_size_in_the_environment_does_not_freeze_that_of_the_screen(start: Start) -> None:
    terminal = start("--demo", environment={"COLUMNS": "60", "LINES": "12"})
    terminal.wait_for("12/20")
    assert "? Help" in terminal.lines[-1]

    terminal.resize((120, 40))
    terminal.wait_for("Client ID  fddf8b7613aac52f")
    terminal.wait_until(lambda: "? Help" in terminal.lines[-1], "footer in the last line")


def test_the_size_is_that_of_the_terminal_though_the_output_goes_elsewhere(home: Path) -> None:
    command = f"exec {sys.executable} -m tui --demo > /dev/null"
    with Terminal(["/bin/sh", "-c", command], home, size=(120, 40)) as terminal:
        terminal.wait_for("Client ID  fddf8b7613aac52f")
        terminal.wait_until(lambda: "? Help" in terminal.lines[-1], "footer in the last line")

        terminal.resize((100, 30))
        terminal.wait_until(lambda: "? Help" in terminal.lines[-1], "footer in the last line")


@pytest.mark.parametrize(
    "command", ["exec {0}", "{0}; true"], ids=["session leader", "below a shell without jobs"]
)
def test_where_no_shell_would_resume_it_ctrl_z_says_so_and_the_program_goes_on(
    home: Path, command: str
) -> None:
    program = f"{sys.executable} -m tui --demo"
    with Terminal(["/bin/sh", "-c", command.format(program)], home) as terminal:
        terminal.wait_for("12/20")
        terminal.send("\x1a")
        terminal.wait_for("no shell")
        terminal.send("?")
        terminal.wait_for("under the cursor")
        terminal.send(f"{ENTER}{CTRL_Q}")
        assert terminal.wait_exit() == 0
