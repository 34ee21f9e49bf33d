"""Finds the descendants of a process, and processes on our terminal."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from stat import S_ISCHR

PROC = Path("/proc")

_PS = ("ps", "-A", "-o", "pid=", "-o", "ppid=")
"""Command that lists processes and their parents on systems without `/proc`, such as macOS."""

_PS_TIMEOUT = 2.0

_PINENTRY = b"pinentry"

PARENT, _TERMINAL = 1, 4
"""Indexes of fields in `/proc/*/stat`, counted after the name of the program."""


def descendants(process: int) -> list[int]:
    """Return the descendants of a process, except those whose parent has ended."""
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


def marked_in_group(mark: str) -> list[int]:
    """Return the other processes of our group with a text in their environment.

    The mark is necessary because a script and everything it starts form one group. Linux only.
    """
    others = [process for process, _ in _from_proc() if process != os.getpid()]
    ours = (process for process in others if _group(process) == os.getpgrp())
    return [process for process in ours if mark.encode() in _read(process, "environ")]


def is_in_notebook() -> bool:
    """Return whether a notebook cell runs us, with a terminal at which nobody types; Linux only."""
    opener = _number(str(os.getsid(0)), PARENT)
    return opener is not None and b"ipykernel" in _read(opener, "cmdline")


def new_pinentries(before: frozenset[int]) -> list[int]:
    """Return the pinentries of gpg-agent on our terminal that are not in `before`; Linux only."""
    terminal = _number("self", _TERMINAL)
    if not terminal:
        return []
    new = (process for process, _ in _from_proc() if process not in before)
    asking = (process for process in new if _read(process, "comm").startswith(_PINENTRY))
    return [process for process in asking if _has_open(process, terminal)]


def _group(process: int) -> int:
    with suppress(ProcessLookupError, PermissionError):
        return os.getpgid(process)
    return 0


def _read(process: int, name: str) -> bytes:
    with suppress(OSError):
        return (PROC / str(process) / name).read_bytes()
    return b""


def _has_open(process: int, terminal: int) -> bool:
    with suppress(OSError):
        for descriptor in (PROC / str(process) / "fd").iterdir():
            with suppress(OSError):
                status = descriptor.stat()
                if S_ISCHR(status.st_mode) and status.st_rdev == terminal:
                    return True
    return False


def _with_parents() -> list[tuple[int, int]]:
    return [*_from_proc()] or _from_ps()


def _from_proc() -> Iterator[tuple[int, int]]:
    for folder in PROC.glob("[0-9]*"):
        if (parent := _number(folder.name, PARENT)) is not None:
            yield int(folder.name), parent


def _number(process: str, place: int) -> int | None:
    with suppress(OSError, ValueError, IndexError):
        return int(stat_of(process)[1][place])
    return None


def stat_of(process: int | str) -> tuple[str, list[str]]:
    """Return the name of a process, and the fields of its `stat` after that; Linux only.

    Raises:
        OSError: there is no such process.
    """
    text = (PROC / str(process) / "stat").read_text(errors="replace")
    # The name is in parentheses, and may contain any character.
    name, _, fields = text.partition("(")[2].rpartition(")")
    return name, fields.split()


def _from_ps() -> list[tuple[int, int]]:
    import subprocess

    try:
        ended = subprocess.run(_PS, capture_output=True, timeout=_PS_TIMEOUT, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return []
    lines = [line.split() for line in ended.stdout.splitlines()]
    return [(int(line[0]), int(line[1])) for line in lines if len(line) == 2]
