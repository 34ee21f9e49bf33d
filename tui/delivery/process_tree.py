"""Processes that a process has started; known on Linux alone."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from pathlib import Path

_PROCESSES = Path("/proc")


def descendants(process: int) -> list[int]:
    """Return the children of a process, and theirs; those whose parent has ended are not found."""
    children = defaultdict(list)
    for status in _PROCESSES.glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            # A program's name stands in parentheses, and may have any characters.
            parent = int(status.read_text(errors="replace").rpartition(")")[2].split()[1])
            children[parent].append(int(status.parent.name))
    found = [process]
    for known in found:
        found += children[known]
    return found[1:]
