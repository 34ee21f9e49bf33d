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
def start(home: Path) -> Iterator[Start]:
    with starting(home, lambda options: [sys.executable, "-m", "tui", *options]) as start:
        yield start
