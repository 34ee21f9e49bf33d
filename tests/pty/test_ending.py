"""However the program ends, the terminal is given back as it was."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from tests.pty.steps import Start
from tests.pty.terminal import Terminal

_CRASH = """\
import sys
from tui.cli import main
from tui.screens.my_keys import MyKeysScreen

def action_refresh(self):
    secret = "canary-in-a-local-variable"
    raise RuntimeError(f"canary-in-a-message {secret}")

MyKeysScreen.action_refresh = action_refresh
sys.exit(main(["--demo"]))
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_the_program_in_good_order(start: Start, number: signal.Signals) -> None:
    terminal = start("--demo")
    terminal.wait_for("laptop-terminal")

    terminal.signal(number)

    assert terminal.wait_exit() == 128 + number
    assert terminal.modes() == set()


def test_a_bug_ends_the_program_with_a_short_report_and_no_secret(tmp_path: Path) -> None:
    with Terminal([sys.executable, "-c", _CRASH], tmp_path) as terminal:
        terminal.wait_for("laptop-terminal")
        terminal.send("r")

        assert terminal.wait_exit() == 70
        assert terminal.modes() == set()
        assert "RuntimeError" in terminal.text
        assert b"canary-in-a" not in terminal.output
        reports = list(tmp_path.rglob("crash-*.txt"))
        assert len(reports) == 1
        assert reports[0].stat().st_mode & 0o777 == 0o600
        assert "RuntimeError" in reports[0].read_text()
        assert "canary-in-a" not in reports[0].read_text()


def test_what_textual_would_log_or_draw_from_its_environment_stays_off(
    start: Start, tmp_path: Path
) -> None:
    log = tmp_path / "textual.log"
    picture = tmp_path / "picture.svg"
    environment = {
        "TEXTUAL_LOG": str(log),
        "TEXTUAL_SCREENSHOT": "1",
        "TEXTUAL_SCREENSHOT_LOCATION": str(picture),
        "TEXTUAL_PRESS": "q",
        "TEXTUAL": "devtools,debug",
        "TEXTUAL_DRIVER": "os:abort",
    }
    terminal = start("--demo", environment=environment)
    terminal.wait_for("laptop-terminal")
    terminal.send("q")

    assert terminal.wait_exit() == 0
    assert not log.exists()
    assert not picture.exists()
