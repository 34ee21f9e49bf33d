"""Skeletons of first frames, kept so that the next start shows one before Textual is loaded.

Each has the title, the tabs, the headings and the footer, as while the list is being loaded.
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
"""Bytes of a file that is read."""

MOST = 8
"""Frames that are kept, such as of several profiles and window sizes."""

DRAWN_BY = (
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
"""Settings that the frame depends on; it holds none that says who signs in."""

_VARIABLES = ("TERM", "COLORTERM", "NO_COLOR")

_NAME = re.compile(r"[0-9a-f]{8}\.frame")

_STYLE = re.compile(r"\x1b\[[0-9]{0,3}(?:;[0-9]{1,3}){0,24}m")
_SEQUENCE = re.compile(rf"\x1b\[([1-9][0-9]{{0,3}})(?:;([1-9][0-9]{{0,3}}))?H|{_STYLE.pattern}")
"""All that a frame is made of beside printable characters: cursor positions, and styles."""

Size = tuple[int, int]
"""Columns and lines."""


class Skeleton(NamedTuple):
    """Lines of a frame, and the colour that the rest is cleared in."""

    ground: str
    """Escape sequence of the style that the screen is cleared in."""
    text: str
    """Lines with something on them, each from its place on."""

    def can_be_drawn(self, size: Size) -> bool:
        """Return whether it has only known, whole sequences, and fits a terminal of this size."""
        is_style = not self.ground or _STYLE.fullmatch(self.ground) is not None
        is_known = is_style and _SEQUENCE.sub("", self.text).isprintable()
        return bool(self.text) and is_known and self._fits(size)

    def _fits(self, size: Size) -> bool:
        columns, lines = size
        places = (found.groups() for found in _SEQUENCE.finditer(self.text) if found[1])
        return all(int(line) <= lines and int(column or 1) <= columns for line, column in places)


class KeptFrame:
    """File with the frame of one look of the program.

    Args:
        folder: The folder of such files; None where there is no place for them.
        settings: The settings, with the theme of the frame.
        size: The terminal's size.
        environment: The environment variables.
        config: The config file, by which the footer may differ; None for none.
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
        looks = [getattr(settings, name) for name in DRAWN_BY]
        variables = [environment.get(name) for name in _VARIABLES]
        self._key = repr((__version__, tuple(size), looks, variables, _version(config)))
        # A cheap name: the whole key stands in the file.
        self._path = folder / f"{crc32(self._key.encode()):08x}.frame" if folder else None
        self.skeleton = self._read()
        """Kept part of the frame; None if it can't be used."""

    @property
    def is_wanted(self) -> bool:
        """Whether the next start would be quicker by it."""
        return self._path is not None and self.skeleton is None

    def _read(self) -> Skeleton | None:
        if self._path is None:
            return None
        try:
            key, ground, text, end = _read_private(self._path).split("\n")
        except (ReadError, ValueError):
            return None
        found = Skeleton(ground, text)
        is_whole = key == self._key and not end
        return found if is_whole and found.can_be_drawn(self.size) else None

    def keep(self, skeleton: Skeleton) -> None:
        """Write it for the next start, if that can be done and it is another one."""
        if self._path is None or skeleton == self.skeleton or not skeleton.can_be_drawn(self.size):
            return
        from ..delivery.private_file import SaveError, replace_existing

        try:
            replace_existing(self._path, f"{self._key}\n{skeleton.ground}\n{skeleton.text}\n")
        except SaveError:  # the next start is as slow as this one
            return
        self.skeleton = skeleton
        _remove_oldest(self._path.parent)


def frames_folder() -> Path | None:
    """Return the folder for frames, in the platform's for caches; None without a home."""
    from platformdirs import user_cache_path

    try:
        return user_cache_path("runai-keys") / "frames"
    except RuntimeError:
        return None


def _read_private(path: Path) -> str:
    """Read a small file that nobody else can have written.

    Raises:
        ReadError: it is no such file.
    """
    file = read_small(path, largest=LARGEST, follow=False)
    if file is None or file.owner != os.geteuid() or file.mode & 0o077 or file.mark:
        raise ReadError
    return file.text


def _remove_oldest(folder: Path) -> None:
    with suppress(OSError):
        frames = [path for path in folder.iterdir() if _NAME.fullmatch(path.name)]
        for path in sorted(frames, key=_age)[MOST:]:
            path.unlink()


def _age(path: Path) -> float:
    return -path.lstat().st_mtime


def _version(config: Path | None) -> tuple[int, ...]:
    """Return what differs if the file's text does: in a Nix store its time alone is constant."""
    try:
        found = config.stat() if config else None
    except OSError:
        return ()
    return (found.st_ino, found.st_size, found.st_mtime_ns) if found else ()
