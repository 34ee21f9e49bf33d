"""Fixtures of all tests."""

from __future__ import annotations

import gc
import os
import sys
import time
from itertools import count

import pytest

# Times of day are shown in the zone of whoever runs the program.
os.environ["TZ"] = "UTC"
time.tzset()

_NUMBERS = count()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option for UI tests on Textual as it is installed."""
    parser.addoption(
        "--stock-textual",
        action="store_true",
        help="run the UI tests without the patches to Textual that save time (tests/app/haste.py)",
    )


@pytest.fixture(autouse=True)
def state_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep crash reports and notes of the tests out of the home of whoever runs them.

    Most tests write none: so the folder is there only when one does.
    """
    folder = tmp_path_factory.getbasetemp() / f"xdg-state-{next(_NUMBERS)}"
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))


def pytest_collection_finish() -> None:
    """Keep the garbage collector off the modules: they are most of what it would look through."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_sessionfinish() -> None:
    """End what the tests have started for each other."""
    if preloaded := sys.modules.get("tests.pty.preloaded"):
        preloaded.stop_helper()
