"""Costs of starting and moving about, counted where a time would depend on the machine."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.pty.served_demo import ServedDemo
from tests.pty.steps import Start
from tests.pty.terminal import ROOT, Terminal, clean_environment

pytestmark = pytest.mark.afresh

_DOWN, _PAGE_DOWN = "\x1b[B", "\x1b[6~"
_CTRL_L = "\x0c"
_UPDATED = re.compile(r"updated (\d\d:\d\d:\d\d)")
_PLACES = re.compile(rb"\x1b\[(\d+);(\d+)H")
_A_SECOND = 1.1
"""After this the time of the update is another one, and the clock was looked at."""
_SETTLED = 0.2
_ALSO_THE_PANE = 0.5
"""The pane follows the cursor after a while, on a busy machine still later."""

_SIZE = (120, 40)
_COLORS = {"COLORTERM": "truecolor"}

_AFTER_THE_FIRST_FRAME = {
    "anyio",
    "click",
    "csv",
    "hashlib",
    "httpcore",
    "httpx",
    "pydantic",
    "pyperclip",
    "secrets",
    "starlette",
    "textual.command",
    "textual.widgets._input",
    "truststore",
    "tui.api.models",
    "tui.api.service",
    "tui.session.connect",
    "tui.api.client",
    "tui.demo.server",
    "tui.delivery.private_file",
    "tui.workflows.issue_secret",
    "tui.listing.filter_terms",
    "tui.listing.filter_text_terms",
    "tui.app.command_palette",
    "tui.app.screens.all_keys",
    "tui.app.widgets.filter_input",
    "uvicorn",
}

_SPLIT_SINCE = 26
"""Modules more that newer Pythons load for the same, at most: those of argparse in 3.14."""

_NOTING_MODULES = """\
import os, sys
from tui.cli.main import start
from tui.app.terminal.driver import Driver

write = Driver.write
wanted = ["runai-keys", "›"]

def note_modules(driver, data):
    while wanted and wanted[0] in data:
        with open(os.environ["HOME"] + f"/modules-{len(wanted)}", "w") as file:
            # Stand-ins come from no file.
            loaded = (name for name, it in sys.modules.items() if getattr(it, "__spec__", None))
            file.write("\\n".join(loaded))
        del wanted[0]
    write(driver, data)

Driver.write = note_modules
start()
"""
"""The program, which writes down what is loaded with its first frame and with its first rows."""

_LOADED_BY = """\
import sys
from tui.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print("\\n".join(sys.modules), file=sys.stderr)
"""


@pytest.fixture
def demo(start: Start) -> Terminal:
    """Start the demo in a large terminal, and wait until it lists the user's own keys."""
    terminal = start("--demo", size=_SIZE, environment=_COLORS)
    terminal.wait_for("laptop-terminal")
    return terminal


def _settle(terminal: Terminal, silence: float = _SETTLED) -> None:
    while terminal.read_for(silence):
        pass


def _cost(terminal: Terminal, keys: str, wanted: str) -> int:
    """Count the bytes until the effect of keys is on the screen."""
    before = len(terminal.output)
    terminal.send(keys)
    terminal.wait_for(wanted)
    return len(terminal.output) - before


@pytest.mark.exhaustive
def test_each_key_writes_little_more_than_what_it_changes(demo: Terminal) -> None:
    demo.send(_DOWN)
    demo.wait_for("› ci-runner")
    assert len(demo.output) < 9_400, "the start and the first move"
    demo.wait_for("Name       ci-runner")
    cursor = _cost(demo, _DOWN, "› airflow-prod")
    assert cursor < 380
    assert cursor + _cost(demo, "", "Name       airflow-prod") < 1_100, "with the pane"
    assert _cost(demo, "n", "enter Go on") < 2_500, "a dialog, and nothing of what is behind it"
    demo.send("\x1b")
    demo.wait_for("? Help")

    demo.send("2")
    demo.wait_for("All keys 87")
    demo.send(_PAGE_DOWN)
    demo.wait_until(lambda: demo.lines[-2].startswith("›"), "cursor on the last line")
    first = demo.lines[4]
    before = len(demo.output)
    demo.send(_PAGE_DOWN)
    demo.wait_until(lambda: demo.lines[4] != first, "next page")
    assert len(demo.output) - before < 5_000, "a page"


def test_nothing_is_written_while_idle_and_by_a_refresh_that_changes_nothing_only_its_time(
    demo: Terminal,
) -> None:
    loaded = demo.wait_for(_UPDATED)
    _settle(demo)
    assert demo.read_for(_A_SECOND) == b""
    before, lines = len(demo.output), list(demo.lines)

    demo.send("r")
    demo.wait_until(lambda: demo.find(_UPDATED) is not None and loaded not in demo.text, "list")

    written = bytes(demo.output[before:])
    pairs = enumerate(zip(lines, demo.lines, strict=True), start=1)
    # Once a minute an age changes too.
    changed = {number for number, (old, new) in pairs if old != new}
    assert {int(line) for line, _ in _PLACES.findall(written)} == changed
    assert len(written) < 350 * len(changed)


def test_a_filter_s_letter_writes_one_frame_and_ctrl_l_what_another_program_has_written_over(
    demo: Terminal,
) -> None:
    demo.write_over("spoilt by a message to all")
    assert demo.find("spoilt")
    demo.send(_CTRL_L)
    demo.wait_until(lambda: demo.find("spoilt") is None, "whole screen")
    assert demo.find("›@laptop-terminal")

    _cost(demo, "/", "enter Go on")
    _settle(demo)
    before = len(demo.output)
    assert _cost(demo, "a", "filter: a") < 3_000
    assert demo.output[before:].count(b"\x1b[?2026h") == 1
    assert demo.find("has “a”"), "the filter in words, in the same frame as the rows"
    assert _cost(demo, "irf", "filter: airf") < 5_000


@pytest.mark.exhaustive
def test_whatever_is_drawn_in_part_looks_as_if_all_was_drawn(demo: Terminal) -> None:
    demo.send("2")
    demo.wait_for("All keys 87")
    for keys in (_PAGE_DOWN, _DOWN, "s", "/a\r", "n\x1b"):
        demo.send(keys)
        _settle(demo, _ALSO_THE_PANE)
        looks = demo.looks

        demo.send(_CTRL_L)
        _settle(demo)

        assert demo.looks == looks, f"{keys!r}:\n{demo.text}"


@pytest.mark.parametrize("options", [(), ("--demo",)], ids=["served", "demo"])
def test_neither_the_first_frame_nor_its_rows_wait_for_what_only_later_requests_need(
    home: Path, server: ServedDemo, options: tuple[str, ...]
) -> None:
    command = [sys.executable, "-c", _NOTING_MODULES, *options]
    environment = {} if options else server.settings
    with Terminal(command, home, afresh=True, environment=environment) as terminal:
        terminal.wait_for("›@laptop-terminal")
    frame, rows = (set((home / f"modules-{left}").read_text().split()) for left in (2, 1))

    assert "textual.app" in frame
    assert rows & {*_AFTER_THE_FIRST_FRAME, "argparse"} == set()
    assert {name for name in rows if name.startswith("tui.app.dialogs")} == set()
    _are_few(frame, ours=327, pythons=192)


def _are_few(loaded: set[str], *, ours: int, pythons: int) -> None:
    """Limit what is loaded, Python's own modules by their number in the oldest version."""
    of_python = {name for name in loaded if _is_python_s(name.partition(".")[0])}

    assert len(loaded - of_python) < ours
    assert len(of_python) < pythons + (_SPLIT_SINCE if sys.version_info >= (3, 13) else 0)


def _is_python_s(package: str) -> bool:
    # Not each of Python's private modules is in the list, nor what a system has it load.
    known = package in sys.stdlib_module_names
    return known or package.startswith("_") or package == "sitecustomize"


def _loaded_by(
    home: Path, *arguments: str, environment: Mapping[str, str] | None = None
) -> set[str]:
    finished = subprocess.run(
        [sys.executable, "-c", _LOADED_BY, *arguments],
        env=clean_environment(home) | dict(environment or {}),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(finished.stderr.split())


@pytest.mark.parametrize("flag", ["--help", "--version"])
def test_what_only_prints_and_ends_loads_little(home: Path, flag: str) -> None:
    loaded = _loaded_by(home, flag)

    assert "tui.cli.main" in loaded
    # Since Python 3.14, argparse itself loads dataclasses for its colours.
    slow = {"dataclasses"} if sys.version_info < (3, 14) else set()
    assert loaded & {*slow, "pathlib", "asyncio", *_AFTER_THE_FIRST_FRAME} == set()
    _are_few(loaded, ours=23, pythons=82)


def test_a_command_that_prints_the_settings_loads_no_textual(home: Path) -> None:
    loaded = _loaded_by(home, "--theme", "nord", "config", "show")

    assert "tui.config.show" in loaded
    assert "textual" not in loaded


def test_a_list_of_own_keys_takes_two_requests_and_neither_textual_nor_httpx_nor_pydantic(
    home: Path, server: ServedDemo
) -> None:
    loaded = _loaded_by(home, "list", environment=server.settings)

    assert "tui.cli.commands.list" in loaded
    assert loaded & {"textual", "httpx", "pydantic", "anyio", "truststore"} == set()
    assert server.demo.requests == [
        ("POST", "/api/v2/token", 200),
        ("GET", "/api/v1/access-keys", 200),
    ]
    _are_few(loaded, ours=102, pythons=186)
