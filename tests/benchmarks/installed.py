"""The program as people have it: a wheel, in an environment of its own."""

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
def installed() -> Iterator[Path]:
    """Build the wheel, install it, and give the folder with its commands."""
    # Without its bytecode a start takes several times as long.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    with TemporaryDirectory() as folder:
        commands = Path(folder, "venv", "bin")
        pip = (commands / "pip", "install", "-qq", "-c", ROOT / "requirements.lock", ROOT)
        for command in ((sys.executable, "-m", "venv", commands.parent), pip):
            subprocess.run(command, env=environment, check=True)
        yield commands
