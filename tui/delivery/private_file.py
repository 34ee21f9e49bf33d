"""Writes a secret to a file that only its owner can read, whole or not at all."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from ..text import clean
from .atomic_file import NotPrivate, written
from .directory import OpenToAll, opened, synchronise
from .limits import SAVE_TIMEOUT

_PROBE = bytes(4096)
"""More than any credentials need, so that a full disk shows before a secret is asked for."""

_REASONS = {
    errno.EACCES: "you may not write there",
    errno.EPERM: "you may not write there",
    errno.EROFS: "the file system is read-only",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is full",
    errno.ENOTDIR: "part of its path is no folder",
    errno.ENAMETOOLONG: "its name is too long",
    errno.EISDIR: "it is a folder",
}


class SaveError(Exception):
    """A file could not be written; the text says why, and nothing was left behind."""


class AlreadyThere(SaveError):
    """There is a file of the user's own by that name, which `replace_existing` would replace."""


def typed_path(text: str) -> Path | None:
    """Read a path as it was typed, with ~ for a home; None if nothing was.

    Raises:
        SaveError: it names no home that there is, or has characters that no name should.
    """
    if not text.strip():
        return None
    if not text.isprintable():
        raise SaveError("The path has characters in it that can't be seen: type it again.")
    try:
        return Path(text.strip()).expanduser().absolute()
    except (RuntimeError, OSError) as error:
        raise SaveError("There is no such home or folder: give the whole path.") from error


def save_new(path: Path, text: str) -> None:
    """Write a new private file.

    It is 0600 from the first byte, and its folder 0700 if that is missing. It appears complete and
    synchronised, follows no link and replaces nothing. Only on a file system without hard links
    can a program that is killed leave part of it.

    Raises:
        SaveError: there is something by that name, or it can't be written there.
    """
    with _explained(path), opened(path.parent) as folder:
        _refuse_taken(path, folder)
        with written(folder, _encoded(path, text)) as draft:
            draft.publish(path.name)
        _settle(path, folder)


def replace_existing(path: Path, text: str) -> None:
    """Write a private file in place of the user's own one, after the user was asked.

    Whoever looks sees the old text or the new one, and nothing in between. If there is no such
    file any more, a new one is written.

    Raises:
        SaveError: what has that name is no file of the user's own, or it can't be written.
    """
    with _explained(path), opened(path.parent) as folder:
        with contextlib.suppress(AlreadyThere):
            _refuse_taken(path, folder)
        with written(folder, _encoded(path, text)) as draft:
            draft.replace(path.name)
        synchronise(folder)


async def save(path: Path, text: str, *, replace_it: bool = False) -> None:
    """Write a private file, but let no file system that hangs keep the user waiting.

    Args:
        path: The file.
        text: What to write.
        replace_it: Whether the user agreed to have a file of their own replaced.

    Raises:
        SaveError: it could not be written, or not in time.
    """
    write = replace_existing if replace_it else save_new
    try:
        async with asyncio.timeout(SAVE_TIMEOUT):
            await asyncio.to_thread(write, path, text)
    except TimeoutError as error:
        reason = f"is not written after {SAVE_TIMEOUT:g} s; it may still be"
        raise SaveError(f"{_shown(path)} {reason}.") from error


def check_writable(path: Path, *, replace: bool = False) -> None:
    """See whether a file could be written, and leave nothing behind.

    Args:
        path: The file.
        replace: Whether it may replace a file of the user's own.

    Raises:
        SaveError: it could not.
    """
    with _explained(path), opened(path.parent, keep=False) as folder:
        with contextlib.suppress(*([AlreadyThere] if replace else [])):
            _refuse_taken(path, folder)
        with written(folder, _PROBE):
            pass


def _refuse_taken(path: Path, folder: int) -> None:
    if not path.name:
        raise SaveError(f"{_shown(path)} is a folder: add the name of a file.")
    try:
        status = os.stat(path.name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return
    if stat.S_ISDIR(status.st_mode):
        raise SaveError(f"{_shown(path)} is a folder: add the name of a file.")
    if not stat.S_ISREG(status.st_mode):
        kind = "a link" if stat.S_ISLNK(status.st_mode) else "no regular file"
        raise SaveError(f"{_shown(path)} is {kind}: choose another name.")
    if status.st_uid != os.geteuid():
        raise SaveError(f"{_shown(path)} belongs to somebody else: choose another name.")
    raise AlreadyThere(f"{_shown(path)} exists already: choose another name.")


def _encoded(path: Path, text: str) -> bytes:
    # Not by catching the error of encode(), which carries the whole text.
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise SaveError(f"{_shown(path)} can't be written: the text is not valid Unicode.")
    return text.encode()


def _settle(path: Path, folder: int) -> None:
    try:
        synchronise(folder)
    except OSError:
        os.unlink(path.name, dir_fd=folder)
        raise


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError as error:
        raise SaveError(f"{_shown(path)} exists already: choose another name.") from error
    except OpenToAll as error:
        folder = _shown(path.parent)
        raise SaveError(f"{folder} can be written by everybody: choose another folder.") from error
    except NotPrivate as error:
        reason = "others could read it on that file system"
        raise SaveError(f"{_shown(path)} can't be written: {reason}.") from error
    except OSError as error:
        reason = _REASONS.get(error.errno or 0) or (error.strerror or "it failed").lower()
        raise SaveError(f"{_shown(path)} can't be written: {reason}.") from error
    except ValueError as error:
        raise SaveError(f"{_shown(path)} is no name of a file.") from error


def _shown(path: Path) -> str:
    return clean(str(path), 1_000)
