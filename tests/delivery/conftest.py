"""Fixtures of the tests of delivery."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.delivery.support import canary
from tests.delivery.tmux import TmuxServer


@pytest.fixture
def secret() -> str:
    return canary()


@pytest.fixture
def stand_ins(tmp_path: Path) -> Path:
    """Return the only folder where helper programs are looked for."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


@pytest.fixture
def tmux() -> Iterator[TmuxServer]:
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    with TmuxServer() as server:
        yield server
