"""A command that asks for a passphrase has the terminal while it runs, and nobody else does."""

from __future__ import annotations

import json
import re
import signal
import sys
from pathlib import Path

import pytest

from tests.pty.processes import is_gone, wait_until
from tests.pty.served_demo import ServedDemo
from tests.pty.steps import Start
from tests.pty.terminal import ENTER, Terminal

pytestmark = pytest.mark.exhaustive

_PASSPHRASE = "correct-horse"
_CTRL_C, _ESC = "\x03", "\x1b"
_SOON = 5.0

_ASKING = """\
import getpass, os, sys
from pathlib import Path
sys.stderr.write("opening the store\\n")
Path(os.environ["HOME"], "asking").write_text(str(os.getpid()))
if getpass.getpass("Passphrase: ") != sys.argv[1]:
    sys.exit("that is not it")
print(Path(sys.argv[2]).read_text())
"""
"""A key store in the manner of pass: it asks on /dev/tty without echo, and prints the secret."""


@pytest.fixture(params=["secret_command", "token_command"])
def profile(request: pytest.FixtureRequest, server: ServedDemo, home: Path) -> None:
    """Write a profile whose command asks for the passphrase."""
    is_token = request.param == "token_command"
    (home / "secret").write_text(server.token() if is_token else server.secret)
    (home / "ask.py").write_text(_ASKING)
    command = [sys.executable, str(home / "ask.py"), _PASSPHRASE, str(home / "secret")]
    config = home / ".config" / "runai-keys" / "config.toml"
    config.parent.mkdir(parents=True)
    lines = [
        "[profiles.lab]",
        f'base_url = "{server.settings["RUNAI_BASE_URL"]}"',
        "" if is_token else f'client_id = "{server.settings["RUNAI_CLIENT_ID"]}"',
        f"{request.param} = {json.dumps(command)}",
        "command_needs_terminal = true",
    ]
    config.write_text("\n".join(lines))
    config.chmod(0o600)


@pytest.fixture
def terminal(profile: None, start: Start) -> Terminal:
    """The program, up to the question."""
    terminal = start("--profile", "lab")
    terminal.wait_for("a command has the terminal")
    terminal.wait_for("Passphrase:")
    return terminal


def test_the_passphrase_is_asked_for_on_a_plain_terminal_and_then_the_keys_are_listed(
    terminal: Terminal, server: ServedDemo
) -> None:
    # It comes through the program, the question does not.
    terminal.wait_for("opening the store")
    asked = terminal.text
    modes = terminal.modes()

    terminal.send(f"{_PASSPHRASE}{ENTER}")

    terminal.wait_for("12/20")
    # getpass alone has changed something: the echo.
    assert modes == {"termios"}
    assert "opening the store" in asked
    assert "My keys" not in asked
    assert "opening the store" not in terminal.text
    assert _PASSPHRASE.encode() not in terminal.output
    assert server.secret.encode() not in terminal.output
    terminal.send("q")
    assert terminal.wait_exit() == 0
    assert terminal.modes() == set()


def test_what_it_says_when_it_fails_is_said_again_and_r_asks_once_more(terminal: Terminal) -> None:
    terminal.send(f"wrong{ENTER}")
    terminal.wait_for(
        re.compile(r"status[\s│]+1[\s│]+and[\s│]+said:[\s│]+that[\s│]+is[\s│]+not[\s│]+it")
    )

    _go_back_to_the_list(terminal)
    terminal.send("r")
    terminal.wait_for(re.compile("Passphrase:.*Passphrase:", re.DOTALL))
    terminal.send(f"{_PASSPHRASE}{ENTER}")

    terminal.wait_for("12/20")


def test_ctrl_c_ends_the_command_alone(terminal: Terminal) -> None:
    terminal.send(_CTRL_C)

    terminal.wait_for(re.compile(r"(status\s+1|signal\s+2)"))
    _go_back_to_the_list(terminal)
    terminal.send("q")
    assert terminal.wait_exit() == 0
    assert terminal.modes() == set()


def _go_back_to_the_list(terminal: Terminal) -> None:
    terminal.wait_for("esc Back")
    terminal.send(_ESC)
    terminal.wait_for("r tries again")


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_ends_program_and_command_and_restores_the_terminal(
    terminal: Terminal, home: Path, number: signal.Signals, status: int
) -> None:
    asking = int((home / "asking").read_text())

    terminal.signal(number)

    assert terminal.wait_exit() == status
    assert terminal.modes() == set()
    wait_until(lambda: is_gone(asking), _SOON)
