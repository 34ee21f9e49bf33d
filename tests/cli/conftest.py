"""Fixtures of the command line's tests."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import pytest

from tests.cli.commands.support import Ended
from tests.pty.terminal import clean_environment
from tui.cli.main import main


class RunHere(Protocol):
    """Runs the command line in this process."""

    def __call__(self, *arguments: str, **environment: str) -> Ended:
        """Return what it printed and its exit status."""


@pytest.fixture
def run_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> RunHere:
    """Run the command line as a user at home in `tmp_path` does, but without a process."""

    def run(*arguments: str, **environment: str) -> Ended:
        variables = clean_environment(tmp_path) | environment
        with monkeypatch.context() as patch:
            # It would hold for this process, and for all tests in it.
            patch.setattr("tui.cli.commands.runner.harden", lambda: None)
            for name in {*os.environ} - {*variables}:
                patch.delenv(name)
            for name, value in variables.items():
                patch.setenv(name, value)
            status = _status(arguments)
        printed = capsys.readouterr()
        return Ended(arguments, status, printed.out, printed.err)

    return run


def _status(arguments: Sequence[str]) -> int:
    try:
        return main(arguments)
    except SystemExit as end:
        return int(end.code or 0)
