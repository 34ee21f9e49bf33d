"""Writes a secret to a file that only its owner can read, completely or not at all."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from ..text import clean, is_encodable
from .atomic_file import NotPrivate, new_draft
from .directory import WritableByAll, is_mounted, open_directory, synchronise
from .limits import SAVE_TIMEOUT

_PROBE = bytes(4096)
"""More than any credentials need, to detect a full disk before a secret is requested."""

_REASONS = {
    errno.EACCES: "you may not write there",
    errno.EPERM: "you may not write there",
    errno.EROFS: "the file system is read-only",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is full",
    errno.ENOTDIR: "part of its path is no folder",
    errno.ENAMETOOLONG: "its name is too long",
    errno.EISDIR: "it is a folder",
    errno.EINVAL: "no file of that name can be made there",
    errno.ENOENT: "no file of that name can be made there",
    errno.EBUSY: "it is in use, such as by a mount",
    errno.EMFILE: "too many files are open: raise the limit (ulimit -n)",
    errno.ENFILE: "too many files are open: raise the limit (ulimit -n)",
}

_SPARE = 16
"""File descriptors needed for a connection, and for a file or the pipes of a program."""


class SaveError(Exception):
    """A file could not be written; the text says why, and nothing is left behind."""


class AlreadyThere(SaveError):
    """The user has a file of that name, which `replace_existing` would replace."""


def typed_path(text: str) -> Path | None:
    """Parse a typed path, in which ~ stands for a home directory; None if it is empty.

    Raises:
        SaveError: the home directory does not exist, or a character is not printable.
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

    The file has mode 0600 from the first byte, and missing folders are created with 0700. It
    appears complete and flushed to disk, follows no link and replaces nothing. Only on a file
    system without hard links can a killed program leave a part of it.

    Raises:
        SaveError: the name is taken, or the file can't be written.
    """
    with _save_errors(path), open_directory(path.parent) as folder:
        _refuse_taken(path, folder)
        with new_draft(folder, _encoded(path, text)) as draft:
            draft.publish(path.name)
        try:
            synchronise(folder)
        except OSError:
            os.unlink(path.name, dir_fd=folder)
            raise


def replace_existing(path: Path, text: str) -> None:
    """Replace a file of the user atomically, or write a new one if it is gone.

    Raises:
        SaveError: the name is taken by something else, or the file can't be written.
    """
    with _save_errors(path), open_directory(path.parent) as folder:
        with contextlib.suppress(AlreadyThere):
            _refuse_taken(path, folder)
        with new_draft(folder, _encoded(path, text)) as draft:
            draft.replace(path.name)
        synchronise(folder)


async def save(path: Path, text: str, *, replace_it: bool = False) -> None:
    """Write a private file in a thread, so that a hanging file system does not block the user.

    Args:
        path: The file.
        text: Its content.
        replace_it: Whether the user agreed to replace a file of their own.

    Raises:
        SaveError: the file could not be written, or not in time.
    """
    write = replace_existing if replace_it else save_new
    try:
        async with asyncio.timeout(SAVE_TIMEOUT):
            await asyncio.to_thread(write, path, text)
    except TimeoutError as error:
        reason = f"is not written after {SAVE_TIMEOUT:g} s; it may still be"
        raise SaveError(f"{_shown(path)} {reason}.") from error


@contextlib.contextmanager
def descriptors_to_spare() -> Iterator[None]:
    """Run a check with fewer file descriptors, so that the real work has some to spare.

    Raises:
        SaveError: too many files are open.
    """
    try:
        with contextlib.ExitStack() as spare:
            for _ in range(_SPARE):
                spare.callback(os.close, os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC))
            yield
    except OSError as error:
        # Also raised by imports in the block.
        reason = _REASONS.get(error.errno or 0) or (error.strerror or "it failed").lower()
        raise SaveError(f"No secret was requested: {reason}.") from error


def check_writable(path: Path, *, replace: bool = False) -> None:
    """Check that a file can be written, by the same steps, and leave nothing behind.

    Args:
        path: The file.
        replace: Whether it may replace a file of the user.

    Raises:
        SaveError: it can't be written; the text says why.
    """
    with _save_errors(path), open_directory(path.parent, keep=False) as folder:
        with contextlib.suppress(*([AlreadyThere] if replace else [])):
            _refuse_taken(path, folder)
        with new_draft(folder, _PROBE) as draft:
            draft.try_out(path.name, replacing=replace)
        synchronise(folder)


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
    if is_mounted(path.name, folder):
        reason = "is a mount of its own, so that no file can replace it"
        raise SaveError(f"{_shown(path)} {reason}: choose another name.")
    raise AlreadyThere(f"{_shown(path)} exists already: choose another name.")


def _encoded(path: Path, text: str) -> bytes:
    # Not by catching UnicodeEncodeError, which holds the whole text.
    if not is_encodable(text):
        raise SaveError(f"{_shown(path)} can't be written: the text is not valid Unicode.")
    return text.encode()


@contextlib.contextmanager
def _save_errors(path: Path) -> Iterator[None]:
    """Raise SaveError, with the reason, for errors of the file system."""
    try:
        yield
    except FileExistsError as error:
        raise SaveError(f"{_shown(path)} exists already: choose another name.") from error
    except WritableByAll as error:
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
