"""However the program ends, the terminal is given back as it was."""

from __future__ import annotations

import re
import signal
import sys
from pathlib import Path

import pytest

from tests.pty.steps import MASKED_SECRET, create_key, reveal_secret
from tests.pty.terminal import CTRL_Q, ENTER, Terminal

_UNANSWERED = """\
import asyncio, sys
from tui.api.service import AccessKeyService
from tui.cli.main import start

async def create_for_ever(self, name, create=AccessKeyService.create_key):
    await create(self, name)
    await asyncio.Event().wait()

AccessKeyService.create_key = create_for_ever
sys.argv = ["runai-keys", "--demo"]
start()
"""

_CRASH_IN_THE_PANEL = """\
import sys
from tui.cli.main import start
from tui.app.dialogs.secret.secret_panel import SecretPanel

SecretPanel.action_curl = lambda _: 1 / 0
sys.argv = ["runai-keys", "--demo"]
start()
"""

_AT_ONCE = """\
import os, signal
from tui.app.app import AccessKeysApp
from tui.cli.main import main

AccessKeysApp.on_ready = lambda _: os.kill(os.getpid(), signal.SIGTERM)
print("ended with", main(["--demo"]))
"""

_WHILE_IT_STARTS = """\
import os, signal, time
from tui.app.app import AccessKeysApp
from tui.cli.main import main

load = AccessKeysApp.on_load

def end(app):
    load(app)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(0.2)

AccessKeysApp.on_load = end
print("ended with", main(["--demo"]))
"""
"""The program, which gets a signal before its screen is laid out, and time to notice that."""


def test_quitting_with_a_change_pending_warns_and_says_so_at_the_end_too(
    home: Path,
) -> None:
    with Terminal([sys.executable, "-c", _UNANSWERED], home, size=(120, 24)) as terminal:
        terminal.wait_for("12/20")
        terminal.send("n")
        terminal.wait_for("enter Go on")
        terminal.send("walk-key")
        terminal.wait_for("walk-key")
        terminal.send(ENTER)
        terminal.wait_for("Waiting for the response")
        terminal.send(CTRL_Q)
        terminal.wait_for("The key may have been created already")

        terminal.signal(signal.SIGTERM)

        assert terminal.wait_exit() == 143
        assert terminal.text.split("\n")[0] == (
            "runai-keys: Creating walk-key was requested, and may have been carried out: "
            "check the list before you go on."
        )


def test_a_crash_over_an_unsaved_secret_names_its_key_and_what_to_do(home: Path) -> None:
    with Terminal([sys.executable, "-c", _CRASH_IN_THE_PANEL], home, size=(120, 24)) as terminal:
        terminal.wait_for("12/20")
        create_key(terminal, "walk-key")
        terminal.send("u")

        assert terminal.wait_exit() == 70
        assert terminal.text.startswith(
            "runai-keys: The secret of walk-key was neither copied nor saved: "
            "if it is lost, S replaces it.\nrunai-keys hit a bug: ZeroDivisionError"
        )


def test_the_shell_has_its_terminal_back_until_fg_and_then_all_is_painted_again(
    tmp_path: Path,
) -> None:
    with Terminal(["sh", "-i"], tmp_path) as terminal:
        terminal.send(f"{sys.executable} -m tui --demo\r")
        terminal.wait_for("laptop-terminal")
        before = terminal.lines[1:]

        terminal.send("\x1a")
        terminal.wait_for("Stopped")
        terminal.send("echo $((6 * 7))\r")
        # The shell's prompt may come after what is typed at it.
        terminal.wait_for(re.compile(r"^(?:[#$] )?42$", re.MULTILINE))
        assert terminal.modes() == set()
        terminal.send("fg\r")
        terminal.wait_for("laptop-terminal")

        terminal.wait_until(lambda: terminal.lines[1:] == before, "all that was there")
        terminal.send("q")
        terminal.wait_until(lambda: not terminal.modes(), "the shell's terminal")


def test_after_a_stop_that_nobody_can_notice_all_is_painted_again_and_given_back_as_it_was(
    home: Path,
) -> None:
    with Terminal([sys.executable, "-m", "tui", "--demo"], home) as terminal:
        terminal.wait_for("laptop-terminal")
        before = terminal.lines[1:]

        before_stop = len(terminal.output)
        terminal.signal(signal.SIGSTOP)
        terminal.write_over("written by a shell")
        terminal.signal(signal.SIGCONT)

        terminal.wait_until(lambda: terminal.lines[1:] == before, "all that was there")
        terminal.send("q")
        assert terminal.wait_exit() == 0
        assert terminal.modes() == set()
        # The watchdog would erase what the shell shows.
        assert b"\x1b[J" not in terminal.output[before_stop:]


@pytest.mark.afresh
def test_a_revealed_secret_is_erased_before_the_shell_comes_back(home: Path) -> None:
    script = f"{sys.executable} -m tui --demo; echo stopped; read line; fg"
    with Terminal(["sh", "-mc", script], home) as terminal:
        terminal.wait_for("12/20")
        create_key(terminal, "walk-key")
        secret = reveal_secret(terminal)

        terminal.send("\x1a")
        terminal.wait_for("stopped")
        assert not terminal.modes()
        erased = terminal.output.rindex(b"\x1b[2K")
        assert erased < terminal.output.rindex(b"\x1b[?1049l")

        terminal.send(ENTER)
        terminal.wait_for(MASKED_SECRET)
        assert secret.encode() not in terminal.output[erased:]


def test_a_signal_while_the_screen_is_laid_out_is_no_bug(home: Path) -> None:
    with Terminal([sys.executable, "-c", _WHILE_IT_STARTS], home) as terminal:
        assert terminal.wait_exit() == 0
        assert terminal.text.strip() == "ended with 143"
        assert terminal.modes() == set()


def test_what_the_terminal_was_asked_is_not_typed_into_the_shell(home: Path) -> None:
    command = [sys.executable, "-c", f"{_AT_ONCE}input()"]
    with Terminal(command, home, tells_size=True) as terminal:
        terminal.wait_for("ended with 143")

        assert terminal.modes() == set()
        terminal.send(ENTER)
        terminal.wait_exit()
        assert terminal.text.strip() == "ended with 143"
