"""Processes that a process has started, or that have come to our terminal."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from stat import S_ISCHR

_PROCESSES = Path("/proc")

_PS = ("ps", "-A", "-o", "pid=", "-o", "ppid=")
"""Lists processes and their parents where there is no `/proc`, as on macOS."""

_PS_TIMEOUT = 2.0

_PARENT, _TERMINAL = 1, 4
"""Places in `/proc/*/stat` after the name of the program."""


def descendants(process: int) -> list[int]:
    """Return the children of a process, and theirs; those whose parent has ended are not found."""
    children = defaultdict(list)
    for child, parent in _with_parents():
        children[parent].append(child)
    found = [process]
    for known in found:
        found += children[known]
    return found[1:]


def processes() -> frozenset[int]:
    """Return all processes."""
    return frozenset(process for process, _ in _with_parents())


def newcomers_in_group(before: frozenset[int]) -> list[int]:
    """Return processes of our process group that were not there before, but for ourselves."""
    new = processes() - before - {os.getpid()}
    return [process for process in new if _of(os.getpgid, process) == os.getpgrp()]


def newcomers_on_terminal(before: frozenset[int]) -> list[int]:
    """Return processes of other sessions that have our terminal open and were not there before.

    Those of our session are the user's, who may have stopped us meanwhile. Known on Linux alone.
    """
    terminal = _stat("self", _TERMINAL)
    if not terminal:
        return []
    new = (process for process, _ in _of_proc() if process not in before)
    strangers = (process for process in new if _of(os.getsid, process) not in (0, os.getsid(0)))
    return [process for process in strangers if _has_open(process, terminal)]


def _of(group: Callable[[int], int], process: int) -> int:
    """Return the group or session of a process; 0 if it has ended."""
    with suppress(ProcessLookupError, PermissionError):
        return group(process)
    return 0


def _has_open(process: int, terminal: int) -> bool:
    with suppress(OSError):
        for descriptor in (_PROCESSES / str(process) / "fd").iterdir():
            with suppress(OSError):
                status = descriptor.stat()
                if S_ISCHR(status.st_mode) and status.st_rdev == terminal:
                    return True
    return False


def _with_parents() -> list[tuple[int, int]]:
    return [*_of_proc()] or _of_ps()


def _of_proc() -> Iterator[tuple[int, int]]:
    for folder in _PROCESSES.glob("[0-9]*"):
        if (parent := _stat(folder.name, _PARENT)) is not None:
            yield int(folder.name), parent


def _stat(process: str, place: int) -> int | None:
    with suppress(OSError, ValueError, IndexError):
        text = (_PROCESSES / process / "stat").read_text(errors="replace")
        # A program's name stands in parentheses, and may have any characters.
        return int(text.rpartition(")")[2].split()[place])
    return None


def _of_ps() -> list[tuple[int, int]]:
    import subprocess

    try:
        ended = subprocess.run(_PS, capture_output=True, timeout=_PS_TIMEOUT, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return []
    lines = [line.split() for line in ended.stdout.splitlines()]
    return [(int(line[0]), int(line[1])) for line in lines if len(line) == 2]
