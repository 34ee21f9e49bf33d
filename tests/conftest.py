"""Fixtures of all tests."""

from __future__ import annotations

import gc
import os
import ssl
import sys
import time
from contextlib import suppress
from importlib import import_module
from itertools import count, groupby, pairwise
from pathlib import Path

import pytest

from tests.seeded import seed_once

# Times of day are shown in the zone of whoever runs the program.
os.environ["TZ"] = "UTC"
time.tzset()

_NUMBERS = count()

seed_once()

_WAITING = {"cast", "delivery", "pty", "terminals"}
"""Folders of tests that mostly wait, for other programs or for time to pass."""

_load_system_store = ssl.SSLContext.set_default_verify_paths


def _load_named_store(context: ssl.SSLContext) -> None:
    """Load the CAs that the environment names: the system's have signed nothing here.

    To load those takes 20 ms, for each connection.
    """
    if {"SSL_CERT_FILE", "SSL_CERT_DIR"} & os.environ.keys():
        _load_system_store(context)


ssl.SSLContext.set_default_verify_paths = _load_named_store  # type: ignore[assignment]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option for UI tests on Textual as it is installed."""
    parser.addoption(
        "--stock-textual",
        action="store_true",
        help="run the UI tests without the patches to Textual that save time (tests/app/haste.py)",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Start each worker with other modules: what one has compiled, the others read.

    All import all of them. In the same order, each would compile them all in a new clone.
    """
    if worker := getattr(session.config, "workerinput", None):
        number = int(worker["workerid"].removeprefix("gw"))
        for name in _modules(session.config)[number :: worker["workercount"]]:
            # It fails again, and is reported, when its tests are collected.
            with suppress(Exception):
                import_module(name)


def _modules(config: pytest.Config) -> list[str]:
    """Name the modules whose tests are to run."""
    places = {Path(argument.partition("::")[0]).absolute() for argument in config.args}
    paths = {path for place in places for path in (place, *place.rglob("test_*.py"))}
    return sorted(
        ".".join(path.relative_to(config.rootpath).with_suffix("").parts)
        for path in paths
        if path.suffix == ".py" and path.is_relative_to(config.rootpath)
    )


@pytest.fixture(autouse=True)
def state_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep crash reports and notes of the tests out of the home of whoever runs them.

    Most tests write none: so the folder is there only when one does.
    """
    folder = tmp_path_factory.getbasetemp() / f"xdg-state-{next(_NUMBERS)}"
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread the files whose tests mostly wait over the others: so no processor is idle for them.

    Each worker begins with a part of its own, of as many tests as any other.
    """
    waiting = [item for item in items if item.path.parent.name in _WAITING]
    files = [[*group] for _, group in groupby(waiting, lambda item: item.path)]
    others = [item for item in items if item.path.parent.name not in _WAITING]
    ends = [len(others) * number // (len(files) or 1) for number in range(len(files) + 1)]
    between = [others[begin:end] for begin, end in pairwise(ends)]
    items[:] = [item for pair in zip(files, between, strict=True) for part in pair for item in part]
    items += others if not files else []


def pytest_collection_finish() -> None:
    """Keep the garbage collector off the modules: they are most of what it would look through."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_sessionfinish() -> None:
    """End what the tests have started for each other."""
    if preloaded := sys.modules.get("tests.pty.preloaded"):
        preloaded.stop_helper()
