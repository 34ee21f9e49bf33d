"""Over a real SSH connection that drops: nothing is left running, and nothing is lost."""

from __future__ import annotations

import re
import shlex
import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from tests.delivery.support import command_lines
from tests.delivery.tmux import TmuxServer
from tests.leaks import found_in
from tests.pty.processes import wait_until
from tests.pty.served_demo import ServedDemo
from tests.pty.ssh import SSHD, SshServer
from tests.pty.steps import MASKED_SECRET, create_key, press_button, reveal_secret
from tests.pty.terminal import ENTER, ROOT, Terminal, clean_environment
from tests.pty.test_clipboard import copy_secret

pytestmark = [
    pytest.mark.exhaustive,
    pytest.mark.skipif(
        SSHD is None or shutil.which("ssh") is None, reason="OpenSSH is not installed"
    ),
]

_READY = "12/20"
_CLIENT_ID = re.compile(r"Client ID +([0-9a-f]{16}) *│")


@pytest.fixture
def ssh(tmp_path: Path) -> Iterator[SshServer]:
    with SshServer(tmp_path) as server:
        yield server


@pytest.fixture
def plane(home: Path) -> Iterator[ServedDemo]:
    with ServedDemo() as plane:
        yield plane


def _program(home: Path) -> list[str]:
    return [sys.executable, "-m", "tui", "--log-file", str(home / "log")]


def _there(
    ssh: SshServer, home: Path, settings: dict[str, str], command: Sequence[str]
) -> list[str]:
    """Return the command that runs another one at the other end of a connection."""
    environment = clean_environment(home) | settings
    del environment["TERM"]  # comes with the connection
    exports = " ".join(f"{name}={shlex.quote(value)}" for name, value in environment.items())
    return ssh.command(f"cd {ROOT}; export {exports}; exec {shlex.join(command)}")


def _is_running(home: Path) -> bool:
    return any(f"--log-file {home}" in line for line in command_lines())


def _drop(terminal: Terminal) -> None:
    terminal.kill()


def _fall_silent(terminal: Terminal) -> None:
    """Stop taking and answering anything, as a laptop does whose lid is closed."""
    terminal.signal(signal.SIGSTOP)


_IN_THE_SESSION, _APART = (), ("setsid", "--wait")
"""Command before the program; in a session of its own it gets no signal."""

_LOST = {
    "dropped, in the session": (_drop, _IN_THE_SESSION),
    "dropped, apart": (_drop, _APART),
    "silent, in the session": (_fall_silent, _IN_THE_SESSION),
    "silent, apart": (_fall_silent, _APART),
}


def test_a_lost_connection_leaves_nothing_on_the_host_and_the_key_is_named(
    ssh: SshServer, plane: ServedDemo, tmp_path: Path, subtests: pytest.Subtests
) -> None:
    homes = {how: tmp_path / how.replace(", ", "-").replace(" ", "-") for how in _LOST}
    names = {how: f"{home.name}-key" for how, home in homes.items()}
    secrets = {}
    # All at once: it takes a while until a silent one is given up.
    with ExitStack() as stack:
        terminals = {}
        for how, home in homes.items():
            home.mkdir()
            there = _there(ssh, home, plane.settings, [*_LOST[how][1], *_program(home)])
            terminals[how] = stack.enter_context(Terminal(there, home))
        for terminal in terminals.values():
            terminal.wait_for(_READY)
        for how, terminal in terminals.items():
            create_key(terminal, names[how])
            secrets[how] = reveal_secret(terminal)
            assert _is_running(homes[how])

        for how, terminal in terminals.items():
            _LOST[how][0](terminal)

        wait_until(lambda: not ssh.connections, 8)
    wait_until(lambda: not any(map(_is_running, homes.values())), 5)
    for how, home in homes.items():
        with subtests.test(how):
            assert list(home.rglob("crash-*")) == []
            written = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
            assert written
            assert not any(found_in(secrets[how], content) for content in written)
            with Terminal(_program(home), home, environment=plane.settings) as again:
                again.wait_for(f"The secret of {names[how]} may have reached nobody")
                assert names[how] in plane.key_names()
                again.send("q")
                assert again.wait_exit() == 0
            assert not _is_running(home)


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_in_a_tmux_the_secret_is_still_there_after_the_connection_was_dropped(
    ssh: SshServer, plane: ServedDemo, home: Path
) -> None:
    pane = shlex.join(_program(home))
    there = partial(_there, ssh, home, plane.settings)
    with TmuxServer(command=f"exec {pane}", shows=_READY, through=there) as tmux:
        secret = copy_secret(tmux.terminal, "tmux")
        tmux.terminal.send("v")
        tmux.terminal.wait_for(MASKED_SECRET)

        tmux.terminal.kill()

        wait_until(lambda: not ssh.connections, 8)
        assert _is_running(home)
        again = tmux.attach(shows="Client secret")
        again.wait_for(MASKED_SECRET)
        assert reveal_secret(again) == secret
        assert plane.token(again.wait_for(_CLIENT_ID), secret)
        again.send("q")
        press_button(again, "Stay", "It arrived")
        again.wait_for("? Help")
        again.send("q")
        again.wait_for("may still be on your clipboard")
        again.send(ENTER)
        assert again.wait_exit() == 0
        wait_until(lambda: not _is_running(home), 5)
        wait_until(lambda: not ssh.connections, 5)
    assert plane.key_names() >= {"new-key"}
