"""Real recorders of the terminal are found, and nothing else is taken for one."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.delivery.screen import Screen
from tests.delivery.tmux import TmuxServer
from tests.pty.terminal import ROOT, Terminal
from tui.delivery.recorders import EVERY, find_recorders

_FIND = """
import asyncio
from tui.delivery.recorders import find_recorders
found = [(each.name, f"without {each.misses}" if each.misses else "wholly")
         for each in asyncio.run(find_recorders())]
print("found:", *sum(found, ()), "end", flush=True)
"""
_FINDER = shlex.join([sys.executable, "-c", _FIND])

# It writes its own messages over what a window shows.
_IN_TMATE = """
tmate -S socket new-session -d './finder >found; tmate -S socket wait-for -S up'
tmate -S socket wait-for up
cat found
"""

# In a container: all others are in sessions of their own, as what `docker exec -it` starts.
_FIRST_PROCESS = ["unshare", "--pid", "--fork", "--mount-proc", "setsid", "--ctty", "--wait"]

_BY = {
    "script": ["script", "-q", "-c", _FINDER, "recorded"],
    "asciinema": ["asciinema", "rec", "-q", "-c", _FINDER, "recorded"],
    "ttyrec": ["ttyrec", "-e", _FINDER, "recorded"],
    "termrec": ["termrec", "-e", _FINDER, "recorded.ttyrec"],
    "termtosvg": ["termtosvg", "record", "-c", _FINDER, "recorded"],
    "tlog": ["tlog-rec", "-w", "file", "-o", "recorded", "--", "sh", "-c", _FINDER],
    "autoexpect": ["autoexpect", "-quiet", "./finder"],
    "thefuck": ["sh", "-c", "SHELL=./finder exec thefuck --shell-logger recorded"],
    "terminalizer": ["terminalizer", "record", "recorded", "-k", "-d", "sh finder"],
    "VibeTunnel": ["vibetunnel", "fwd", "sh", "-c", _FINDER],
    "tty-share": ["tty-share", "-no-wait", "-listen", "127.0.0.1:0", "-command", "./finder"],
    "tmate": ["sh", "-c", _IN_TMATE],
    "the log of this container": [*_FIRST_PROCESS, "./finder"],
}
"""Command lines that record or show what the finder says, by the names in the table."""


def _in_script(command: Sequence[str]) -> Sequence[str]:
    return ["script", "-q", "-c", shlex.join(command), "/dev/null"]


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", _BY)
def test_a_real_recorder_is_found_from_inside(name: str, tmp_path: Path) -> None:
    command = _BY[name]
    needed = name if command[0] == "sh" else command[0]
    if shutil.which(needed) is None:
        pytest.skip(f"{needed} is not installed")
    if name == "tlog" and not Path("/run/utmp").exists():
        pytest.skip("tlog-rec does not run without /run/utmp")
    if command[0] == "unshare" and os.getuid() != 0:
        pytest.skip("a container's first process takes root")
    # Its server would be on this machine's discard port.
    server = "set -g tmate-server-host 127.0.0.1\nset -g tmate-server-port 9\n"
    (tmp_path / ".tmate.conf").write_text(server)
    finder = tmp_path / "finder"
    finder.write_text(f"#!/bin/sh\n{_FINDER}\n")
    finder.chmod(0o755)
    # Copies are sent to the terminal around a tmux, as tmate is one.
    wholly = "without tmux" if name == "tmate" else "wholly"
    with Terminal(
        command,
        tmp_path,
        folder=tmp_path,
        environment={"PYTHONPATH": str(ROOT), "KUBERNETES_SERVICE_HOST": "10.0.0.1"},
    ) as terminal:
        terminal.wait_for(f"found: {name} {wholly} end")


@pytest.mark.skipif(shutil.which("script") is None, reason="script is not installed")
@pytest.mark.parametrize(
    ("command", "through", "found"),
    [
        (shlex.join(_BY["script"]), tuple, "script without tmux"),
        (_FINDER, _in_script, "script wholly"),
        (shlex.join(_BY["script"]), _in_script, "script wholly"),
    ],
    ids=["in the pane", "around tmux", "both"],
)
def test_a_recorder_in_a_pane_does_not_see_copies_by_tmux(
    command: str, through: Callable[[Sequence[str]], Sequence[str]], found: str
) -> None:
    held = f"cd $HOME; PYTHONPATH={ROOT} {command}; exec sleep 600"
    with TmuxServer(command=held, shows=f"found: {found} end", through=through):
        pass


def _found(environment: dict[str, str]) -> list[str]:
    return [each.name for each in asyncio.run(find_recorders(environment))]


@pytest.fixture
def started_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ignore the ancestors of the tests, which may be recorded."""
    monkeypatch.setattr(os, "getppid", lambda: 1)


@pytest.mark.exhaustive
@pytest.mark.usefixtures("started_by_nobody")
def test_a_tmux_pane_is_recorded_while_it_is_piped(tmux: TmuxServer) -> None:
    environment = tmux.environment
    assert _found(environment) == []

    tmux.ask("pipe-pane", "-t", "main", "cat >/dev/null")
    assert _found(environment) == ["tmux pipe-pane"]
    assert _found(environment | {"TMUX_PANE": "%99"}) == []

    tmux.ask("pipe-pane", "-t", "main")
    assert _found(environment) == []


@pytest.mark.exhaustive
@pytest.mark.usefixtures("started_by_nobody")
@pytest.mark.skipif(shutil.which("script") is None, reason="script is not installed")
def test_only_recorders_around_clients_of_tmux_count_and_not_around_its_server() -> None:
    started_in = {"ASCIINEMA_REC": "1"}
    with TmuxServer(environment=started_in, through=_in_script) as tmux:
        environment = tmux.environment | started_in
        assert _found(environment) == ["script"]

        tmux.detach()
        assert _found(environment) == []


def _wait_for_log(screen: Screen, state: str) -> None:
    screen.ask("log", state)
    # It carries out one command after the other.
    screen.ask("echo", f"log is {state}")
    screen.terminal.wait_for(f"log is {state}")


@pytest.mark.exhaustive
@pytest.mark.usefixtures("started_by_nobody")
@pytest.mark.skipif(shutil.which("screen") is None, reason="GNU screen is not installed")
def test_the_log_of_gnu_screen_is_found_only_in_its_own_window(tmp_path: Path) -> None:
    with Screen(tmp_path) as screen:
        environment = screen.environment
        assert _found(environment) == []

        screen.ask("logfile", f"{tmp_path}/screenlog.%n")
        _wait_for_log(screen, "on")
        assert _found(environment) == ["the log of GNU screen"]
        assert _found(environment | {"WINDOW": "1"}) == []

        _wait_for_log(screen, "off")
        assert _found(environment) == []


@pytest.mark.usefixtures("started_by_nobody")
@pytest.mark.parametrize(
    ("variable", "name"),
    [
        ("ASCIINEMA_REC", "asciinema"),
        ("TTY_SHARE", "tty-share"),
        ("THEFUCK_OUTPUT_LOG", "thefuck"),
        # Processes called node.
        ("recording", "terminalizer"),
        ("VIBETUNNEL_SESSION_ID", "VibeTunnel"),
    ],
)
def test_a_recorder_is_found_by_its_variable_except_inside_tmux(variable: str, name: str) -> None:
    assert _found({variable: "1"}) == [name]
    assert _found({variable: "1", "TMUX": "/nowhere/s,1,0"}) == []


@pytest.mark.usefixtures("started_by_nobody")
@pytest.mark.parametrize(
    "environment",
    [
        {"TMUX": "/nowhere/s,1,0", "TMUX_PANE": "%0"},
        {"TMUX": "/nowhere/s,1,0"},
        {"STY": "1.no-screen"},
        {"STY": "999999999.main"},
        {"STY": "main"},
        {},
    ],
)
def test_a_tmux_or_screen_that_can_t_be_queried_is_no_recorder(environment: dict[str, str]) -> None:
    assert _found({"PATH": os.environ["PATH"], **environment}) == []


def test_a_shell_script_with_the_name_of_a_recorder_is_none(tmp_path: Path) -> None:
    path = tmp_path / "script"
    path.write_text(f"#!/bin/sh\n{_FINDER}\nread _\n")
    path.chmod(0o755)
    with Terminal([str(path)], tmp_path, environment={"PYTHONPATH": str(ROOT)}) as terminal:
        found = terminal.wait_for("found:")
        assert found
        assert "script" not in terminal.text


def test_every_recorder_in_the_table_is_tested() -> None:
    assert {*_BY, "tmux pipe-pane", "the log of GNU screen"} == {each.name for each in EVERY}
