"""No command without a screen loads what draws one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.pty.served_demo import ServedDemo
from tests.pty.terminal import ROOT, TIMEOUT, clean_environment
from tui.demo.server import Demo

_LOADED = """\
import json, os, sys
from tui.cli.main import main
environment = dict(os.environ)
for arguments in json.loads(sys.argv[1]):
    os.environ.update(environment)
    status = main(arguments)
    in_vain = {"click", "textual", "tui.app.screens"}
    if arguments[0] == "list":
        in_vain |= {"tui.cli.commands.deliver_secret", "tui.cli.commands.select_keys"}
    loaded = sorted(in_vain & set(sys.modules))
    print("ended", arguments[0], status, loaded, file=sys.stderr)
"""
"""Runs one command after the other, and prints its status and the modules loaded in vain.

The tests have click installed, for which httpx would load a command line of its own.
"""

_COMMANDS = [
    ("list", "--all", "--filter", "used:stale"),
    ("list", "--format", "json"),
    ("show", "{own}"),
    ("report", "--format", "csv"),
    ("create", "new-key", "--secret-file", "{home}/new-key.env"),
    ("delete", "{other}", "--own", "--yes"),
    ("rotate", "--status"),
    ("regenerate", "{own}", "--own", "--secret-file", "{home}/own.json"),
    ("check", "{home}/new-key.env"),
    ("token", "--from", "{home}/new-key.env"),
    ("completion", "zsh"),
    ("config", "profiles"),
]


def test_what_declares_a_command_loads_no_pydantic_before_its_plugins_are_turned_off() -> None:
    program = (
        "import sys\n"
        "from tui.cli.parser import parser\n"
        "parser()\n"
        "print(sorted({'pydantic', 'httpx', 'textual'} & set(sys.modules)))"
    )

    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert ended.stdout == "[]\n"


def test_no_command_loads_textual(tmp_path: Path) -> None:
    with ServedDemo() as server:
        keys = {
            "own": server.settings["RUNAI_CLIENT_ID"],
            "other": Demo().store.my_keys()[3].client_id,
        }
        commands = [
            [argument.format(home=tmp_path, **keys) for argument in command]
            for command in _COMMANDS
        ]
        ended = subprocess.run(
            [sys.executable, "-c", _LOADED, json.dumps(commands)],
            env=clean_environment(tmp_path) | server.settings,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )

    said = [line for line in ended.stderr.splitlines() if line.startswith("ended ")]
    assert said == [f"ended {command[0]} 0 []" for command in _COMMANDS], ended.stderr
