"""No signal is lost on the program, and it never outlives its terminal."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.pty.hanging import HangingServer
from tests.pty.processes import innermost, is_gone, processor_seconds, wait_until
from tests.pty.steps import MASKED_SECRET, Start, create_key, reveal_secret
from tests.pty.terminal import Terminal

_DEMO = [sys.executable, "-m", "tui", "--demo"]

_STUCK = """\
import os, socket, threading
from tui.cli.main import start

def look_up(*_, **__):
    os.mkdir(os.environ["HOME"] + "/looking up")
    threading.Event().wait()

socket.getaddrinfo = look_up
start()
"""
"""The program on a machine whose name server never answers."""

_SOON_MASKED = """\
import sys
from tui.cli.main import start
from tui.app.widgets import masked_secret as secret_line
secret_line.MASKED_AFTER = 1.0
sys.argv = ["runai-keys", "--demo"]
start()
"""

_STANDS_STILL = """\
import os, sys, threading
from tui.app.app import AccessKeysApp
from tui.cli.main import start
from tui.runtime import watchdog

watchdog.GRACE = 0.5

def stand_still(_):
    os.mkdir(os.environ["HOME"] + "/standing still")
    threading.Event().wait()

AccessKeysApp.action_help = stand_still
sys.argv = ["runai-keys", "--demo"]
start()
"""
"""The program, less patient, with a key that makes its event loop stand still."""

_SETTLED, _IDLE = 2.0, 5.0
"""Seconds; the start ends with a look through the memory, 1.5 s after it began."""


def _quit(terminal: Terminal) -> None:
    terminal.send("q")


def _sending(number: signal.Signals) -> Callable[[Terminal], None]:
    return lambda terminal: terminal.signal(number)


@pytest.mark.parametrize(
    ("end", "status"),
    [
        (_sending(signal.SIGHUP), 129),
        (_sending(signal.SIGINT), 130),
        (_sending(signal.SIGQUIT), 131),
        (_sending(signal.SIGXCPU), 152),
        (_sending(signal.SIGTERM), 143),
        (_quit, 0),
    ],
    ids=["SIGHUP", "SIGINT", "SIGQUIT", "SIGXCPU", "SIGTERM", "q"],
)
def test_the_program_ends_at_once_with_its_request_and_restores_the_terminal(
    start: Start, end: Callable[[Terminal], None], status: int
) -> None:
    with HangingServer() as server:
        terminal = start(environment=server.settings)
        terminal.wait_for("? Help")
        request = server.wait_for_request()

        begin = monotonic()
        end(terminal)

        assert terminal.wait_exit() == status
        assert monotonic() - begin < 2
        assert request.startswith(b"GET /api/v1/access-keys ")
        assert server.wait_for_end() == b""
        assert terminal.modes() == set()
        assert terminal.text.strip() == ""


def test_a_hanging_name_lookup_does_not_delay_the_end(home: Path) -> None:
    environment = {"RUNAI_BASE_URL": "https://stuck.example", "RUNAI_TOKEN": "some-token"}
    with Terminal([sys.executable, "-c", _STUCK], home, environment=environment) as terminal:
        terminal.wait_for("? Help")
        wait_until((home / "looking up").exists, 5)

        begin = monotonic()
        terminal.send("q")

        assert terminal.wait_exit() == 0
        assert monotonic() - begin < 2


@pytest.mark.parametrize("before", ["trap '' HUP; exec", "exec setsid --wait"])
def test_the_program_ends_with_its_terminal_though_no_signal_tells_it(
    home: Path, before: str
) -> None:
    command = ["sh", "-c", f'{before} "$@"', "sh", *_DEMO]
    with Terminal(command, home) as terminal:
        terminal.wait_for("laptop-terminal")
        process = innermost(terminal.process_id)

        terminal.hang_up()

        wait_until(lambda: is_gone(process), 5)
        assert list(home.rglob("crash-*")) == []


def test_a_stalled_terminal_does_not_keep_a_signal_out_and_is_restored_when_it_goes_on(
    start: Start,
) -> None:
    terminal = start("--demo")
    terminal.wait_for("laptop-terminal")
    # Behind the terminal's replies at the start.
    terminal.send("j")
    terminal.wait_for("› ci-runner")
    terminal.stall()
    # More than the queue to the terminal holds: the event loop stands still.
    terminal.send("jk" * 40)

    terminal.signal(signal.SIGTERM)

    assert terminal.wait_ended(6) == 143
    assert terminal.wait_exit() == 143
    assert terminal.modes() == set()
    assert terminal.text.strip() == ""


def test_a_stopped_program_is_ended_by_a_signal_too(home: Path) -> None:
    # Over SSH the mouse has another mode to be reset.
    command, ssh = (
        [sys.executable, "-c", _STANDS_STILL],
        {"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"},
    )
    with Terminal(command, home, environment=ssh) as terminal:
        terminal.wait_for("laptop-terminal")
        terminal.send("?")
        wait_until((home / "standing still").exists, 5)

        terminal.signal(signal.SIGTERM)

        assert terminal.wait_exit(6) == 143
        assert terminal.modes() == set()
        assert terminal.text.strip() == ""


def test_a_terminal_that_goes_on_after_a_stall_shows_no_secret_past_its_time(
    home: Path,
) -> None:
    with Terminal([sys.executable, "-c", _SOON_MASKED], home) as terminal:
        terminal.wait_for("12/20")
        create_key(terminal, "walk-key")
        secret = reveal_secret(terminal)
        terminal.stall()
        terminal.send("u" * 80)
        sleep(1.5)

        terminal.wait_for(MASKED_SECRET)

        assert secret not in terminal.text
        terminal.send("v")
        terminal.wait_for(secret)


def test_an_idle_program_uses_no_processor_and_writes_nothing(start: Start) -> None:
    terminal = start("--demo")
    terminal.wait_for("laptop-terminal")
    terminal.read_for(_SETTLED)

    used, begin = processor_seconds(terminal.process_id), monotonic()
    written = terminal.read_for(_IDLE)
    share = (processor_seconds(terminal.process_id) - used) / (monotonic() - begin)

    assert share < 0.01
    assert written == b""


def test_a_stopped_program_can_be_ended_from_the_shell(tmp_path: Path) -> None:
    with Terminal(["bash", "--norc", "--noediting", "-i"], tmp_path) as terminal:
        terminal.send(f"{' '.join(_DEMO)}\r")
        terminal.wait_for("laptop-terminal")
        terminal.send("\x1a")
        terminal.wait_for("Stopped")
        process = innermost(terminal.process_id)

        terminal.send("kill %1\r")
        wait_until(lambda: is_gone(process), 5)

        terminal.send("\r")
        terminal.wait_for("Exit 143")
        assert terminal.modes() == set()
