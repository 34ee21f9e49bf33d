"""The first list is prefetched by a child process, where a processor is idle."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.pty.hanging import HangingServer
from tests.pty.processes import is_gone, wait_until
from tests.pty.served_demo import ServedDemo
from tests.pty.steps import Start, starting
from tests.pty.terminal import Terminal

_PREFETCHES = """\
import os, sys
from tui.session import prefetch
from tui.cli.main import start

started, fork, start_prefetch = [0], os.fork, prefetch.start_prefetch

def fork_and_note():
    started.append(fork())
    return started[-1]

def start_and_note(settings):
    result = start_prefetch(settings)
    with open(os.environ["HOME"] + "/process", "w") as file:
        file.write(str(started[-1]))
    return result

os.fork, prefetch.start_prefetch = fork_and_note, start_and_note
prefetch._is_a_processor_idle = lambda: {idle}
sys.argv = ["runai-keys", *{options}]
start()
"""
"""The program, where a processor is idle or not; it writes down which process it has forked."""

_SIGN_IN = ("POST", "/api/v2/token", 200)
_LIST = ("GET", "/api/v1/access-keys", 200)
_A_SECOND = 1.1
"""After this the time of the update is another one."""
_AT_LEISURE = 10.0
"""Seconds for another process to end."""


def _prefetching(options: Sequence[str], *, idle: bool = True) -> list[str]:
    return [sys.executable, "-c", _PREFETCHES.format(idle=idle, options=options)]


@pytest.fixture
def start(home: Path) -> Iterator[Start]:
    with starting(home, _prefetching) as start:
        yield start


def _process(home: Path) -> int:
    """Return the id of the process that was started, or 0."""
    noted = home / "process"
    wait_until(lambda: noted.exists() and noted.read_text() != "", _AT_LEISURE)
    return int(noted.read_text())


def _is_gone(process: int) -> bool:
    wait_until(lambda: is_gone(process), _AT_LEISURE)
    return is_gone(process)


def test_it_signs_in_and_lists_once_and_the_program_goes_on_with_its_token(
    server: ServedDemo, start: Start, home: Path
) -> None:
    terminal = start(environment=server.settings)
    terminal.wait_for("12/20")
    terminal.wait_for("ana@acme.example")
    assert _process(home)
    assert _is_gone(_process(home))
    assert server.demo.requests == [_SIGN_IN, _LIST]

    terminal.send("r")
    terminal.wait_until(lambda: len(server.demo.requests) > 2, "request")

    assert server.demo.requests == [_SIGN_IN, _LIST, _LIST]
    terminal.send("q")
    assert terminal.wait_exit() == 0


def test_a_secret_that_is_refused_is_tried_once_and_the_form_says_why(
    server: ServedDemo, start: Start, home: Path
) -> None:
    terminal = start(environment=server.settings | {"RUNAI_CLIENT_SECRET": "not-the-secret"})

    terminal.wait_for(re.compile(rf"{server.host} refused .* \(401", re.DOTALL))

    assert _is_gone(_process(home))
    assert server.demo.requests == [("POST", "/api/v2/token", 401)]


def test_a_server_that_can_t_be_reached_is_named_and_r_lists_once_it_is_there(
    server: ServedDemo, start: Start
) -> None:
    server.kill()
    terminal = start(environment=server.settings)
    terminal.wait_for(f"{server.host} refused the connection")
    server.start()

    terminal.send("r")

    terminal.wait_for("12/20")
    assert server.demo.requests == [_SIGN_IN, _LIST]


def test_a_name_that_nobody_answers_for_is_waited_for_no_longer_than_for_a_host(
    start: Start, home: Path
) -> None:
    script = home / "sitecustomize.py"
    script.write_text("import socket, time\nsocket.getaddrinfo = lambda *_, **__: time.sleep(60)\n")
    settings = {"RUNAI_BASE_URL": "https://acme.example", "RUNAI_TOKEN": "some-token"}

    terminal = start(environment=settings | {"PYTHONPATH": str(home)})

    terminal.wait_for("acme.example did not accept a connection in time")


def test_a_server_that_is_busy_is_waited_for_where_it_is_seen(
    server: ServedDemo, start: Start
) -> None:
    server.busy = 1
    terminal = start(environment=server.settings)

    terminal.wait_for("busy, again in")

    terminal.wait_for("12/20")
    assert server.demo.requests == [_SIGN_IN, _LIST]


def test_esc_stops_it_and_r_asks_again(start: Start, home: Path) -> None:
    with HangingServer() as server:
        terminal = start(environment=server.settings)
        server.wait_for_request()
        terminal.wait_for("loading…")

        terminal.send("\x1b")

        terminal.wait_for("You stopped waiting for the list.")
        assert _is_gone(_process(home))
        assert server.wait_for_end() == b""
        terminal.send("r")
        assert server.wait_for_request().startswith(b"GET /api/v1/access-keys ")


def test_to_stop_it_on_the_other_screen_leaves_the_program_its_secret(start: Start) -> None:
    with HangingServer() as server:
        terminal = start(environment=server.settings)
        server.wait_for_request()
        terminal.wait_for("loading…")
        terminal.send("2")
        terminal.wait_for("Loading everybody's access keys…")
        terminal.read_for(_A_SECOND)

        terminal.send("\x1b")

        terminal.wait_for("You stopped waiting for the list.")
        assert b"Bearer some-token" in server.wait_for_request()


def test_one_that_is_killed_costs_nothing_but_its_time(start: Start, home: Path) -> None:
    with HangingServer() as server:
        start(environment=server.settings)
        server.wait_for_request()

        os.kill(_process(home), signal.SIGKILL)

        assert server.wait_for_request().startswith(b"GET /api/v1/access-keys ")


def test_it_ends_with_a_program_that_is_killed(start: Start, home: Path) -> None:
    with HangingServer() as server:
        terminal = start(environment=server.settings)
        server.wait_for_request()

        terminal.kill()

        assert _is_gone(_process(home))
        assert server.wait_for_end() == b""


def test_the_demo_s_first_list_is_that_of_the_program_s_own_demo(start: Start, home: Path) -> None:
    terminal = start("--demo")
    terminal.wait_for("12/20")
    assert _process(home)
    assert _is_gone(_process(home))
    updated = terminal.wait_for(re.compile(r"updated (\d\d:\d\d:\d\d)"))
    first = terminal.lines[3:-1]
    terminal.read_for(_A_SECOND)

    terminal.send("r")
    terminal.wait_until(
        lambda: "updated" in terminal.text and updated not in terminal.text, "another list"
    )

    assert terminal.lines[3:-1] == first


@pytest.mark.parametrize(
    ("idle", "options"), [(False, ["--demo"]), (True, ["--demo", "--freeze", "2026-03-12T09:30"])]
)
def test_where_no_processor_is_idle_or_time_stands_still_there_is_none(
    home: Path, idle: bool, options: list[str]
) -> None:
    with Terminal(_prefetching(options, idle=idle), home) as terminal:
        terminal.wait_for("12/20")
        assert _process(home) == 0
