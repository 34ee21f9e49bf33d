"""No command without a screen loads what draws one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.pty.served_demo import ServedDemo
from tests.pty.terminal import ROOT, TIMEOUT, clean_environment

_LOADED = """\
import sys
from tui.cli import main
status = main(sys.argv[1:])
print(status, sorted({"click", "textual", "tui.screens"} & set(sys.modules)), file=sys.stderr)
"""
"""What runs a command, and says how it ended and what it has loaded in vain.

The tests have click installed, for which httpx would load a command line of its own.
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "--all", "--filter", "used:stale"),
        ("list", "--format", "json"),
        ("report", "--format", "csv"),
        ("create", "new-key", "--secret-file", "{home}/new-key.env"),
        ("regenerate", "{own}", "--own", "--secret-file", "{home}/own.json"),
        ("delete", "{own}", "--own", "--yes"),
        ("completion", "zsh"),
        ("config", "profiles"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_command_loads_no_textual(arguments: tuple[str, ...], tmp_path: Path) -> None:
    with ServedDemo() as server:
        own = server.settings["RUNAI_CLIENT_ID"]
        ended = subprocess.run(
            [
                *(sys.executable, "-c", _LOADED),
                *(argument.format(home=tmp_path, own=own) for argument in arguments),
            ],
            env=clean_environment(tmp_path) | server.settings,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )

    assert ended.stderr.splitlines()[-1] == "0 []"
