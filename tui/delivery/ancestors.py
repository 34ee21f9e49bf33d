"""Names of a process and its ancestors; none on systems without /proc."""

from __future__ import annotations

from collections.abc import Iterator

from .process_tree import PARENT, PROC, stat_of

_MOST_ANCESTORS = 64


def ancestors(pid: int) -> Iterator[str]:
    """Yield the names of a process and its ancestors, except shells."""
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
    """Return whether a process is a shell, which may have the name of the script that it runs."""
    try:
        return (PROC / str(pid) / "exe").readlink().name.endswith("sh")
    except OSError:  # another user's process
        return False
