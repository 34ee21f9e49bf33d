"""The real program, killed while it has secrets made: none of them is lost without a word."""

from __future__ import annotations

import json
import random
import re
import signal
import time
from pathlib import Path

import pytest

from tests.delivery.files import mode
from tests.pty.served_demo import ServedDemo
from tests.pty.steps import MASKED_SECRET, Start, ask_to_delete, wait_for_button
from tests.pty.terminal import ENTER, TAB, Terminal


def send_create(terminal: Terminal, name: str, file: Path | None = None) -> None:
    """Fill in the form for a key, with a file for its secret, and send it."""
    terminal.send("n")
    terminal.wait_for("enter Go on")
    terminal.send(name)
    terminal.wait_for(name)
    if file is not None:
        unfocused = terminal.style("NAME.env")
        terminal.send(TAB)
        terminal.wait_until(lambda: terminal.style("NAME.env") != unfocused, "focus on the path")
        terminal.send(str(file))
        terminal.wait_for(file.name)
    terminal.send(ENTER)


def start_to_delete(server: ServedDemo, start: Start) -> Terminal:
    """Start the program, and have a delete wait in it."""
    terminal = start(environment=server.settings)
    terminal.wait_for("›@laptop-terminal")
    ask_to_delete(terminal, "laptop-terminal")
    terminal.wait_for("Deleting laptop-terminal in")
    return terminal


def test_a_killed_program_has_the_next_one_name_the_key(server: ServedDemo, start: Start) -> None:
    terminal = start(environment=server.settings)
    terminal.wait_for("12/20")
    send_create(terminal, "canary")
    terminal.wait_for(MASKED_SECRET)
    terminal.kill()

    again = start(environment=server.settings)
    again.wait_for("The secret of canary may have reached nobody")
    again.send("q")

    assert again.wait_exit() == 0


def test_a_program_killed_over_a_rotation_has_the_next_one_go_on_with_it(
    server: ServedDemo, start: Start, tmp_path: Path
) -> None:
    terminal = start(environment=server.settings)
    terminal.wait_for("12/20")
    terminal.send("jjR")
    _agree_to_rotate(terminal)
    terminal.wait_for(MASKED_SECRET)
    terminal.kill()

    again = start(environment=server.settings)
    again.wait_for("R on it continues")
    again.wait_for("›↻airflow-prod-2")
    assert "S on it" not in again.text
    again.send("R")
    wait_for_button(again, "Not now", "Deliver")
    again.send(TAB + ENTER)
    _agree_to_rotate(again, tmp_path / "twin.json")
    again.wait_for("Saved to")
    again.send("q")
    again.wait_for("airflow-prod-2 works.")

    pair = json.loads((tmp_path / "twin.json").read_text())
    assert server.token(pair["clientId"], pair["clientSecret"])
    assert sorted(name for name in server.key_names() if "airflow" in name) == [
        "airflow-prod",
        "airflow-prod-2",
    ]
    again.send("q")
    assert again.wait_exit() == 0


def _agree_to_rotate(terminal: Terminal, file: Path | None = None) -> None:
    terminal.wait_for("Type the name, airflow-prod")
    terminal.send("airflow-prod")
    wait_for_button(terminal, "Cancel", "Rotate")
    if file is not None:
        terminal.send(f"{TAB}{file}{ENTER}")
        terminal.wait_for(file.name)
    terminal.send(ENTER)


def test_a_program_killed_at_any_moment_leaves_a_whole_file_or_has_the_next_one_name_the_key(
    server: ServedDemo, start: Start, tmp_path: Path
) -> None:
    names = [f"killed-{number}" for number in range(3)]
    terminal = start(environment=server.settings)
    terminal.wait_for("/20")
    for name in names:
        send_create(terminal, name, tmp_path / f"{name}.json")
        time.sleep(random.uniform(0, 0.15))
        terminal.kill()
        terminal = start(environment=server.settings)
        terminal.wait_for("/20")
        _account_for(name, tmp_path / f"{name}.json", server, terminal)


def _account_for(name: str, file: Path, server: ServedDemo, started: Terminal) -> None:
    """See to it that a key whose secret is in no file is named by the next start."""
    if file.exists():
        pair = json.loads(file.read_text())
        assert mode(file) == 0o600
        assert pair["name"] == name
        assert server.token(pair["clientId"], pair["clientSecret"])
    elif name in server.key_names():
        started.wait_for(
            re.compile(rf"The secret of [^.]*\b{name}\b[^.]* reached nobody", re.DOTALL)
        )


def test_a_program_killed_while_a_delete_waits_has_deleted_nothing(
    server: ServedDemo, start: Start
) -> None:
    before = server.key_names()
    terminal = start_to_delete(server, start)
    terminal.kill()

    assert server.key_names() == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_while_a_delete_waits_has_nothing_sent_and_that_is_said(
    server: ServedDemo, start: Start, number: signal.Signals
) -> None:
    before = server.key_names()
    terminal = start_to_delete(server, start)
    terminal.signal(number)

    assert terminal.wait_exit() == 128 + number
    assert terminal.text.startswith(
        "runai-keys: laptop-terminal was still waiting to be deleted: nothing was sent.\n"
    )
    assert server.key_names() == before


def test_a_terminal_that_is_closed_while_a_delete_waits_has_nothing_sent(
    server: ServedDemo, start: Start
) -> None:
    before = server.key_names()
    terminal = start_to_delete(server, start)
    terminal.hang_up()
    terminal.wait_ended(10)

    assert server.key_names() == before
