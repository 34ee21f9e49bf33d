"""Names of the processes that a process runs below; where there is no /proc, none."""

from __future__ import annotations

from collections.abc import Iterator

from .process_tree import PARENT, PROC, stat_of

_MOST_ANCESTORS = 64


def ancestors(pid: int) -> Iterator[str]:
    """Yield the names of a process and of those above it."""
    for _ in range(_MOST_ANCESTORS):
        try:
            name, fields = stat_of(pid)
            parent = int(fields[PARENT])
        except (OSError, ValueError, IndexError):
            return
        if not _is_shell(pid):
            yield name
        pid = parent


def _is_shell(pid: int) -> bool:
    """Return whether a shell runs under the name of what it was given, such as a file `script`."""
    try:
        return (PROC / str(pid) / "exe").readlink().name.endswith("sh")
    except OSError:  # another user's
        return False
