"""A command is one module and one line of the list of commands."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from types import ModuleType

import pytest

from tests.cli.conftest import RunHere
from tui.cli import commands
from tui.cli.commands import COMMANDS
from tui.cli.commands.command import KeyCommand, LocalCommand, load_command
from tui.cli.commands.completion import SHELLS, completion_script
from tui.cli.commands.context import Context
from tui.cli.commands.output import put


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--loudly", action="store_true", help="with an exclamation mark")


def _greet(flags: Namespace) -> int:
    put(f"hello{'!' if flags.loudly else ''}\n")
    return 7


async def _greet_in_session(context: Context) -> int:
    return _greet(context.flags)


def _declare(monkeypatch: pytest.MonkeyPatch, command: LocalCommand | KeyCommand) -> None:
    """Do what whoever adds a command does."""
    module = ModuleType(f"{commands.__name__}.greet")
    vars(module)["COMMAND"] = command
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(COMMANDS, "greet", "say hello")


@pytest.mark.parametrize(
    "command",
    [
        LocalCommand(_greet, _add_arguments),
        KeyCommand(_greet_in_session, _add_arguments, changes_keys=False),
    ],
    ids=["without a session", "in a session"],
)
def test_a_command_that_is_declared_is_run_and_helped_and_completed(
    command: LocalCommand | KeyCommand, monkeypatch: pytest.MonkeyPatch, run_here: RunHere
) -> None:
    _declare(monkeypatch, command)

    ended = run_here("--demo", "greet", "--loudly")

    assert (ended.returncode, ended.stdout, ended.stderr) == (7, "hello!\n", "")
    assert "    greet               say hello\n" in run_here("--help").stdout
    assert "with an exclamation mark" in run_here("greet", "--help").stdout
    for shell in SHELLS:
        script = completion_script(shell)
        assert "greet" in script
        assert "loudly" in script


def test_a_command_that_changes_keys_is_refused_where_nothing_may_be_changed(
    monkeypatch: pytest.MonkeyPatch, run_here: RunHere
) -> None:
    _declare(monkeypatch, KeyCommand(_greet_in_session, _add_arguments, changes_keys=True))

    ended = run_here("--demo", "--readonly", "greet")

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        "runai-keys: --readonly: greet is refused in a read-only session: remove that setting to "
        "allow changes.\n"
    )


def test_a_missing_topic_is_reported_by_the_topics_there_are(run_here: RunHere) -> None:
    assert run_here("config").stderr.endswith(
        "the following arguments are required: {show,validate,path,profiles,targets}\n"
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_list_has_its_module(name: str) -> None:
    assert isinstance(load_command(name), LocalCommand | KeyCommand)
