"""A module that can't be loaded any more loses no requested secret, and ends nothing in silence."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pty.steps import create_key, regenerate_secret, reveal_secret
from tests.pty.terminal import CTRL_U, ENTER, Terminal

_CTRL_Z = "\x1a"

_REPLACED = """\
import sys
from tui.cli.main import start
from tui.api.service import AccessKeyService
from tui.app.dialogs.secret import preload

class Gone:
    def find_spec(self, name, *_):
        if not name.startswith("tui.demo"):
            raise ModuleNotFoundError(name, name=name)

def going(act):
    def acting(*arguments):
        sys.meta_path.insert(0, Gone())
        return act(*arguments)
    return acting

{0} = going({0})
start()
"""
"""The program, which is replaced by another version at this moment."""


def _created(terminal: Terminal) -> None:
    create_key(terminal, "made-here")


def _regenerated(terminal: Terminal) -> None:
    terminal.send("G")
    terminal.wait_for("› tmp-migration")
    regenerate_secret(terminal)


@pytest.mark.parametrize(
    ("issue", "request_"), [(_created, "create_key"), (_regenerated, "regenerate_secret")]
)
def test_it_is_shown_copied_and_saved_by_what_was_loaded_before_it_was_requested(
    home: Path, tmp_path: Path, issue: Callable[[Terminal], None], request_: str
) -> None:
    replaced, kept = _REPLACED.format(f"AccessKeyService.{request_}"), tmp_path / "kept"
    command = [sys.executable, "-c", replaced, "--demo"]
    with Terminal(command, home, environment={"SSH_TTY": "/dev/pts/1"}, afresh=True) as terminal:
        terminal.wait_for("laptop-terminal")
        issue(terminal)

        terminal.resize((30, 6))
        terminal.wait_for("Too small")
        terminal.resize((80, 24))
        terminal.wait_for("Client secret")
        terminal.send(_CTRL_Z)
        terminal.wait_for("ctrl+z does nothing here")
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


def test_what_cannot_be_loaded_any_more_ends_the_program_with_a_word_though_a_dialog_waits_for_it(
    home: Path,
) -> None:
    replaced = _REPLACED.format("preload.preload_panel")
    command = [sys.executable, "-c", replaced, "--demo"]
    with Terminal(command, home, size=(200, 24), afresh=True) as terminal:
        terminal.wait_for("laptop-terminal")
        terminal.send("n")
        terminal.wait_for("enter Go on")
        terminal.send(f"made-here{ENTER}")

        assert terminal.wait_exit() == 70
        said = (
            "runai-keys can't load the module tui.app.actions.lost_responses: if it was upgraded "
        )
        assert terminal.text.strip().startswith(f"{said}meanwhile, start it again;")
        assert "may have been carried out" not in terminal.text
        assert terminal.modes() == set()
