"""Opens a folder by descriptor, so that renaming it can't divert later steps."""

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
    """Every user could rename or remove the files in the folder."""


@contextlib.contextmanager
def open_directory(path: Path, *, keep: bool = True) -> Iterator[int]:
    """Open a folder and yield its descriptor; a missing folder is created, for its owner alone.

    A created folder is removed again if the block fails.

    Args:
        path: The folder.
        keep: Whether a created folder stays after the block.

    Raises:
        WritableByAll: everybody may write there.
        OSError: the folder can't be created or opened.
    """
    created: list[Path] = []
    succeeded = False
    try:
        _create(path, created)
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            _refuse_writable_by_all(descriptor)
            yield descriptor
        finally:
            os.close(descriptor)
        succeeded = True
    finally:
        if not (succeeded and keep):
            _remove(created)


def synchronise(descriptor: int) -> None:
    """Flush a file, or the entries of a folder, to disk, if the file system supports that."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP):
            raise


def _create(path: Path, created: list[Path]) -> None:
    missing = []
    for folder in (path, *path.parents):
        if folder.exists():
            break
        missing.append(folder)
    for folder in reversed(missing):
        try:
            folder.mkdir(_PRIVATE)
        except FileExistsError:
            # Another process was faster, or it is a dangling link.
            if not folder.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)) from None
            continue
        created.append(folder)
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
    """Return whether a file in a folder is a mount point, as in containers.

    Such a file can't be replaced. Known on Linux only; elsewhere False.
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
