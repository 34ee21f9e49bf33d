"""The demo server keeps the published contract of the real one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.pty.terminal import ROOT

_CASES = Path(__file__).with_name("contract_cases.py")


@pytest.mark.exhaustive
def test_the_server_keeps_the_contract_whatever_it_is_sent() -> None:
    # In a process of its own: schemathesis takes as long to load as all other modules together.
    pytest_alone = [sys.executable, "-m", "pytest", "-q", "-p", "schemathesis.pytest.plugin"]
    ended = subprocess.run(
        [*pytest_alone, "-p", "no:cacheprovider", _CASES],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "18 passed" in ended.stdout
