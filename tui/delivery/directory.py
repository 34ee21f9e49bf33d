"""Opens a folder, so that nobody can divert later steps by renaming it."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

_PRIVATE = 0o700

_PATH_ONLY: int = getattr(os, "O_PATH", 0)


class WritableByAll(Exception):
    """Every user could rename or remove what is in the folder."""


@contextlib.contextmanager
def open_directory(path: Path, *, keep: bool = True) -> Iterator[int]:
    """Open a folder and yield its descriptor; a missing one is made, for its owner alone.

    A folder that was made is removed again if the block fails.

    Args:
        path: The folder.
        keep: Whether it stays after a block that succeeds.

    Raises:
        WritableByAll: everybody may write there.
        OSError: it can't be made or opened.
    """
    made: list[Path] = []
    succeeded = False
    try:
        _make(path, made)
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            _refuse_writable_by_all(descriptor)
            yield descriptor
        finally:
            os.close(descriptor)
        succeeded = True
    finally:
        if not (succeeded and keep):
            _remove(made)


def synchronise(descriptor: int) -> None:
    """Flush a folder's entries, or a file, to disk, where the file system can do that."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP):
            raise


def _make(path: Path, made: list[Path]) -> None:
    missing = []
    for folder in (path, *path.parents):
        if folder.exists():
            break
        missing.append(folder)
    for folder in reversed(missing):
        try:
            folder.mkdir(_PRIVATE)
        except FileExistsError:
            # Another process was quicker; or it is a link that leads nowhere.
            if not folder.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)) from None
            continue
        made.append(folder)
        folder.chmod(_PRIVATE)
        _synchronise_path(folder.parent)


def _synchronise_path(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        synchronise(descriptor)
    finally:
        os.close(descriptor)


def _refuse_writable_by_all(descriptor: int) -> None:
    mode = os.fstat(descriptor).st_mode
    if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
        raise WritableByAll


def _remove(folders: list[Path]) -> None:
    for folder in reversed(folders):
        with contextlib.suppress(OSError):
            folder.rmdir()


def is_mounted(name: str, folder: int) -> bool:
    """Check whether a file of a folder is mounted by itself, as containers have their files.

    Nothing can be renamed to it. Elsewhere than on Linux that is not known before it is tried.
    """
    if not _PATH_ONLY:
        return False
    descriptor = os.open(name, _PATH_ONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
    try:
        return _mount_of(descriptor) != _mount_of(folder)
    finally:
        os.close(descriptor)


def _mount_of(descriptor: int) -> str:
    with contextlib.suppress(OSError):
        lines = Path(f"/proc/self/fdinfo/{descriptor}").read_text(encoding="ascii").splitlines()
        return next((line for line in lines if line.startswith("mnt_id:")), "")
    return ""
