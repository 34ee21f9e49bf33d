"""Helpers of the tests of delivery: a secret, stand-ins for helper programs, and leftovers."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from time import monotonic

TIMEOUT = 10.0
"""Seconds until something that has not happened is a failure."""

TOOLS = "PATH=/usr/local/bin:/usr/bin:/bin"


def canary() -> str:
    """Return a random secret."""
    return f"canary-{secrets.token_hex(16)}"


def osc52_of(text: str) -> re.Pattern[bytes]:
    """Describe the sequence by which a terminal is given a text, as tmux may rewrite it."""
    encoded = re.escape(base64.b64encode(text.encode()))
    return re.compile(rb"\x1b\]52;c?;" + encoded + rb"(?:\x07|\x1b\\)")


def stand_in(folder: Path, name: str, script: str) -> Path:
    """Write a shell script that is found in the folder instead of a program."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{TOOLS}\n{script}\n")
    path.chmod(0o755)
    return path


def command_lines() -> list[str]:
    """Return the command lines of all running processes."""
    return [_read(path / "cmdline") for path in _processes()]


def environments() -> list[str]:
    """Return the environments of all processes except this one."""
    return [_read(path / "environ") for path in _processes() if path.name != str(os.getpid())]


async def until(holds: Callable[[], bool], what: str) -> None:
    """Wait until a condition holds."""
    deadline = monotonic() + TIMEOUT
    while not holds():
        assert monotonic() < deadline, f"still no {what}"
        await asyncio.sleep(0.02)


async def word_from(pipe: Path) -> str:
    """Wait until a program writes to a named pipe, and return the text."""
    async with asyncio.timeout(TIMEOUT):
        return await asyncio.to_thread(pipe.read_text)


def named_pipe(path: Path) -> Path:
    """Create a named pipe."""
    os.mkfifo(path)
    return path


def _processes() -> list[Path]:
    return [path for path in Path("/proc").iterdir() if path.name.isdigit()]


def _read(path: Path) -> str:
    try:
        return path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
