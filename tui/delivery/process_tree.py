"""Processes that a process has started."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PROCESSES = Path("/proc")

_PS = ("ps", "-A", "-o", "pid=", "-o", "ppid=")
"""Lists processes and their parents where there is no `/proc`, as on macOS."""

_PS_TIMEOUT = 2.0


def descendants(process: int) -> list[int]:
    """Return the children of a process, and theirs; those whose parent has ended are not found."""
    children = defaultdict(list)
    for child, parent in [*_of_proc()] or _of_ps():
        children[parent].append(child)
    found = [process]
    for known in found:
        found += children[known]
    return found[1:]


def _of_proc() -> Iterator[tuple[int, int]]:
    for status in _PROCESSES.glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            # A program's name stands in parentheses, and may have any characters.
            parent = int(status.read_text(errors="replace").rpartition(")")[2].split()[1])
            yield int(status.parent.name), parent


def _of_ps() -> list[tuple[int, int]]:
    import subprocess

    try:
        ended = subprocess.run(_PS, capture_output=True, timeout=_PS_TIMEOUT, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return []
    lines = [line.split() for line in ended.stdout.splitlines()]
    return [(int(line[0]), int(line[1])) for line in lines if len(line) == 2]
