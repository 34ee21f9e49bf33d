"""Inside a real recorder the secret stays out of the recording until a yes lets it in."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

import pytest

from tests.pty.steps import SECRET, create_key, press_button
from tests.pty.terminal import Terminal

pytestmark = pytest.mark.exhaustive


@pytest.mark.skipif(shutil.which("script") is None, reason="script is not installed")
def test_what_script_records_holds_the_secret_only_after_a_yes(home: Path) -> None:
    recording = home / "recording"
    program = shlex.join([sys.executable, "-m", "tui", "--demo"])
    with Terminal(["script", "-qf", "-c", program, str(recording)], home) as terminal:
        terminal.wait_for("12/20")
        create_key(terminal, "new-key")
        terminal.wait_for("recorded by script")

        terminal.send("v")
        terminal.wait_for("Into the recording?")
        terminal.send("\r")
        terminal.wait_until(lambda: not terminal.find("Into the"), "the panel alone")
        terminal.send("v")
        press_button(terminal, "Stay", "Show it anyway")
        secret = terminal.wait_for(SECRET)

        before, _, after = recording.read_text().rpartition("Show it anyway")
        assert secret not in before
        assert secret in after
