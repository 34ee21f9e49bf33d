"""What may be between the program and the outermost terminal: multiplexers and mosh."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.delivery.screen import Screen
from tests.delivery.tmux import TmuxServer
from tests.pty.emulator import Replies
from tests.pty.terminal import ROOT, Terminal, clean_environment

READY = "12/20"

_PROGRAM = (sys.executable, "-m", "tui", "--demo")
_HERE = f"exec {shlex.join(_PROGRAM)}"
_AS_OVER_SSH = f"env -u TMUX -u TMUX_PANE -u STY SSH_CONNECTION=remote {shlex.join(_PROGRAM)}"


@contextmanager
def our_tmux(_: Path, replies: Replies) -> Iterator[Terminal]:
    """Run the program in a tmux of its own computer."""
    with TmuxServer(command=_HERE, shows=READY, replies=replies) as tmux:
        yield tmux.terminal
        assert tmux.ask("list-buffers") == ""


@contextmanager
def users_tmux(_: Path, replies: Replies) -> Iterator[Terminal]:
    """Run the program as over SSH in a tmux of the user's computer, set as README advises."""
    with TmuxServer(command=_AS_OVER_SSH, shows=READY, replies=replies) as tmux:
        tmux.ask("set-option", "-g", "allow-passthrough", "on")
        yield tmux.terminal
        assert tmux.ask("list-buffers") == ""


@contextmanager
def our_screen(home: Path, replies: Replies) -> Iterator[Terminal]:
    """Run the program in a GNU screen of its own computer."""
    with Screen(home, _HERE, READY, replies) as screen:
        yield screen.terminal


@contextmanager
def our_screen_in_users_tmux(home: Path, replies: Replies) -> Iterator[Terminal]:
    """Run the program in a GNU screen, reached from such a tmux."""
    sockets = home / "sockets"
    sockets.mkdir(0o700)
    screen = f"screen -c /dev/null -S t{os.getpid()} {shlex.join(_PROGRAM)}"
    command = f"env -u TMUX -u TMUX_PANE SCREENDIR={sockets} {screen}"
    with TmuxServer(command=command, shows=READY, replies=replies) as tmux:
        tmux.ask("set-option", "-g", "allow-passthrough", "on")
        yield tmux.terminal
        assert tmux.ask("list-buffers") == ""
        quit_ = ["screen", "-S", f"t{os.getpid()}", "-X", "quit"]
        subprocess.run(quit_, env=clean_environment(home) | {"SCREENDIR": str(sockets)}, check=True)


@contextmanager
def users_screen(home: Path, replies: Replies) -> Iterator[Terminal]:
    """Run the program as over SSH in a GNU screen of the user's computer."""
    with Screen(home, _AS_OVER_SSH, READY, replies) as screen:
        yield screen.terminal


@contextmanager
def dtach(home: Path, replies: Replies) -> Iterator[Terminal]:
    """Run the program as over SSH in a dtach."""
    process = home / "process"
    script = f"echo $$ > {process}; {_HERE}"
    command = ["dtach", "-A", str(home / "s"), "-Ez", "sh", "-c", script]
    environment = {"SSH_CONNECTION": "remote"}
    with Terminal(command, home, environment=environment, replies=replies) as terminal:
        terminal.wait_for(READY)
        yield terminal
        # It would live on without its terminal.
        os.kill(int(process.read_text()), signal.SIGTERM)
        terminal.wait_exit()


@contextmanager
def mosh(home: Path, replies: Replies, command: Sequence[str] = _PROGRAM) -> Iterator[Terminal]:
    """Run the program, or what it runs in, over mosh."""
    locale = {"LC_ALL": "C.UTF-8"}
    server = subprocess.run(
        ["mosh-server", "new", "-i", "127.0.0.1", "-p", "61000:61999", "--", *command],
        env=clean_environment(home) | locale | {"SSH_CONNECTION": "127.0.0.1 1 127.0.0.1 2"},
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    port, key = re.findall(r"MOSH CONNECT (\d+) (\S+)", server.stdout)[0]
    (process,) = map(int, re.findall(r"pid = (\d+)", server.stderr))
    client = ["mosh-client", "127.0.0.1", port]
    try:
        with Terminal(
            client, home, environment=locale | {"MOSH_KEY": key}, replies=replies
        ) as terminal:
            terminal.wait_for(READY)
            yield terminal
    finally:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGTERM)


@contextmanager
def our_tmux_over_mosh(home: Path, replies: Replies, *settings: str) -> Iterator[Terminal]:
    """Run the program in a tmux of its own computer, which is shown over mosh."""
    socket, config = home / "tmux", home / "tmux.conf"
    config.write_text("\n".join(settings))
    tmux = ["tmux", "-S", str(socket), "-f", str(config)]
    try:
        with mosh(
            home, replies, [*tmux, "new-session", f"env -u SSH_CONNECTION {_HERE[5:]}"]
        ) as it:
            yield it
    finally:
        subprocess.run([*tmux, "kill-server"], check=False, env=clean_environment(home))


@contextmanager
def our_tmux_over_mosh_set_as_advised(home: Path, replies: Replies) -> Iterator[Terminal]:
    """Run it there with the line of the README."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"`(set -as terminal-overrides .+)`", readme)
    with our_tmux_over_mosh(home, replies, line) as terminal:
        yield terminal
