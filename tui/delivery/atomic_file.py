"""Private files that are complete on disk before they appear under their name."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
import time
from collections.abc import Iterator
from pathlib import Path

_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0)
_NAMELESS = getattr(os, "O_TMPFILE", 0)
_DESCRIPTORS = Path("/proc/self/fd")

_TEMPORARY = re.compile(r"\.runai-keys-[0-9a-f]{16}\.tmp.*", re.DOTALL)
_LONGEST_TAIL = 100
"""Bytes of the real name in a temporary one; some file systems limit names to 143 bytes."""

_ABANDONED_AFTER = 600.0
"""Seconds after which a temporary file must be that of a killed program."""


class NotPrivate(Exception):
    """The file system can't protect a file from other users."""


class Draft:
    """A file in a folder, to be written completely and then published under its name.

    Where the system allows it, the file has no name until then, so that even a killed program
    leaves nothing behind. Elsewhere it has a temporary name, and the next draft in the folder
    removes abandoned files.

    Args:
        folder: File descriptor of the folder.
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
        return os.open(self._temporary, _CREATE, 0o600, dir_fd=self._folder)

    def write(self) -> None:
        """Write the content to disk."""
        write_private(self._descriptor, self._data)

    def publish(self, name: str) -> None:
        """Link the file to a free name; if links are not supported, write a second file there.

        Raises:
            FileExistsError: the name is taken.
        """
        try:
            self._link(name)
        except FileExistsError:
            raise
        except OSError:
            # File systems without hard links report any of a dozen error numbers.
            self._write_directly(name)

    def replace(self, name: str) -> None:
        """Replace the file of that name."""
        if self._temporary is None:
            temporary = _temporary_name()
            self.publish(temporary)
            self._temporary = temporary
        os.rename(self._temporary, name, src_dir_fd=self._folder, dst_dir_fd=self._folder)
        self._temporary = None

    def try_out(self, name: str, *, replacing: bool) -> None:
        """Test whether `publish` or `replace` would work, with a temporary name.

        That name ends with the real one, whose characters the file system may refuse: exFAT, for
        example, allows no colons.
        """
        temporary = _temporary_name() + name[-_LONGEST_TAIL // (1 if name.isascii() else 4) :]
        (self.replace if replacing else self.publish)(temporary)
        os.unlink(temporary, dir_fd=self._folder)

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
        descriptor = os.open(name, _CREATE, 0o600, dir_fd=self._folder)
        try:
            write_private(descriptor, self._data)
        except BaseException:
            os.unlink(name, dir_fd=self._folder)
            raise
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def new_draft(folder: int, data: bytes) -> Iterator[Draft]:
    """Write a draft and yield it; at the end of the block it is removed unless published."""
    _remove_abandoned(folder)
    draft = Draft(folder, data)
    try:
        draft.write()
        yield draft
    finally:
        draft.discard()


def write_private(descriptor: int, data: bytes) -> None:
    """Write to a new file that only its owner can read, and flush it to disk.

    Raises:
        NotPrivate: others could read it; nothing was written.
    """
    # The umask may have removed our own permissions; some file systems have none at all.
    with contextlib.suppress(OSError):
        os.fchmod(descriptor, 0o600)
    if os.fstat(descriptor).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise NotPrivate
    while data:
        data = data[os.write(descriptor, data) :]
    os.fsync(descriptor)


def _remove_abandoned(folder: int) -> None:
    """Remove the files of killed programs, which may hold a secret."""
    with contextlib.suppress(OSError):
        for name in filter(_TEMPORARY.fullmatch, os.listdir(folder)):
            status = os.stat(name, dir_fd=folder, follow_symlinks=False)
            is_ours = stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid()
            if is_ours and time.time() - status.st_mtime > _ABANDONED_AFTER:
                os.unlink(name, dir_fd=folder)


def _temporary_name() -> str:
    return f".runai-keys-{secrets.token_hex(8)}.tmp"
