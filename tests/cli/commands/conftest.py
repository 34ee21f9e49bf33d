"""Fixtures of the commands: a demo, its transport, and a key that is about to be created."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.faulty import Faulty
from tests.app.support import NOW
from tests.cli.commands.support import context_on
from tests.pty.served_demo import ServedDemo
from tui.cli.commands.context import Context
from tui.delivery.undelivered import UndeliveredNotes
from tui.demo.server import Demo


@pytest.fixture
def demo() -> Demo:
    return Demo(now=lambda: NOW)


@pytest.fixture
def plane(demo: Demo) -> Faulty:
    return Faulty(demo)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServedDemo]:
    with ServedDemo() as server:
        yield server


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return tmp_path / "notes"


@pytest.fixture
def pending(notes: Path) -> UndeliveredNotes:
    return UndeliveredNotes(notes)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "secret"


@pytest.fixture
def creating(demo: Demo, plane: Faulty, pending: UndeliveredNotes, file: Path) -> Context:
    """Prepare the creation of a key."""
    arguments = ("create", "new-key", "--secret-file", str(file))
    return context_on(demo, *arguments, transport=plane, pending=pending)
