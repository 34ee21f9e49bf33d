"""Wherever a bug strikes, the program says where, and nothing of what it was handling."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tests.delivery.support import canary
from tests.leaks import files_with, found_in
from tests.pty.crashes import BEFORE, CANARY, ON_ENTER, WITHOUT_KEYS
from tests.pty.crashes_with_secrets import KNOWN, STEPS, Step
from tests.pty.emulator import Replies
from tests.pty.steps import MASKED_SECRET, Start, press_button
from tests.pty.terminal import ENTER, ROOT, Terminal

_REPLIES = Replies(background="\x1b]11;rgb:0000/0000/0000\x07")
"""A terminal that tells its background too, so that no end waits for it."""

_SAID = re.compile(
    r"runai-keys hit a bug: (\w+) at [\w./]+:\d+\.\s+"
    r"Please report it with (/\S+), and what `runai-keys info` prints: neither holds a secret\.\s+"
    r"([a-z ]+) ended with 70"
)


def test_a_crash_anywhere_prints_one_short_message_without_a_secret(
    tmp_path: Path,
) -> None:
    secret, places = canary(), [*ON_ENTER, *BEFORE]
    command = [sys.executable, "-m", "tests.pty.crashes"]
    environment = {CANARY: secret, "RUNAI_BASE_URL": "https://demo.example"}
    with Terminal(
        command, tmp_path, size=(250, 60), environment=environment, replies=_REPLIES
    ) as terminal:
        for place in places:
            if place not in WITHOUT_KEYS:
                terminal.wait_for("enter Go on")
                terminal.send(ENTER)
            terminal.wait_for(f"{place} ended with 70")
            assert terminal.modes() == set(), place
            terminal.send("\n")
        terminal.wait_exit()

        said = _SAID.findall(terminal.text)
        reports = {path: path.read_text() for path in tmp_path.rglob("crash-*.txt")}
        assert [place for _, _, place in said] == places
        assert {Path(path) for _, path, _ in said} == set(reports)
        assert all("tests/pty/crashes.py" in report for report in reports.values())
        assert {path.stat().st_mode & 0o777 for path in reports} == {0o600}
        assert not found_in(secret, bytes(terminal.output))
        assert files_with(secret, tmp_path) == []
        assert re.sub(_SAID, "", terminal.text).strip() == ""


def test_a_crash_at_any_step_of_a_secret_s_way_prints_nothing_of_it(tmp_path: Path) -> None:
    home, known = tmp_path / "home", tmp_path / "backwards"
    home.mkdir()
    command = [sys.executable, "-m", "tests.pty.crashes_with_secrets"]
    environment = {KNOWN: str(known), "SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}
    with Terminal(
        command, home, size=(120, 40), environment=environment, replies=_REPLIES
    ) as terminal:
        for name, step in STEPS.items():
            terminal.wait_for("12/20")
            _run_into(step, terminal)
            terminal.wait_for(f"{name} ended with 70")
            secret = known.read_text()[::-1]
            known.unlink()
            assert len(secret) > 20, name
            assert not found_in(secret, bytes(terminal.output)), name
            assert files_with(secret, tmp_path) == [], name
            assert terminal.modes() == set(), name
            terminal.send("\n")
        terminal.wait_exit()
    assert len([*home.rglob("crash-*.txt")]) == len(STEPS)


def _run_into(step: Step, terminal: Terminal) -> None:
    """Create a key, and go on to where the bug is."""
    terminal.send("n")
    terminal.wait_for("enter Go on")
    terminal.send("new-key")
    terminal.wait_for("new-key")
    terminal.send(ENTER)
    if step.keys:
        terminal.wait_for(MASKED_SECRET)
        terminal.send(step.keys)
    if step.keys == "p":
        press_button(terminal, "Stay", "Print it and quit")


def test_no_environment_variable_makes_textual_or_tls_write_a_log(
    start: Start, home: Path, tmp_path: Path
) -> None:
    traps = tmp_path / "traps"
    traps.mkdir()
    (traps / "evil.py").write_text("raise SystemExit('loaded')")
    environment = {
        "TEXTUAL": "devtools,debug",
        "TEXTUAL_LOG": str(traps / "textual.log"),
        "TEXTUAL_SCREENSHOT": "0",
        "TEXTUAL_SCREENSHOT_LOCATION": str(traps),
        "TEXTUAL_PRESS": "q",
        "TEXTUAL_SHOW_RETURN": "1",
        "TEXTUAL_DRIVER": "evil:Driver",
        "PYTHONPATH": f"{ROOT}:{traps}",
        "SSLKEYLOGFILE": str(traps / "tls.keys"),
        # Nobody listens there; what TLS needs is made all the same.
        "RUNAI_BASE_URL": "https://127.0.0.1:1",
        "RUNAI_TOKEN": canary(),
    }
    terminal = start(environment=environment)
    terminal.wait_for("refused the connection")
    terminal.send("q")

    assert terminal.wait_exit() == 0
    assert terminal.text.strip() == ""
    assert {path.name for path in traps.rglob("*")} == {"evil.py"}
