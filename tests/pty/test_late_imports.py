"""A secret that was requested is never lost to a module that can't be loaded any more."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pty.steps import create_key, regenerate_secret, reveal_secret
from tests.pty.terminal import CTRL_U, ENTER, Terminal

_REPLACED_MEANWHILE = """\
import sys
from tui.cli.main import start
from tui.api.service import AccessKeyService

class Gone:
    def find_spec(self, name, *_):
        if not name.startswith("tui.demo"):
            raise ModuleNotFoundError(name)

def going(send):
    async def sent(*arguments):
        sys.meta_path.insert(0, Gone())
        return await send(*arguments)
    return sent

AccessKeyService.create_key = going(AccessKeyService.create_key)
AccessKeyService.regenerate_secret = going(AccessKeyService.regenerate_secret)
start()
"""
"""The program, which is replaced by another version while it waits for the secret."""


def _created(terminal: Terminal) -> None:
    create_key(terminal, "made-here")


def _regenerated(terminal: Terminal) -> None:
    terminal.send("G")
    terminal.wait_for("› tmp-migration")
    regenerate_secret(terminal)


@pytest.mark.parametrize("issue", [_created, _regenerated])
def test_it_is_shown_copied_and_saved_by_what_was_loaded_before_it_was_requested(
    home: Path, tmp_path: Path, issue: Callable[[Terminal], None]
) -> None:
    command, kept = [sys.executable, "-c", _REPLACED_MEANWHILE, "--demo"], tmp_path / "kept"
    with Terminal(command, home, environment={"SSH_TTY": "/dev/pts/1"}, afresh=True) as terminal:
        terminal.wait_for("laptop-terminal")
        issue(terminal)

        secret = reveal_secret(terminal)
        terminal.send("c")
        terminal.wait_for("Sent to your terminal")
        terminal.send("s")
        terminal.wait_for("Save to a file")
        terminal.send(f"{CTRL_U}{kept}{ENTER}")
        terminal.wait_for("readable by you alone.")

        assert kept.read_text().strip() == secret
        terminal.send("q")
        terminal.wait_for("? Help")
