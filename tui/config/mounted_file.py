"""Checks secrets mounted by Kubernetes, Docker or systemd.

Such files belong to root, and the user can't change their mode.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

_ROOT = 0
_MOST_LINKS = 40


def links_are_roots(path: Path) -> bool:
    """Check that only root can change the symbolic links in a path."""
    try:
        return _resolves_by_roots_links(path)
    except OSError:
        return False


def _resolves_by_roots_links(path: Path) -> bool:
    """Resolve a path as the kernel does, and check each link on the way."""
    here, names, links = Path("/"), [*reversed(path.absolute().parts[1:])], 0
    while names:
        name = names.pop()
        if name == "..":
            here = here.parent
        elif not stat.S_ISLNK((status := os.lstat(here / name)).st_mode):
            here /= name
        else:
            links += 1
            if status.st_uid != _ROOT or links > _MOST_LINKS or not _is_roots_folder(here):
                return False
            target = (here / name).readlink()
            if target.is_absolute():
                here = Path("/")
            names += reversed([part for part in target.parts if part != "/"])
    return True


def is_for_us_alone(path: Path, mode: int, group: int) -> bool:
    """Check that only root and members of the user's groups can read a file.

    Args:
        path: The file.
        mode: Its mode.
        group: Its group.
    """
    others, members = mode & stat.S_IROTH, mode & stat.S_IRGRP
    if not others and not (members and not _is_own(group)):
        return True
    try:
        return any(_keeps_others_out(folder) for folder in path.resolve().parents)
    except OSError:
        return False


def is_read_only(path: Path) -> bool:
    """Check whether the file system of a file is known to be read-only."""
    try:
        return bool(os.statvfs(path).f_flag & os.ST_RDONLY)
    except OSError:
        return False


def _is_roots_folder(folder: Path) -> bool:
    """Check that only root can replace root's files in a folder."""
    status = folder.stat()
    if is_read_only(folder):
        return True
    is_shared = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return status.st_uid == _ROOT and not (is_shared and not status.st_mode & stat.S_ISVTX)


def _keeps_others_out(folder: Path) -> bool:
    status = folder.stat()
    if status.st_uid not in (os.geteuid(), _ROOT) or status.st_mode & stat.S_IXOTH:
        return False
    return not status.st_mode & stat.S_IXGRP or _is_own(status.st_gid)


def _is_own(group: int) -> bool:
    return group in {_ROOT, os.getegid(), *os.getgroups()}
