"""A copy of the repository, as whoever clones it gets it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.pty.terminal import ROOT

_OF_THE_NETWORK = ("PIP_", "UV_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_")
"""Beginnings of the environment variables for the package index."""


def tracked(under: str = ".") -> list[str]:
    """Name the files that are in the repository, or soon will be."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", under],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = listed.stdout.decode().rstrip("\0").split("\0")
    return [name for name in names if (ROOT / name).is_file()]


def clone(target: Path) -> None:
    """Copy those files."""
    for name in tracked():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target / name)


def way_to_index() -> dict[str, str]:
    """Return the environment variables for the package index."""
    return {
        name: value
        for name, value in os.environ.items()
        if name.upper().startswith(_OF_THE_NETWORK)
    }


def base_python() -> str:
    """Return the Python that this environment was made from."""
    return sys._base_executable  # type: ignore[attr-defined, no-any-return]
