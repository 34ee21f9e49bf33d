"""One secret through every path, and then looked for everywhere that it must not be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.delivery.support import command_lines
from tests.leaks import awkward_canary, files_with, found_in, without_clipboard
from tests.pty.served_demo import ServedDemo
from tests.pty.steps import Start, create_key, leave_panel, regenerate_secret, reveal_secret
from tests.pty.terminal import CTRL_U, ENTER, TAB, Terminal
from tests.pty.watched import Watched
from tui.demo.server import Demo

_OVER_SSH = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}

RIGHT, SHIFT_TAB = "\x1b[C", "\x1b[Z"

_OF_A_TOKEN = ["SecretStr of FixedToken", "SecretStr of Token"]
"""Objects that hold a token that was typed."""

_OF_A_FIRST_TOKEN = ["HeldSecret of FixedToken", "HeldSecret of Token"]
"""Objects that hold the session's token, if the first list was requested with it."""

_OF_THE_PAIR = ["HeldSecret of ClientCredentials"]
"""The same for a client secret."""


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


def test_after_a_full_session_no_file_log_output_or_memory_holds_its_secrets(
    server: ServedDemo, home: Path, tmp_path: Path
) -> None:
    chosen, temporary = tmp_path / "pair", tmp_path / "temporary"
    temporary.mkdir()
    environment = server.settings | _OVER_SSH | {"TMPDIR": str(temporary)}
    with Watched(home, tmp_path / "watched", environment) as program:
        terminal = program.terminal
        terminal.wait_for("12/20")
        create_key(terminal, "canary")
        saved = save(terminal, chosen)
        terminal.send("t")
        terminal.wait_for("It took")
        terminal.send("c")
        terminal.wait_for("Sent to your terminal")
        listed = command_lines()
        terminal.send("q")
        terminal.wait_for("› canary")
        copied = bytes(terminal.output)
        terminal.send("G")
        terminal.wait_for("› tmp-migration")
        regenerate_secret(terminal)
        revealed = reveal_secret(terminal)
        listed += command_lines()
        leave_panel(terminal)
        closed = len(terminal.output)
        held = program.wait_for_holders(saved, revealed, server.secret, wanted=_OF_THE_PAIR)
        terminal.send("q")
        keep_and_quit(terminal)

        assert terminal.wait_exit() == 0
        afterwards = bytes(terminal.output[closed:])
        log = program.log
    assert held == _OF_THE_PAIR
    # The server's own is made up, and other tests' programs may show it.
    assert not any(found_in(made, "\n".join(listed).encode()) for made in (saved, revealed))
    assert found_in(saved, copied)
    assert not found_in(saved, without_clipboard(copied))
    assert not re.search(rb"\x1b\][0-2l];", terminal.output), "a title was set"
    assert b"HTTP Request: POST" in log
    assert b"httpcore" in log
    assert b"asyncio" in log
    assert b"Bearer" not in log
    assert files_with(saved, home, tmp_path) == [chosen]
    assert chosen.stat().st_mode & 0o777 == 0o600
    for secret in (saved, revealed, server.secret):
        assert not found_in(secret, log + afterwards)
        assert files_with(secret, home, tmp_path) == [chosen] * (secret == saved)


def test_secrets_typed_to_sign_in_are_in_no_output_file_log_or_memory_but_where_they_act(
    server: ServedDemo, home: Path, tmp_path: Path
) -> None:
    wrong, password, token = awkward_canary(), awkward_canary(), server.token()
    environment = {name: server.settings[name] for name in ("RUNAI_BASE_URL", "RUNAI_CLIENT_ID")}
    with Watched(home, tmp_path / "watched", environment) as program:
        terminal = program.terminal
        terminal.wait_for("enter Go on")
        refuse(terminal, wrong, "this client ID and secret")
        choose(terminal, "Password")
        terminal.send(f"ana{TAB}")
        refuse(terminal, password, "this user name and password")
        choose(terminal, "Token")
        terminal.send(f"\x1b[200~{token}\x1b[201~{ENTER}")
        terminal.wait_for("12/20")
        held = program.wait_for_holders(token, wrong, password, wanted=_OF_A_TOKEN)
        terminal.send("q")

        assert terminal.wait_exit() == 0
        log = program.log
    assert held == _OF_A_TOKEN
    assert b"HTTP Request: POST" in log
    for secret in (wrong, password, token):
        assert not found_in(secret, bytes(terminal.output) + log)
        assert files_with(secret, home, tmp_path) == []


def test_a_password_that_signs_in_is_held_by_its_credentials_and_nowhere_else(
    server: ServedDemo, home: Path, tmp_path: Path
) -> None:
    environment = {name: server.settings[name] for name in ("RUNAI_BASE_URL", "RUNAI_CLIENT_ID")}
    demo = Demo()
    with Watched(home, tmp_path / "watched", environment) as program:
        terminal = program.terminal
        terminal.wait_for("enter Go on")
        choose(terminal, "Password")
        terminal.send(f"{CTRL_U}{demo.store.username}{TAB}{demo.password}{ENTER}")
        terminal.wait_for("12/20")
        held = program.wait_for_holders(demo.password, wanted=["SecretStr of Password"])
        terminal.send("q")

        assert terminal.wait_exit() == 0
        log = program.log
    assert held == ["SecretStr of Password"]
    assert b"HTTP Request: POST" in log
    assert not found_in(demo.password, bytes(terminal.output) + log)
    assert files_with(demo.password, home, tmp_path) == []


@pytest.mark.parametrize("kind", ["token", "secret"])
def test_what_the_first_list_is_requested_with_is_held_where_it_acts_and_nowhere_else(
    server: ServedDemo, home: Path, tmp_path: Path, kind: str
) -> None:
    environment, holders = server.settings, _OF_THE_PAIR
    secret = server.secret
    if kind == "token":
        secret, holders = server.token(), _OF_A_FIRST_TOKEN
        environment = {"RUNAI_BASE_URL": server.settings["RUNAI_BASE_URL"], "RUNAI_TOKEN": secret}
    with Watched(home, tmp_path / "watched", environment) as program:
        program.terminal.wait_for("12/20")
        held = program.wait_for_holders(secret, wanted=holders)
        program.terminal.send("r")
        program.terminal.wait_until(lambda: b"HTTP Request: GET" in program.log, "service")

        assert (held, program.wait_for_holders(secret, wanted=holders)) == (holders, holders)
        assert not found_in(secret, bytes(program.terminal.output) + program.log)


def refuse(terminal: Terminal, secret: str, what: str) -> None:
    """Type a secret, try to copy it and to cut it, sign in with it, and have it refused."""
    terminal.send(f"{secret}\x01\x03\x18\x05")  # ctrl+a, ctrl+c, ctrl+x, ctrl+e
    terminal.wait_for("•" * len(secret))
    terminal.send(ENTER)
    terminal.wait_for(re.compile(rf"{what} \(40[01]".replace(" ", r"\s+")))


def choose(terminal: Terminal, way: str) -> None:
    """Go from the secret up to the ways, choose the next one, and go to its first field."""
    terminal.send(f"{SHIFT_TAB * 3}{RIGHT}")
    terminal.wait_for(f"● {way}")
    terminal.send(TAB * 2)


def keep_and_quit(terminal: Terminal) -> None:
    """Quit with the secret left on the clipboard."""
    terminal.wait_for("may still be on your clipboard. Keep it")
    terminal.send(ENTER)


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
