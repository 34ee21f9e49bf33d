"""The README says what is true, and what it tells to type works."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.readme_keys import readme_key_table
from tests.pty.terminal import ROOT, Terminal
from tui import settings
from tui.cli import parser

_README = (ROOT / "README.md").read_text(encoding="utf-8")

_INSTALLING = 180.0
"""Seconds."""

_OF_THE_NETWORK = ("PIP_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_")
"""What the variables begin with that tell the way to the package index."""


def test_the_key_table_is_what_the_bindings_declare() -> None:
    table = re.search(r"<!-- keys -->\n(.*)<!-- /keys -->", _README, re.DOTALL)

    assert table is not None
    assert table[1] == readme_key_table(), "see python -m tests.cli.readme_keys"


def test_every_flag_is_in_the_readme() -> None:
    flags = [action.option_strings[-1] for action in parser()._actions if action.option_strings]

    assert [flag for flag in flags if not re.search(rf"`{flag}\b", _README)] == []


def test_every_environment_variable_is_in_the_readme() -> None:
    names = [value for value in vars(settings).values() if str(value).startswith("RUNAI_")]

    assert len(names) >= 4
    assert [name for name in names if f"`{name}`" not in _README] == []


def test_everything_that_the_readme_links_to_is_there() -> None:
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)", _README)]
    relative = [target for target in targets if target and "://" not in target]

    assert relative
    assert [target for target in relative if not (ROOT / target).is_file()] == []


@pytest.mark.parametrize("name", ["demo", "test"])
def test_a_marked_command_is_one_line_in_a_block_of_its_own(name: str) -> None:
    assert len(_marked(name)) == 1
    assert "\n" not in _marked(name)[0]


@pytest.mark.network
def test_the_demo_command_shows_the_demo_on_a_bare_machine(tmp_path: Path) -> None:
    clone, home, tools = (tmp_path / name for name in ("clone", "home", "tools"))
    home.mkdir()
    _copy_repository(clone)
    environment = {
        name: value
        for name, value in os.environ.items()
        if name.upper().startswith(_OF_THE_NETWORK)
    }
    # "Python 3.11 or newer", whatever else this machine calls python3.
    tools.mkdir()
    (tools / "python3").symlink_to(sys._base_executable)  # type: ignore[attr-defined]
    environment["PATH"] = f"{tools}:{os.environ['PATH']}"

    command = ["/bin/sh", "-ec", _marked("demo")[0]]
    with Terminal(command, home, environment=environment, folder=clone) as terminal:
        terminal.wait_for("12/20", _INSTALLING)
        terminal.send("q")
        status = terminal.wait_exit()

        assert status == 0
        assert terminal.modes() == set()


def _marked(name: str) -> list[str]:
    pattern = rf"<!-- command: {name} -->\n```sh\n(.*?)\n```\n"
    return re.findall(pattern, _README, re.DOTALL)


def _copy_repository(target: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in listed.stdout.decode().rstrip("\0").split("\0"):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)


def test_every_promise_about_secrets_names_a_test_that_exists() -> None:
    section = _README.partition("## What happens to my secret")[2].partition("\n## ")[0]
    promised = re.findall(r"`(test_\w+)(\*?)`", section)
    tests = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))

    missing = [name for name, _ in promised if f"def {name}" not in tests]

    assert len(promised) >= 8
    assert missing == []
