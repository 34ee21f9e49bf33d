"""Private files that are complete on disk before they get a name."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
import time
from collections.abc import Iterator
from pathlib import Path

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0)
_NAMELESS = getattr(os, "O_TMPFILE", 0)
_DESCRIPTORS = Path("/proc/self/fd")

_TEMPORARY = re.compile(r"\.runai-keys-[0-9a-f]{16}\.tmp.*", re.DOTALL)
_LONGEST_TAIL = 100
"""Bytes that a temporary name ends with: some file systems take no more than 143 in all."""

_ABANDONED_AFTER = 600.0
"""Seconds after which a temporary file is abandoned: the program that wrote it was killed."""


class NotPrivate(Exception):
    """The file system can't protect a file from other users."""


class Draft:
    """A complete file in a folder that is to be published under a name.

    Where the system allows it, the file has no name until then, so that not even a program that
    is killed leaves anything behind. Elsewhere it has a temporary name, and a later draft in that
    folder removes what is left.

    Args:
        folder: A descriptor of the folder.
        data: The content.
    """

    def __init__(self, folder: int, data: bytes) -> None:
        self._folder = folder
        self._data = data
        self._temporary: str | None = None
        self._descriptor = self._open()

    def _open(self) -> int:
        if _NAMELESS and _DESCRIPTORS.is_dir():
            with contextlib.suppress(OSError):
                flags = _NAMELESS | os.O_WRONLY | os.O_CLOEXEC
                return os.open(".", flags, 0o600, dir_fd=self._folder)
        self._temporary = _temporary_name()
        return os.open(self._temporary, _NEW, 0o600, dir_fd=self._folder)

    def write(self) -> None:
        """Write the content to disk."""
        write_private(self._descriptor, self._data)

    def publish(self, name: str) -> None:
        """Link the file to a name that is free.

        Where it can't be linked, a second file is written under that name.

        Raises:
            FileExistsError: the name is taken.
        """
        try:
            self._link(name)
        except FileExistsError:
            raise
        except OSError:
            # Systems without hard links refuse them by any of a dozen error numbers.
            self._write_directly(name)

    def replace(self, name: str) -> None:
        """Replace another file."""
        if self._temporary is None:
            temporary = _temporary_name()
            self.publish(temporary)
            self._temporary = temporary
        os.rename(self._temporary, name, src_dir_fd=self._folder, dst_dir_fd=self._folder)
        self._temporary = None

    def try_out(self, name: str, *, replacing: bool) -> None:
        """Publish the file as `publish` or `replace` would, under a name of ours, and remove it.

        That ends with the other name, as far as it fits: exFAT, for instance, takes no colons.
        """
        tried = _temporary_name() + name[-_LONGEST_TAIL // (1 if name.isascii() else 4) :]
        (self.replace if replacing else self.publish)(tried)
        os.unlink(tried, dir_fd=self._folder)

    def discard(self) -> None:
        """Remove the file, unless it was published."""
        os.close(self._descriptor)
        if self._temporary is not None:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self._temporary, dir_fd=self._folder)

    def _link(self, name: str) -> None:
        if self._temporary is None:
            source = str(_DESCRIPTORS / str(self._descriptor))
            os.link(source, name, dst_dir_fd=self._folder, follow_symlinks=True)
        else:
            os.link(
                self._temporary,
                name,
                src_dir_fd=self._folder,
                dst_dir_fd=self._folder,
                follow_symlinks=False,
            )

    def _write_directly(self, name: str) -> None:
        descriptor = os.open(name, _NEW, 0o600, dir_fd=self._folder)
        try:
            write_private(descriptor, self._data)
        except BaseException:
            os.unlink(name, dir_fd=self._folder)
            raise
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def new_draft(folder: int, data: bytes) -> Iterator[Draft]:
    """Write a draft, which is removed after the block unless it was published in it."""
    _remove_abandoned(folder)
    draft = Draft(folder, data)
    try:
        draft.write()
        yield draft
    finally:
        draft.discard()


def write_private(descriptor: int, data: bytes) -> None:
    """Write to a new file that nobody else can read, and flush it to disk.

    Raises:
        NotPrivate: others could read it, so nothing was written.
    """
    # The umask may have taken our own rights away; some file systems know no rights at all.
    with contextlib.suppress(OSError):
        os.fchmod(descriptor, 0o600)
    if os.fstat(descriptor).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise NotPrivate
    while data:
        data = data[os.write(descriptor, data) :]
    os.fsync(descriptor)


def _remove_abandoned(folder: int) -> None:
    """Remove the files of killed programs: they may hold a secret."""
    with contextlib.suppress(OSError):
        for name in filter(_TEMPORARY.fullmatch, os.listdir(folder)):
            status = os.stat(name, dir_fd=folder, follow_symlinks=False)
            is_ours = stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid()
            if is_ours and time.time() - status.st_mtime > _ABANDONED_AFTER:
                os.unlink(name, dir_fd=folder)


def _temporary_name() -> str:
    return f".runai-keys-{secrets.token_hex(8)}.tmp"
