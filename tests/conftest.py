"""What all tests share."""

from __future__ import annotations

import gc
import os
import time
from pathlib import Path

import pytest

# Times of day are shown in the zone of whoever runs the program.
os.environ["TZ"] = "UTC"
time.tzset()


@pytest.fixture(autouse=True)
def state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep crash reports and notes of the tests out of the home of whoever runs them."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "xdg-state"))


def pytest_collection_finish() -> None:
    """Keep the garbage collector off the modules: they are most of what it would look through."""
    gc.collect()
    gc.freeze()
