"""Starts the program in a terminal, as often as a test wants."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pty.served_demo import ServedDemo
from tests.pty.steps import Start, starting


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return an empty home."""
    home = tmp_path / "home"
    home.mkdir()
    return home


@pytest.fixture
def server(home: Path) -> Iterator[ServedDemo]:
    """Serve a demo of its own to each test."""
    with ServedDemo() as server:
        yield server


@pytest.fixture
def start(home: Path, request: pytest.FixtureRequest) -> Iterator[Start]:
    """Start the program; where a test is marked as afresh, it loads its modules itself."""
    command = [sys.executable, "-m", "tui"]
    afresh = request.node.get_closest_marker("afresh") is not None
    with starting(home, lambda options: [*command, *options], afresh=afresh) as start:
        yield start
