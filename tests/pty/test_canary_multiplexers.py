"""A secret that was revealed in tmux or GNU screen is not what they remember."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

import pytest

from tests.delivery.screen import Screen
from tests.delivery.support import canary, osc52_of, stand_in
from tests.delivery.tmux import TmuxServer
from tests.leaks import found_in
from tests.pty.steps import create_key, press_button, reveal_secret
from tests.pty.terminal import ROOT, Terminal

pytestmark = pytest.mark.exhaustive

_CRASH = """\
import sys
from tui.cli import main as cli
from tui.app.dialogs.secret.secret_panel import SecretPanel

def action_curl(self):
    secret = self.credentials.secret.get_secret_value()
    raise RuntimeError(f"with {secret}")

def give_up(words, give_up=cli._give_up):
    print("\\x1b[20H", end="", file=sys.stderr)
    return give_up(words)

SecretPanel.action_curl = action_curl
cli._give_up = give_up
sys.exit(cli.main(["--demo"]))
"""
"""The program with a bug in the panel, which it tells of below what it may have left there."""

_READY = "12/20"

_PANE = (
    f"cd {ROOT}; PATH=$TOOLS$PATH; "
    f"{sys.executable} -m tui --demo; echo left with $?; read _; "
    f"{sys.executable} -c {shlex.quote(_CRASH)}; echo crashed with $?; exec sleep 600"
)


def leave_with_it(terminal: Terminal) -> None:
    """Leave the panel after a copy that is believed, and the program."""
    terminal.send("q")
    press_button(terminal, "Stay", "It arrived")
    terminal.wait_for("? Help")
    terminal.send("q")
    terminal.wait_for("may still be on your clipboard")
    terminal.send("\r")


def crash_with_it_revealed(terminal: Terminal, name: str) -> str:
    """Create a key, reveal its secret, and run into the bug."""
    terminal.send("\r")
    terminal.wait_for(_READY)
    create_key(terminal, name)
    secret = reveal_secret(terminal)
    terminal.send("u")
    terminal.wait_for("crashed with 70")
    return secret


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_tmux_remembers_no_revealed_and_copied_secret(tmp_path: Path) -> None:
    children, own = tmp_path / "children", canary()
    record = f'cat /proc/$$/cmdline /proc/$$/environ >> {children}; exec tmux "$@"'
    stand_in(tmp_path / "bin", "tmux", record)
    environment = {"TOOLS": f"{tmp_path}/bin:", "RUNAI_CLIENT_SECRET": own}
    with TmuxServer(command=_PANE, shows=_READY, environment=environment) as tmux:
        terminal = tmux.terminal
        create_key(terminal, "one")
        first = reveal_secret(terminal)
        on_screen = tmux.ask("capture-pane", "-t", "main", "-p")
        terminal.send("c")
        terminal.wait_for("Sent to your terminal")
        leave_with_it(terminal)
        terminal.wait_for("left with 0")
        remembered = tmux.ask("capture-pane", "-t", "main", "-p", "-S", "-")
        remembered += tmux.ask("capture-pane", "-t", "main", "-p", "-a", "-q")
        tmux.ask("set-option", "-g", "alternate-screen", "off")
        second = crash_with_it_revealed(terminal, "two")
        remembered += tmux.ask("capture-pane", "-t", "main", "-p", "-S", "-")
        remembered += tmux.ask("list-buffers") + tmux.ask("show-buffer")

        assert osc52_of(first).search(terminal.output)
    assert first in on_screen
    assert "left with 0" in remembered
    assert "RuntimeError" in remembered
    assert b"load-buffer" in children.read_bytes()
    for secret in (first, second, own):
        assert not found_in(secret, remembered.encode())
        assert not found_in(secret, children.read_bytes())


@pytest.mark.skipif(shutil.which("screen") is None, reason="GNU screen is not installed")
def test_gnu_screen_remembers_no_revealed_and_copied_secret(tmp_path: Path) -> None:
    with Screen(tmp_path, _PANE, _READY) as screen:
        terminal = screen.terminal
        create_key(terminal, "one")
        first = reveal_secret(terminal)
        on_screen = screen.hardcopy()
        terminal.send("c")
        terminal.wait_for("Sent to GNU screen")
        leave_with_it(terminal)
        terminal.wait_for("left with 0")
        remembered = screen.hardcopy()
        second = crash_with_it_revealed(terminal, "two")
        remembered += screen.hardcopy()
    assert first.encode() in on_screen
    assert b"left with 0" in remembered
    assert b"RuntimeError" in remembered
    for secret in (first, second):
        assert not found_in(secret, remembered)
