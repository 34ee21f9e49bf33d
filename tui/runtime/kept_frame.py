"""Cache of first frames, so that the next start can draw one before Textual is imported.

A frame has the title, tabs, column headings and footer, but no rows.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from .. import __version__
from ..config.private_file import ReadError, read_small

if TYPE_CHECKING:
    from ..config.settings import Settings

LARGEST = 65_536
"""Maximum size of a file in bytes."""

MAX_FRAMES = 8
"""Maximum number of frames kept, for different profiles and window sizes."""

FRAME_SETTINGS = (
    "profile",
    "base_url",
    "color",
    "readonly",
    "ascii",
    "theme",
    "few_colors",
    "background",
    "last_background",
    "demo_role",
    "idle_after",
    "stale_after",
    "screencast",
    "frozen",
)
"""Settings that the frame depends on; none that identifies the user."""

_VARIABLES = ("TERM", "COLORTERM", "NO_COLOR")

_NAME = re.compile(r"[0-9a-f]{8}\.frame")

_STYLE = re.compile(r"\x1b\[[0-9]{0,3}(?:;[0-9]{1,3}){0,24}m")
_SEQUENCE = re.compile(rf"\x1b\[([1-9][0-9]{{0,3}})(?:;([1-9][0-9]{{0,3}}))?H|{_STYLE.pattern}")
"""Escape sequences allowed in a frame: cursor positions and styles."""

Size = tuple[int, int]
"""Columns and lines."""


class Skeleton(NamedTuple):
    """Frame without rows, and the background of the screen."""

    background: str
    """Escape sequence of the style that the screen is cleared with."""
    text: str
    """Text of the frame, with cursor positions and styles."""

    def can_be_drawn(self, size: Size) -> bool:
        """Return whether it has only allowed escape sequences and fits a terminal of this size."""
        is_style = not self.background or _STYLE.fullmatch(self.background) is not None
        is_known = is_style and _SEQUENCE.sub("", self.text).isprintable()
        return bool(self.text) and is_known and self._fits(size)

    def _fits(self, size: Size) -> bool:
        columns, lines = size
        places = (found.groups() for found in _SEQUENCE.finditer(self.text) if found[1])
        return all(int(line) <= lines and int(column or 1) <= columns for line, column in places)


class KeptFrame:
    """Cached frame for the present settings, terminal and config file.

    Args:
        folder: Folder of the cached frames; None if there is none.
        settings: The settings, with the theme of the frame.
        size: The terminal's size.
        environment: The environment variables.
        config: The config file, which the footer depends on; None for none.
    """

    def __init__(
        self,
        folder: Path | None,
        settings: Settings,
        size: Size,
        environment: Mapping[str, str],
        config: Path | None = None,
    ) -> None:
        self.size = size
        values = [getattr(settings, name) for name in FRAME_SETTINGS]
        variables = [environment.get(name) for name in _VARIABLES]
        self._key = repr((__version__, tuple(size), values, variables, _fingerprint(config)))
        # Collisions do no harm: the file holds the whole key.
        self._path = folder / f"{crc32(self._key.encode()):08x}.frame" if folder else None
        self.skeleton = self._read()
        """Kept part of the frame; None if it can't be used."""

    @property
    def is_wanted(self) -> bool:
        """Whether a frame can be kept and none is yet."""
        return self._path is not None and self.skeleton is None

    def _read(self) -> Skeleton | None:
        if self._path is None:
            return None
        try:
            key, background, text, end = _read_private(self._path).split("\n")
        except (ReadError, ValueError):
            return None
        found = Skeleton(background, text)
        is_whole = key == self._key and not end
        return found if is_whole and found.can_be_drawn(self.size) else None

    def keep(self, skeleton: Skeleton) -> None:
        """Save a frame for the next start, unless it is there already or can't be saved."""
        if self._path is None or skeleton == self.skeleton or not skeleton.can_be_drawn(self.size):
            return
        from ..delivery.private_file import SaveError, replace_existing

        try:
            replace_existing(self._path, f"{self._key}\n{skeleton.background}\n{skeleton.text}\n")
        except SaveError:  # the next start is only slower
            return
        self.skeleton = skeleton
        _remove_oldest(self._path.parent)


def frames_folder() -> Path | None:
    """Return the folder for frames in the user's cache; None without a home directory."""
    from platformdirs import user_cache_path

    try:
        return user_cache_path("runai-keys") / "frames"
    except RuntimeError:
        return None


def _read_private(path: Path) -> str:
    """Read a small file that only this user can have written.

    Raises:
        ReadError: others can read or write it, or it is no regular file.
    """
    file = read_small(path, largest=LARGEST, follow=False)
    if file is None or file.owner != os.geteuid() or file.mode & 0o077 or file.mark:
        raise ReadError
    return file.text


def _remove_oldest(folder: Path) -> None:
    with suppress(OSError):
        frames = [path for path in folder.iterdir() if _NAME.fullmatch(path.name)]
        frames.sort(key=lambda path: path.lstat().st_mtime, reverse=True)
        for path in frames[MAX_FRAMES:]:
            path.unlink()


def _fingerprint(config: Path | None) -> tuple[int, ...]:
    """Return inode, size and time of a file: in a Nix store, all files have the same time."""
    try:
        found = config.stat() if config else None
    except OSError:
        return ()
    return (found.st_ino, found.st_size, found.st_mtime_ns) if found else ()
