"""A program that gets no files, threads or memory says so, and gives the terminal back."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.pty.served_demo import ServedDemo
from tests.pty.terminal import Terminal

_START = "import sys; sys.argv = ['runai-keys', *{}]; from tui.cli.main import start; start()"
_DEMO = _START.format(["--demo"])

_FILES = """
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, ({0}, {0}))
"""

_THREADS = """
import threading
left, start_thread = [{}], threading.Thread.start
def refuse(thread):
    if not left[0]:
        raise RuntimeError("can't start new thread")
    left[0] -= 1
    start_thread(thread)
threading.Thread.start = refuse
"""

_MEMORY = """
from tui.session.session import Session
async def die(self):
    raise MemoryError
Session.{} = die
"""

_AND_NONE_TO_TIDY_UP = """
from tui.app.terminal.driver import Driver
def fail(self):
    raise MemoryError
Driver.stop_application_mode = fail
"""

_CASES = [
    *((_FILES, number, "may open no more files") for number in (5, 6, 7, 8, 9, 11)),
    *((_THREADS, number, "can't start another thread") for number in (0, 1, 2, 3)),
    (_MEMORY + _AND_NONE_TO_TIDY_UP, "list_my_keys", "ran out of memory"),
    *((_MEMORY, name, "ran out of memory") for name in ("list_my_keys", "service", "_open")),
]
_OF_A_SERVICE = ("service", "_open")
"""Methods that the first list does without."""


@pytest.mark.parametrize(("limit", "amount", "said"), _CASES)
def test_what_runs_out_is_said_with_the_terminal_restored(
    limit: str, amount: str | int, said: str, tmp_path: Path
) -> None:
    program = [sys.executable, "-c", limit.format(amount) + _DEMO]

    with Terminal(program, tmp_path, size=(120, 30)) as it:
        if amount in _OF_A_SERVICE:
            it.wait_for("laptop-terminal")
            it.send("r")
        status = it.wait_exit()

        assert status == 70
        assert f"runai-keys {said}" in it.text
        assert "bug" not in it.text
        assert "Traceback" not in it.text
        assert it.text.strip().startswith("runai-keys")
        assert it.modes() == set()


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (_FILES.format(7), "may open no more files"),
        (_THREADS.format(0), "can't start another thread"),
    ],
    ids=["files", "threads"],
)
def test_what_the_first_list_does_not_get_is_said_in_the_same_way(
    limit: str, said: str, home: Path, server: ServedDemo
) -> None:
    program = [sys.executable, "-c", limit + _START.format([])]

    with Terminal(program, home, size=(120, 30), environment=server.settings) as it:
        assert it.wait_exit() == 70
        assert it.text.strip().startswith(f"runai-keys {said}")
        assert it.modes() == set()
