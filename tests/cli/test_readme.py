"""The README says what is true, and what it tells to type works."""

from __future__ import annotations

import argparse
import ast
import asyncio
import fnmatch
import importlib.util
import itertools
import json
import os
import re
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.app.support import NOW, press, running
from tests.cli.commands.support import shell
from tests.cli.readme_formats import readme_formats_table
from tests.cli.readme_keys import readme_key_table
from tests.cli.readme_settings import readme_settings_table
from tests.cli.readme_terminals import readme_terminals_table
from tests.delivery.files import mode
from tests.pty.served_demo import ServedDemo
from tests.pty.terminal import ROOT
from tui.app.screens.key_list import KeyListScreen
from tui.cli.parser import parser
from tui.config.declared_settings import SETTINGS
from tui.config.parse import read_config
from tui.demo.server import Demo

_README = (ROOT / "README.md").read_text(encoding="utf-8")

_MAP = (ROOT / "tui" / "README.md").read_text(encoding="utf-8")


def test_the_key_table_is_what_the_bindings_declare() -> None:
    table = re.search(r"<!-- keys -->\n(.*)<!-- /keys -->", _README, re.DOTALL)

    assert table is not None
    assert table[1] == readme_key_table(), "see python -m tests.cli.readme_keys"


def test_the_table_of_settings_is_what_the_config_file_takes() -> None:
    table = re.search(r"<!-- settings -->\n(.*)<!-- /settings -->", _README, re.DOTALL)

    assert table is not None
    assert table[1] == readme_settings_table(), "see python -m tests.cli.readme_settings"


def test_the_table_of_terminals_is_what_the_program_goes_by() -> None:
    table = re.search(r"<!-- terminals -->\n(.*)<!-- /terminals -->", _MAP, re.DOTALL)

    assert table is not None
    assert table[1] == readme_terminals_table(), "see python -m tests.cli.readme_terminals"


def test_the_table_of_formats_is_what_secrets_are_written_in() -> None:
    table = re.search(r"<!-- formats -->\n(.*)<!-- /formats -->", _README, re.DOTALL)

    assert table is not None
    assert table[1] == readme_formats_table(), "see python -m tests.cli.readme_formats"


def test_the_config_file_of_the_readme_is_valid(tmp_path: Path) -> None:
    example = re.search(r"<!-- config -->\n```toml\n(.*?)```\n", _README, re.DOTALL)
    assert example is not None
    path = tmp_path / "config.toml"
    path.write_text(example[1])

    config = read_config(path)

    assert list(config.profiles) == ["prod", "lab"]
    assert list(config.targets) == ["files"]


def test_the_table_of_flags_has_each_flag_of_the_screens_and_no_other() -> None:
    flags = {action.option_strings[-1] for action in parser()._actions if action.option_strings}

    assert {name.split()[0] for name in _named_in("flag")} == flags


def test_every_flag_of_a_command_is_in_the_readme() -> None:
    actions = [action for command in _commands().values() for action in command._actions]
    flags = {action.option_strings[-1] for action in actions if action.option_strings}

    assert [flag for flag in flags if not re.search(rf"`{flag}\b", _README)] == []


def test_every_command_is_in_the_readme() -> None:
    assert [
        name for name in _commands() if not re.search(rf"`(runai-keys )?{name}\b", _README)
    ] == []


@pytest.mark.exhaustive
def test_every_example_of_a_script_does_what_it_is_there_for(tmp_path: Path) -> None:
    found = re.search(r"<!-- scripts -->\n(.*)<!-- /scripts -->", _README, re.DOTALL)
    assert found is not None
    (script,) = re.findall(r"```sh\n(.*?)```\n", found[1], re.DOTALL)

    with ServedDemo() as server:
        ended = shell(f"set -e\n{script}", home=tmp_path, **server.settings)

    assert (ended.returncode, ended.stderr.count("Traceback")) == (0, 0), ended.stderr
    assert '"accessKeys"' in ended.stdout
    assert "there are stale keys" in ended.stdout
    assert "add --yes to delete this key" in ended.stderr
    assert re.search(r"^deleted +ci-bot ", ended.stdout, re.MULTILINE)
    assert mode(tmp_path / "ci-bot.env") == 0o600
    assert "nightly.env: works: nightly of " in ended.stdout


def test_the_table_of_the_environment_has_each_variable_and_no_other() -> None:
    names = {setting.variable.name for setting in SETTINGS if setting.variable}

    assert set(_named_in("environment")) == names


def test_each_promise_about_secrets_names_tests_that_there_are() -> None:
    section = _MAP.partition("## Promises about secrets\n")[2].partition("\n## ")[0]
    promises = re.findall(r"^- (.*?)(?=^- |\Z)", section, re.DOTALL | re.MULTILINE)
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    tests = re.findall(r"^(?:async )?def (test_\w+)", code, re.MULTILINE)

    named = [re.findall(r"`(test_[\w*]+)`", promise) for promise in promises]

    assert len(promises) > 20
    assert [text for text, names in zip(promises, named, strict=True) if not names] == []
    wanted = {name for names in named for name in names}
    assert [name for name in wanted if not fnmatch.filter(tests, name)] == []


@pytest.mark.exhaustive
def test_each_way_to_connect_connects(tmp_path: Path) -> None:
    ways = _blocks("Connect to your control plane", _README)

    assert len(ways) == 2
    with ServedDemo() as server:
        # By the environment: other tests look for secrets among the arguments of all programs.
        plane = {f"DEMO_{name}": value for name, value in server.settings.items()}
        plane["DEMO_TOKEN"] = server.token()
        vendor = 'runai() { test "$*" = "auth get-token -o plaintext" && echo "$DEMO_TOKEN"; }'
        for way in ways:
            told = way.replace("https://acme.run.ai", '"$DEMO_RUNAI_BASE_URL"')
            told = re.sub(r"(RUNAI_CLIENT_\w+)=\.\.\.", r'\1="$DEMO_\1"', told)
            ended = shell(f"{vendor}\n{told.rstrip()} list", home=tmp_path, **plane)
            assert (ended.returncode, "laptop-terminal" in ended.stdout) == (0, True), ended.stderr


def test_each_command_of_a_contributor_names_what_is_there() -> None:
    block, _ = _blocks("Commands for a contributor", _MAP)
    commands = [line.partition("  #")[0].split() for line in block.splitlines()]

    assert len(commands) >= 5
    for program, *arguments in commands:
        assert program == ".venv/bin/python" or os.access(ROOT / program, os.X_OK)
        modules = [name for flag, name in itertools.pairwise(arguments) if flag == "-m"][:1]
        assert all(importlib.util.find_spec(name) for name in modules)
        assert all((ROOT / path).exists() for path in arguments if path.startswith("tests/"))


def test_each_quoted_message_is_one_of_the_program_s() -> None:
    table = re.search(r"<!-- messages -->\n(.*?)<!-- /messages -->", _README, re.DOTALL)
    assert table is not None
    first = [row.split(" | ")[0] for row in table[1].splitlines()[2:]]
    quoted = [message for cell in first for message in re.findall(r"`([^`]+)`", cell)]
    said = _said()

    assert len(quoted) > 7
    assert [message for message in quoted if not any(message in text for text in said)] == []


@pytest.mark.exhaustive
def test_each_question_of_an_administrator_is_answered_alike_by_keys_and_command(
    tmp_path: Path,
) -> None:
    found = re.search(r"<!-- administration -->\n(.*?)<!-- /administration -->", _README, re.DOTALL)
    assert found is not None
    rows = [row.strip("| ").split(" | ") for row in found[1].splitlines()[2:]]

    assert len(rows) == 5
    with ServedDemo() as server:
        for question, keys, command in rows:
            typed = re.findall(r"`([^`]+)`", keys)
            script = f"{command.strip('`')} --format json"
            ended = shell(script, home=tmp_path, **server.settings)
            listed = {key["name"] for key in json.loads(ended.stdout)["accessKeys"]}
            shown = asyncio.run(_shown_by(typed))
            assert listed == shown != set(), question


def test_everything_that_the_readme_links_to_is_there() -> None:
    texts = {ROOT / "README.md": _README, ROOT / "tui" / "README.md": _MAP}
    links = [
        (path, *target.partition("#")[::2])
        for path, text in texts.items()
        for target in re.findall(r"\]\(([^)\s]+)", text)
        if "://" not in target
    ]
    targets = [((path.parent / name).resolve() if name else path, to) for path, name, to in links]

    assert len(targets) > 5
    assert [path for path, _ in targets if not path.is_file()] == []
    assert [to for path, to in targets if to and to not in _anchors(texts[path])] == []


@pytest.mark.parametrize("name", ["demo", "test", "newest"])
def test_a_marked_command_is_one_line_in_a_block_of_its_own(name: str) -> None:
    assert len(_marked(name)) == 1
    assert "\n" not in _marked(name)[0]


def _anchors(text: str) -> set[str]:
    """Return the anchors that GitHub makes of the headings."""
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


def _blocks(heading: str, text: str) -> list[str]:
    section = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"```sh\n(.*?)```\n", section, re.DOTALL)


async def _shown_by(typed: list[str]) -> set[str]:
    async with running(Demo(now=lambda: NOW)) as pilot:
        for keys in typed:
            if keys in ("2", "enter"):
                await press(pilot, keys)
            elif keys == "/":
                await press(pilot, "slash")
            else:
                pilot.app.screen.query_one(Input).value = keys
                await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, KeyListScreen)
        return {key.name for key in screen.shown}


def _said() -> list[str]:
    """Return all texts of the program, with … for inserted values."""
    texts = []
    for path in (ROOT / "tui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            parts = node.values if isinstance(node, ast.JoinedStr) else [node]
            texts.append("".join(_literal(part) for part in parts))
    return texts


def _literal(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.sub(r"{\w+}", "…", node.value)
    return "…" if isinstance(node, ast.FormattedValue) else ""


def _named_in(heading: str) -> list[str]:
    """Return the names in the first column of the table under a heading."""
    table = _README.partition(f"\n| {heading} | meaning |\n")[2].partition("\n\n")[0]
    first = [row.split(" | ")[0] for row in table.splitlines()[1:]]
    return [name for cell in first for name in re.findall(r"`([^`]+)`", cell)]


def _commands() -> dict[str, argparse.ArgumentParser]:
    (commands,) = (
        action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)
    )
    return dict(commands.choices)


def _marked(name: str) -> list[str]:
    pattern = rf"<!-- command: {name} -->\n```sh\n(.*?)\n```\n"
    return re.findall(pattern, _README + _MAP, re.DOTALL)
