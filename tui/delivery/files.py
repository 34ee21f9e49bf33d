"""Writes a secret to a file that only its owner can read."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from pathlib import Path


class SaveError(Exception):
    """A file could not be written; the text says why, and nothing was left behind."""


def save_new(path: Path, text: str) -> None:
    """Write a new private file, whole or not at all.

    It is 0600 from the first byte, is never a link, and never replaces anything: the complete
    text is written to a temporary file beside it, synchronised, and linked to its name.

    Raises:
        SaveError: there is something by that name, or it can't be written there.
    """
    try:
        _check_folder(path.parent)
        temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            _write_private(temporary, text)
            os.link(temporary, path, follow_symlinks=False)
        finally:
            with contextlib.suppress(FileNotFoundError):
                temporary.unlink()
        _synchronise(path.parent)
    except FileExistsError as error:
        raise SaveError(f"{path} exists already: choose another name.") from error
    except OSError as error:
        raise SaveError(f"{path}: {error.strerror or 'it cannot be written'}.") from error


def _check_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    mode = folder.stat().st_mode
    if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
        raise SaveError(f"{folder} can be written by everybody: choose another folder.")


def _write_private(path: Path, text: str) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(descriptor, 0o600)
        file.write(text)
        file.flush()
        os.fsync(descriptor)


def _synchronise(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
