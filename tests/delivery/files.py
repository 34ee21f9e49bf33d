"""Files that tests save, and views of a folder."""

from __future__ import annotations

import stat
from pathlib import Path

OLD, NEW = "the old secret\n" * 300, "the new secret\n" * 300

NOBODY = 65_534
"""The user without any rights."""


def entries(folder: Path) -> set[str]:
    """Return the names in a folder."""
    return {path.name for path in folder.iterdir()}


def mode(path: Path) -> int:
    """Return the permissions of a file or folder."""
    return stat.S_IMODE(path.lstat().st_mode)
