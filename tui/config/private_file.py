"""Reads small files, and refuses those that another user could have written or read."""

from __future__ import annotations

import codecs
import os
import stat
from pathlib import Path
from typing import NamedTuple

BYTE_ORDER_MARK = "\ufeff"
"""Character that some editors begin a file with; not part of its text."""

LARGEST = 1_000_000
"""Maximum size in bytes of a file that is read."""


class ReadError(Exception):
    """A file can't be used; the text is one sentence that names it and says what to do."""


class SmallFile(NamedTuple):
    """The text of a file, its mode and its owner."""

    path: Path
    text: str
    mode: int
    owner: int
    is_link: bool
    group: int = -1
    mark: str = ""
    """The byte order mark, if the file begins with one."""

    def refuse_unless_private(self) -> None:
        """Refuse a file that other users can read or replace, as ssh does with private keys.

        A mounted file of root's may be readable by the user's groups.

        Raises:
            ReadError: other users can.
        """
        if self.is_link:
            self._refuse_unless_linked_by_root()
        self.refuse_unless_own()
        if self.exposure:
            raise ReadError(self.exposure)

    def _refuse_unless_linked_by_root(self) -> None:
        from .mounted_file import links_are_roots

        if not links_are_roots(self.path):
            raise ReadError(f"{self.path} holds a secret and is a link: name the file itself.")

    @property
    def exposure(self) -> str:
        """Warning that others may read the file, with the remedy; empty if nobody else may."""
        if not self.mode & (stat.S_IRWXG | stat.S_IRWXO):
            return ""
        from shlex import quote

        from .mounted_file import is_for_us_alone, is_read_only

        path = quote(str(self.path))
        if self.owner == os.geteuid() and not is_read_only(self.path):
            return f"{self.path} holds a secret and others may read it: run chmod 600 {path}."
        if is_for_us_alone(self.path, self.mode, self.group):
            return ""
        return (
            f"{self.path} holds a secret and others may read it, which only root can change: "
            "have it mounted with mode 0440 for a group of yours, or read it by a command, "
            f'such as secret_command = ["cat", "{self.path}"].'
        )

    def refuse_unless_own(self) -> None:
        """Refuse a file that other users can write, as it may name commands to run.

        Raises:
            ReadError: other users can.
        """
        if self.owner not in (os.geteuid(), 0):
            raise ReadError(f"{self.path} belongs to somebody else: use a file of your own.")
        if self.mode & (stat.S_IWGRP | stat.S_IWOTH):
            from shlex import quote

            raise ReadError(
                f"{self.path} can be written by others: run chmod go-w {quote(str(self.path))}."
            )


def read_small(path: Path, *, largest: int = LARGEST, follow: bool = True) -> SmallFile | None:
    """Read a file; return None if there is none.

    Args:
        path: The file.
        largest: Maximum size in bytes.
        follow: Whether the file may be a symbolic link.

    Raises:
        ReadError: the file can't be read, or is no small text file.
    """
    try:
        # O_NONBLOCK: opening a pipe must not wait for a writer.
        flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW)
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not a valid file name"
        raise ReadError(f"{path} can't be read: {reason.lower()}.") from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise ReadError(f"{path} is not a regular file.")
        data = os.read(descriptor, largest + 1)
    finally:
        os.close(descriptor)
    if len(data) > largest:
        raise ReadError(f"{path} is larger than {largest / 1_000_000:g} MB.")
    mark = BYTE_ORDER_MARK if data.startswith(codecs.BOM_UTF8) else ""
    try:
        text = data.decode().removeprefix(mark)
    except UnicodeDecodeError as error:
        # The text of the error would quote the file.
        raise ReadError(f"{path} is not in UTF-8.") from error.__cause__
    return SmallFile(
        path, text, status.st_mode, status.st_uid, path.is_symlink(), status.st_gid, mark
    )
