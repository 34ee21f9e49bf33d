"""The first list is requested by a thread, while the screen is still being imported."""

from __future__ import annotations

import re
import signal
import sys
from pathlib import Path

import pytest

from tests.pty.hanging import HangingServer
from tests.pty.served_demo import ServedDemo
from tests.pty.steps import Start
from tests.pty.terminal import Terminal

_SIGN_IN = ("POST", "/api/v2/token", 200)
_LIST = ("GET", "/api/v1/access-keys", 200)
_UNANSWERED = """\
import socket, time
from tui.api import timeouts
timeouts.PLAIN_CONNECT_TIMEOUT = timeouts.CONNECT_TIMEOUT = 0.3
from tui.cli.main import start
socket.getaddrinfo = lambda *_, **__: time.sleep(60)
start()
"""
"""The program in a hurry, where no name server answers."""

_A_SECOND = 1.1
"""After this the time of the update is another one."""


def test_it_signs_in_and_lists_once_and_the_program_goes_on_with_its_token(
    server: ServedDemo, start: Start
) -> None:
    terminal = start(environment=server.settings)
    terminal.wait_for("12/20")
    terminal.wait_for("ana@acme.example")
    assert server.demo.requests == [_SIGN_IN, _LIST]

    terminal.send("r")
    terminal.wait_until(lambda: len(server.demo.requests) > 2, "request")

    assert server.demo.requests == [_SIGN_IN, _LIST, _LIST]
    terminal.send("q")
    assert terminal.wait_exit() == 0


def test_a_secret_that_is_refused_is_tried_once_and_the_form_says_why(
    server: ServedDemo, start: Start
) -> None:
    terminal = start(environment=server.settings | {"RUNAI_CLIENT_SECRET": "not-the-secret"})

    terminal.wait_for(re.compile(rf"{server.host} refused .* \(401", re.DOTALL))

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


def test_a_name_that_nobody_answers_for_is_waited_for_no_longer_than_for_a_host(home: Path) -> None:
    settings = {"RUNAI_BASE_URL": "https://acme.example", "RUNAI_TOKEN": "some-token"}
    command = [sys.executable, "-c", _UNANSWERED]

    with Terminal(command, home, environment=settings, afresh=True) as terminal:
        terminal.wait_for("acme.example did not accept a connection in time")


def test_a_server_that_is_busy_is_waited_for_where_it_is_seen_and_r_sends_nothing_more(
    server: ServedDemo, start: Start
) -> None:
    server.busy = 1
    terminal = start(environment=server.settings)
    terminal.send("r")

    terminal.wait_for("busy, again in")

    terminal.wait_for("12/20")
    assert server.demo.requests == [_SIGN_IN, _LIST]


def test_esc_stops_it_and_r_asks_again(start: Start) -> None:
    with HangingServer() as server:
        terminal = start(environment=server.settings)
        server.wait_for_request()
        terminal.wait_for("loading…")

        terminal.send("\x1b")

        terminal.wait_for("You stopped waiting for the list.")
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


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_it_ends_with_a_program_that_is_killed(start: Start, number: signal.Signals) -> None:
    with HangingServer() as server:
        terminal = start(environment=server.settings)
        server.wait_for_request()

        terminal.signal(number)

        assert server.wait_for_end() == b""


def test_the_demo_s_first_list_is_that_of_the_program_s_own_demo(start: Start) -> None:
    terminal = start("--demo")
    terminal.wait_for("12/20")
    updated = terminal.wait_for(re.compile(r"updated (\d\d:\d\d:\d\d)"))
    first = terminal.lines[3:-1]
    terminal.read_for(_A_SECOND)

    terminal.send("r")
    terminal.wait_until(
        lambda: "updated" in terminal.text and updated not in terminal.text, "another list"
    )

    assert terminal.lines[3:-1] == first
