"""Finds recorders of the terminal, which keep everything written to it, even a revealed secret.

Programs that share the terminal with viewers count as well. Recorders on other computers, such as
a gateway or the user's own terminal, can't be found.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from .ancestors import ancestors
from .child_process import ChildError
from .limits import TMUX_LOOK_TIMEOUT
from .process_tree import PROC
from .tmux import look_at_tmux

_CONTAINER_SIGNS = (Path("/.dockerenv"), Path("/run/.containerenv"))
"""Files that docker and podman put into a container; Kubernetes sets a variable."""

_LONGEST_NAME = 15
"""Maximum length of a process name on Linux."""


@dataclass(frozen=True)
class Recorder:
    """Program that records a terminal, or shows it to others."""

    name: str
    """Name in a sentence."""
    processes: tuple[str, ...] = ()
    """Names of its process, an ancestor of ours."""
    variable: str = ""
    """Environment variable that it sets."""
    misses: str = ""
    """Name of a route whose copies it does not record."""
    has_viewers: bool = False
    """Whether it shares the terminal with viewers instead of recording it."""


RECORDERS = (
    Recorder("asciinema", ("asciinema",), "ASCIINEMA_REC"),
    Recorder("script", ("script",)),
    Recorder("ttyrec", ("ttyrec",)),
    Recorder("termrec", ("termrec",)),
    Recorder("termtosvg", ("termtosvg",)),
    Recorder("tlog", ("tlog-rec", "tlog-rec-session")),
    # Its process has the name of what runs it.
    Recorder("autoexpect", ("tclsh8.6",)),
    Recorder("thefuck", ("thefuck",), "THEFUCK_OUTPUT_LOG"),
    # Its process is called node, and its own settings hold this variable.
    Recorder("terminalizer", variable="recording"),
    Recorder("VibeTunnel", variable="VIBETUNNEL_SESSION_ID"),
    Recorder("tty-share", ("tty-share",), "TTY_SHARE", has_viewers=True),
    Recorder("tmate", ("tmate",), has_viewers=True),
)
"""Recorders that run the shell, or the tmux, around the program."""

# Copies by tmux go to the terminal around it, not to the pane.
PIPED_PANE = Recorder("tmux pipe-pane", misses="tmux")
SCREEN_LOG = Recorder("the log of GNU screen")
CONTAINER_LOG = Recorder("the log of this container")

EVERY = (*RECORDERS, PIPED_PANE, SCREEN_LOG, CONTAINER_LOG)


async def find_recorders(environment: Mapping[str, str] = os.environ) -> tuple[Recorder, ...]:
    """Find the recorders of this terminal; never raises.

    Args:
        environment: Environment variables.
    """
    panes, clients = await _ask_tmux(environment)
    around = _recorders({name for pid in clients for name in ancestors(pid)}, {})
    # A tmux server, and everything it starts, keep the variables of its first client.
    variables = {} if environment.get("TMUX") else environment
    within = _recorders(set(ancestors(os.getppid())), variables)
    if environment.get("TMUX"):
        # A recorder in the pane does not see copies by tmux either.
        beside = [each for each in within if each not in around]
        within = [replace(each, misses=PIPED_PANE.misses) for each in beside]
    others = (
        (PIPED_PANE, panes),
        (SCREEN_LOG, _has_screen_log(environment)),
        (CONTAINER_LOG, _has_container_log(environment, clients)),
    )
    return (*around, *within, *(recorder for recorder, is_found in others if is_found))


def _recorders(names: set[str], variables: Mapping[str, str]) -> list[Recorder]:
    """Return the recorders with one of these process names, or whose variable is set."""
    return [
        recorder
        for recorder in RECORDERS
        if names & {name[:_LONGEST_NAME] for name in recorder.processes}
        or variables.get(recorder.variable)
    ]


async def _ask_tmux(environment: Mapping[str, str]) -> tuple[bool, list[int]]:
    """Return whether the pane is piped, and the processes of the clients that show it."""
    if not environment.get("TMUX"):
        return False, []
    try:
        view = await look_at_tmux(environment, TMUX_LOOK_TIMEOUT)
    except ChildError:
        return False, []
    return view.is_piped, [client.process for client in view.clients]


def _has_container_log(environment: Mapping[str, str], clients: list[int]) -> bool:
    """Return whether the terminal is that of a container's first process, whose output is logged.

    That is the one of `docker run -it`, but not those of `docker exec -it`. Whether the container
    was started without a log is not known.
    """
    is_container = environment.get("KUBERNETES_SERVICE_HOST") or any(
        sign.exists() for sign in _CONTAINER_SIGNS
    )
    shown_by = clients if environment.get("TMUX") else [0]
    return bool(is_container) and any(_session_of(process) == 1 for process in shown_by)


def _session_of(process: int) -> int | None:
    try:
        return os.getsid(process)
    except OSError:  # the process has ended
        return None


def _has_screen_log(environment: Mapping[str, str]) -> bool:
    """Return whether GNU screen writes a log, without querying it, which would show a message."""
    server = environment.get("STY", "").partition(".")[0]
    if not server.isdecimal():
        return False
    process = PROC / server
    try:
        return any(_is_log(file, environment) for file in (process / "fd").iterdir())
    except OSError:  # another user's process, or a setuid screen
        return _was_started_with_log(process)


def _is_log(file: Path, environment: Mapping[str, str]) -> bool:
    if not file.is_file():
        return False
    info = file.parent.with_name("fdinfo") / file.name
    flags = re.search(r"flags:\s+([0-7]+)", info.read_text())
    # Other open files, such as utmp, are not opened for appending.
    if flags is None or not int(flags[1], 8) & os.O_APPEND:
        return False
    window = re.fullmatch(r"screenlog\.(\d+)", file.readlink().name)
    return window is None or window[1] == environment.get("WINDOW", window[1])


def _was_started_with_log(process: Path) -> bool:
    try:
        arguments = (process / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return b"-L" in arguments
