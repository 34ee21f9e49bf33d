"""Files of rotations: private, replaced atomically, each with a lock file."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..delivery.atomic_file import NotPrivate, new_draft
from ..delivery.directory import WritableByAll, open_directory, synchronise
from ..text import clean
from . import rotation_record

if TYPE_CHECKING:
    from ..listing.rotation import Rotation

_SUFFIX, _LOCK_SUFFIX = ".json", ".lock"
_LARGEST = 65_536
"""Maximum size of a file in bytes."""
_READ_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_LOCK_FLAGS = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC


class JournalError(Exception):
    """The journal can't be written; the text says why."""


class RotationBusy(Exception):
    """The rotation is locked by another program or task."""


class RotationFiles:
    """Folder with a file for each rotation, named by its handle; created by the first write."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def handles(self) -> list[str]:
        """Return the handles of all rotations."""
        try:
            names = [path.name for path in self._folder.iterdir()]
        except OSError:
            return []
        return [name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)]

    def read(self, handle: str) -> Rotation | None:
        """Return a rotation; None if it is missing or can't be read."""
        try:
            descriptor = os.open(self._folder / f"{handle}{_SUFFIX}", _READ_FLAGS)
        except OSError:
            return None
        try:
            status = os.fstat(descriptor)
            is_ours = stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid()
            return rotation_record.decode(os.read(descriptor, _LARGEST)) if is_ours else None
        except OSError:
            return None
        finally:
            os.close(descriptor)

    def write(self, handle: str, rotation: Rotation) -> None:
        """Write a rotation to disk atomically.

        Raises:
            JournalError: it can't be written; the old content is unchanged.
        """
        with self._journal_errors(), open_directory(self._folder) as folder:
            with new_draft(folder, rotation_record.encode(rotation)) as draft:
                draft.replace(f"{handle}{_SUFFIX}")
            synchronise(folder)

    def remove(self, handle: str) -> None:
        """Remove a rotation's file, if there is one.

        Raises:
            JournalError: it can't be removed.
        """
        with self._journal_errors(), contextlib.suppress(FileNotFoundError):
            (self._folder / f"{handle}{_SUFFIX}").unlink()

    @contextlib.contextmanager
    def locked(self, handle: str) -> Iterator[None]:
        """Lock a rotation; on a file system without locks, do nothing.

        Raises:
            RotationBusy: another program holds the lock.
            JournalError: the folder can't be written.
        """
        path = self._folder / f"{handle}{_LOCK_SUFFIX}"
        with self._journal_errors(), open_directory(self._folder):
            descriptor = _open_lock(path)
        try:
            yield
        finally:
            # Before the lock is released: a program that waits for it sees that the file is gone.
            with contextlib.suppress(OSError):
                path.unlink()
            os.close(descriptor)

    def is_locked(self, handle: str) -> bool:
        """Return whether another program holds the lock of a rotation."""
        try:
            descriptor = os.open(self._folder / f"{handle}{_LOCK_SUFFIX}", _READ_FLAGS)
        except OSError:
            return False
        try:
            return not _try_lock(descriptor, fcntl.LOCK_SH)
        finally:
            os.close(descriptor)

    @contextlib.contextmanager
    def _journal_errors(self) -> Iterator[None]:
        """Raise JournalError, with the reason, for errors of the file system."""
        folder = clean(str(self._folder), 1_000)
        try:
            yield
        except WritableByAll as error:
            raise JournalError(f"{folder} can be written by everybody.") from error
        except NotPrivate as error:
            raise JournalError(f"Others could read files in {folder}.") from error
        except OSError as error:
            reason = (error.strerror or "it failed").lower()
            raise JournalError(f"{folder} can't be written: {reason}.") from error


def _open_lock(path: Path) -> int:
    """Open and lock a file that its holder removes before the lock is released.

    Raises:
        RotationBusy: another program holds the lock.
    """
    while True:
        descriptor = os.open(path, _LOCK_FLAGS, 0o600)
        if _try_lock(descriptor, fcntl.LOCK_EX):
            if _is_at(path, descriptor):
                return descriptor
            os.close(descriptor)
        else:
            os.close(descriptor)
            raise RotationBusy


def _try_lock(descriptor: int, kind: int) -> bool:
    """Lock a file without waiting; return False if another program holds the lock."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except OSError as error:
        # Any other error means that the file system has no locks.
        return error.errno not in (errno.EWOULDBLOCK, errno.EACCES)
    return True


def _is_at(path: Path, descriptor: int) -> bool:
    """Return whether a path still leads to the open file."""
    with contextlib.suppress(OSError):
        return os.path.samestat(path.lstat(), os.fstat(descriptor))
    return False
