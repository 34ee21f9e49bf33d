"""A login of the vendor's CLI that has ended is renewed in place, on the terminal lent to that."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.api.plane import jwt
from tests.pty.served_demo import ServedDemo
from tests.pty.steps import Start, press_button
from tests.pty.terminal import ENTER, Terminal

pytestmark = pytest.mark.exhaustive

_CODE = "correct-horse"
_ESC = "\x1b"

_RUNAI = f"""\
#!{sys.executable}
import os, signal, sys, tty
from pathlib import Path

home = Path(os.environ["HOME"])
if sys.argv[1:] == ["auth", "get-token", "-o", "plaintext"]:
    print((home / "token").read_text())
elif sys.argv[1:] == ["login", "remote-browser"]:
    print("Open https://login.example in a browser" if sys.stdout.isatty() else "no terminal")
    if input("Code: ") == "{_CODE}":
        (home / "token").write_text((home / "fresh").read_text())
    else:
        print("\\x1b[?1049h\\x1b[?1003h\\x1b[?2004h\\x1b[?25l", end="", flush=True)
        tty.setraw(0)
        os.kill(os.getpid(), signal.SIGKILL)
else:
    sys.exit(9)
"""
"""The vendor's CLI; a wrong code has it crash in the worst way."""


@pytest.fixture
def terminal(server: ServedDemo, home: Path, start: Start) -> Terminal:
    """The program with a token that has expired, up to the offer to log in."""
    program = home / ".runai" / "bin" / "runai"
    program.parent.mkdir(parents=True)
    program.write_text(_RUNAI)
    program.chmod(0o700)
    (home / "token").write_text(jwt(exp=1_700_000_000).get_secret_value())
    (home / "fresh").write_text(server.token())
    config = home / ".config" / "runai-keys" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text(
        f'[profiles.lab]\nbase_url = "{server.settings["RUNAI_BASE_URL"]}"\n'
        'token_command = ["runai", "auth", "get-token", "-o", "plaintext"]\n'
    )
    terminal = start("--profile", "lab")
    terminal.wait_for("Log in again?")
    return terminal


_ASKED = b"Open https://login.example in a browser"


def _log_in(terminal: Terminal, code: str) -> None:
    # An earlier one still stands on the screen below, which comes back before the modes do.
    before = terminal.output.count(_ASKED)
    press_button(terminal, "Sign in otherwise", "Log in")
    terminal.wait_until(lambda: terminal.output.count(_ASKED) > before, "login that asks")
    assert terminal.modes() == set()
    terminal.send(f"{code}{ENTER}")


def test_a_login_that_has_ended_is_renewed_by_the_vendor_s_command_and_the_keys_are_listed(
    terminal: Terminal,
) -> None:
    said = " ".join(terminal.text.replace("│", " ").split())
    assert "It expired at 2023-11-14 22:13:20 UTC." in said
    assert "runai login remote-browser gets the terminal" in said

    _log_in(terminal, _CODE)

    terminal.wait_for("12/20")
    assert "login.example" not in terminal.text
    terminal.send("q")
    assert terminal.wait_exit() == 0
    assert terminal.modes() == set()


def test_a_login_that_crashes_leaves_the_terminal_as_it_was_and_is_offered_again(
    terminal: Terminal,
) -> None:
    _log_in(terminal, "wrong")

    terminal.wait_for(re.compile(r"runai\s+login\s+remote-browser\s+was\s+ended\s+by\s+signal\s+9"))
    _log_in(terminal, _CODE)
    terminal.wait_for("12/20")
    terminal.send("q")
    assert terminal.wait_exit() == 0
    assert terminal.modes() == set()


def test_whoever_leaves_the_offer_keeps_the_list_and_is_asked_again_by_r(
    terminal: Terminal,
) -> None:
    terminal.send(_ESC)
    terminal.wait_for("r tries again")
    terminal.send("r")
    terminal.wait_for("Log in again?")
    terminal.send(ENTER)
    terminal.wait_for("Sign in to a Run:ai control plane")
    terminal.send(_ESC)
    terminal.wait_for("r tries again")
    terminal.send("q")

    assert terminal.wait_exit() == 0
