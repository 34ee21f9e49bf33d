"""The program as people have it: a wheel, in an environment of its own; and others beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.pty.terminal import ROOT


@contextmanager
def installed(commit: str = "") -> Iterator[Path]:
    """Build the wheel of this tree or of a commit, install it, and give its commands' folder."""
    with TemporaryDirectory() as folder:
        source = _checked_out(commit, Path(folder, "source")) if commit else ROOT
        yield _environment(Path(folder, "venv"), "-c", str(ROOT / "requirements.lock"), str(source))


@contextmanager
def installed_packages(*requirements: str) -> Iterator[Path]:
    """Install packages, and give the folder with their commands."""
    with TemporaryDirectory() as folder:
        yield _environment(Path(folder, "venv"), *requirements)


def is_known(commit: str) -> bool:
    """Whether this clone has a commit; a shallow one may not."""
    asked = subprocess.run(
        ["git", "cat-file", "-e", f"{commit}^{{commit}}"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    return asked.returncode == 0


def _checked_out(commit: str, folder: Path) -> Path:
    folder.mkdir()
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True)
    subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
    return folder


def _environment(folder: Path, *wanted: str) -> Path:
    # Without its bytecode a start takes several times as long.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    commands = folder / "bin"
    pip = [str(commands / "pip"), "install", "-qq", *wanted]
    for command in ([sys.executable, "-m", "venv", str(folder)], pip):
        subprocess.run(command, env=environment, check=True)
    return commands
