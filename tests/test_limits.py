"""Time limits and numbers are what they are meant to be, and what README and help say they are."""

from __future__ import annotations

import argparse
import ast
import re
import signal
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.pty.terminal import ROOT
from tui.api.key_name import KEY_QUOTA
from tui.cli.exit_codes import CRASHED, NETWORK, REFUSED, SIGN_IN, SIGNALLED, USAGE
from tui.cli.parser import parser
from tui.demo.server import Demo
from tui.listing.findings import FINDINGS
from tui.listing.listing import AT_LIMIT

_WORDS = {"four": 4, "twelfth": 12}


class Limit(NamedTuple):
    """A number in the source, and the phrases with which README and help name it."""

    value: object
    phrases: tuple[str, ...] = ()


SECONDS = {
    "tui.api.bearer_auth:MARGIN": Limit(60.0),
    "tui.api.timeouts:CERTIFICATE_TIMEOUT": Limit(8.0),
    "tui.api.timeouts:CHANGE_ROOM": Limit(5.0),
    "tui.api.timeouts:COMMAND_TIMEOUT": Limit(
        30.0, (r"`secret_command` run [^.]*for up to (\d+) s",)
    ),
    "tui.api.timeouts:CONNECT_TIMEOUT": Limit(5.0),
    "tui.api.timeouts:DEADLINE": Limit(30.0),
    "tui.api.timeouts:KEEPALIVE": Limit(30.0),
    "tui.api.timeouts:LOGIN_TIMEOUT": Limit(600.0),
    "tui.api.timeouts:NEXT_ADDRESS": Limit(1.0),
    "tui.api.timeouts:PLAIN_CONNECT_TIMEOUT": Limit(3.0),
    "tui.api.timeouts:POOL_TIMEOUT": Limit(5.0),
    "tui.api.timeouts:READ_TIMEOUT": Limit(15.0),
    "tui.api.timeouts:RETRY_PAUSES": Limit((0.3, 1.0)),
    "tui.api.timeouts:REFUSED_PAUSES": Limit((2.0, 4.0, 8.0)),
    "tui.api.timeouts:TERMINAL_COMMAND_TIMEOUT": Limit(
        120.0, (r"gives it the terminal for up to (\d+) s",)
    ),
    "tui.api.timeouts:WRITE_TIMEOUT": Limit(10.0),
    "tui.api.tokens:ASSUMED_LIFETIME": Limit(600.0),
    "tui.app.dialogs.base.dialog:ARMED_AFTER": Limit(0.5),
    "tui.app.dialogs.requests.progress_box:_REPAINT": Limit(0.2),
    "tui.app.dialogs.secret.copying:_SLOW": Limit(0.8),
    "tui.app.dialogs.secret.deliveries:_TICK": Limit(1.0),
    "tui.app.first_frame:WRITTEN_AFTER": Limit(1.0),
    "tui.app.first_frame:_DRAWN_BY": Limit(0.5),
    "tui.app.key_queue:MAX_WAIT": Limit(2.0),
    "tui.app.key_queue:_SETTLED_AFTER": Limit(0.02),
    "tui.app.run:_START": Limit(1.5),
    "tui.app.run:_TIDY_UP": Limit(1.0),
    "tui.app.screens.list_painter:AT_REST": Limit(0.1),
    "tui.app.screens.list_painter:COUNT_DOWN": Limit(1.0),
    "tui.app.screens.my_keys:OPEN_AFTER": Limit(0.3),
    "tui.session.prefetch:_POLL_INTERVAL": Limit(1.0),
    "tui.app.screens.list_loader:LONGEST_PAUSE": Limit(600.0),
    "tui.app.screens.list_loader:SLOW_AFTER": Limit(5.0),
    "tui.app.screens.sign_in:_READ_WITHIN": Limit(15.0),
    "tui.app.terminal.driver:_SIZE_TICK": Limit(1.0),
    "tui.app.terminal.driver:_WATCHDOG_DELAY": Limit(0.1),
    "tui.app.terminal.identity:IDENTITY_TIMEOUT": Limit(1.0),
    "tui.app.terminal.input_reader:_REPLY_TIMEOUT": Limit(0.5),
    "tui.app.terminal.input_parser:_LATE": Limit(2.0),
    "tui.app.terminal.input_reader:_SLOW_ESCAPE": Limit(0.25),
    "tui.app.terminal.input_reader:_TICK": Limit(0.02),
    "tui.app.terminal.reply_filter:PASTE_SILENCE": Limit(2.0),
    "tui.app.terminal.reply_filter:SILENCE": Limit(1.0),
    "tui.app.widgets.masked_secret:MASKED_AFTER": Limit(
        30.0, (r"It is masked until you press `v`, and (?:masked )?again after (\d+) s",)
    ),
    "tui.cli.commands.runner:_CLOSE_TIMEOUT": Limit(1.0),
    "tui.config.settings:Settings.delete_after": Limit(
        5.0, (r"the request is sent after (\d+) s", r"delete can be taken back; (\d+) by default")
    ),
    "tui.delivery.atomic_file:_ABANDONED_AFTER": Limit(600.0),
    "tui.delivery.child_process:_DRAIN": Limit(0.5),
    "tui.delivery.child_process:_GRACE": Limit(0.5),
    "tui.delivery.clipboard_helper:_PAUSES": Limit((0, 0.05, 0.1, 0.2)),
    "tui.delivery.lent_terminal:_GRACE": Limit(0.5),
    "tui.delivery.lent_terminal:_POLL_INTERVAL": Limit(0.02),
    "tui.delivery.limits:CLEAR_AFTER": Limit(
        45.0, (r"cleared (?:after )?(\d+) s", r"own clipboard is cleared; (\d+) by default")
    ),
    "tui.delivery.limits:CLOSE_TIMEOUT": Limit(1.5),
    "tui.delivery.limits:LOCAL_TIMEOUT": Limit(2.0),
    "tui.delivery.limits:LOOK_PAUSE": Limit(0.2),
    "tui.delivery.limits:MORE_REPLIES": Limit(0.1),
    "tui.delivery.limits:OTHERS_REPLY": Limit(0.25),
    "tui.delivery.limits:READ_BACK_PAUSES": Limit((0.02, 0.1)),
    "tui.delivery.limits:READ_BACK_TIMEOUT": Limit(1.0),
    "tui.delivery.limits:SAVE_TIMEOUT": Limit(10.0),
    "tui.delivery.limits:TARGET_TERMINAL_TIMEOUT": Limit(
        120.0, (r"each command may take; \d+ by default, with the terminal (\d+)",)
    ),
    "tui.delivery.limits:TARGET_TIMEOUT": Limit(
        30.0, (r"each command may take; (\d+) by default",)
    ),
    "tui.delivery.limits:TMUX_DELETE_TIMEOUT": Limit(0.25),
    "tui.delivery.limits:TMUX_LOOK_TIMEOUT": Limit(0.5),
    "tui.delivery.limits:TMUX_TIMEOUT": Limit(2.0),
    "tui.delivery.limits:TURN_TIMEOUT": Limit(0.3),
    "tui.delivery.limits:WSL_TIMEOUT": Limit(8.0),
    "tui.delivery.process_tree:_PS_TIMEOUT": Limit(2.0),
    "tui.runtime.early_screen:_WRITE_TIMEOUT": Limit(0.2),
    "tui.runtime.watchdog:GRACE": Limit(3.0),
    "tui.runtime.watchdog:_RETRY_PAUSE": Limit(0.01),
    "tui.session.delete_queue:TICK": Limit(1.0),
}
"""Every constant that is written as a float, which only seconds are (but for `NO_SECONDS`)."""

NO_SECONDS = {
    "tui.api.responses:_LONGEST_WAIT",
    "tui.api.moments:_FAR_FUTURE",
    "tui.app.command_palette:_BY_NAME",
    "tui.app.command_palette:_BY_PREFIX",
    "tui.app.command_palette:_BY_TEXT",
}

COUNTS = {
    "tui.api.clock_skew:_TOLERANCE": Limit(timedelta(minutes=1)),
    "tui.api.key_name:KEY_QUOTA": Limit(20),
    "tui.api.key_name:NAME_LIMIT": Limit(255),
    "tui.api.operations:ID_LIMIT": Limit(512),
    "tui.delivery.child_process:OUTPUT_LIMIT": Limit(512 * 1024),
    "tui.api.body:BODY_LIMIT": Limit(8 * 1024 * 1024),
    "tui.app.screens.list_painter:WIDE": Limit(120, (r"from (\d+) columns on",)),
    "tui.cli.main:FRAMES_A_SECOND": Limit("12", (r"a (twelfth) of a second",)),
    "tui.config.limits:LEAST_REFRESH": Limit(5, (r"every SECONDS, at least (\d+)",)),
    "tui.config.limits:LEAST_QUIET": Limit(1),
    "tui.config.limits:MOST_HOURS": Limit(8_760),
    "tui.config.limits:LEAST_TIMEOUT": Limit(1),
    "tui.config.limits:MOST_TIMEOUT": Limit(600),
    "tui.config.limits:MOST_DAYS": Limit(3_650),
    "tui.config.limits:MOST_SECONDS": Limit(86_400),
    "tui.config.private_file:LARGEST": Limit(1_000_000),
    "tui.runtime.kept_frame:LARGEST": Limit(65_536),
    "tui.runtime.kept_frame:MAX_FRAMES": Limit(8),
    "tui.config.settings:Settings.idle_after": Limit(
        45, (r"active \(used in the last (\d+) days\)", r"counts as idle; (\d+) by default")
    ),
    "tui.config.settings:Settings.quiet_for": Limit(
        24, (r"before it is deleted; (\d+) by default",)
    ),
    "tui.config.settings:Settings.refresh": Limit(0.0),
    "tui.config.settings:Settings.stale_after": Limit(
        90, (r"idle \(up to (\d+)\)", r"counts as stale; (\d+) by default")
    ),
    "tui.delivery.limits:LOCAL_LIMIT": Limit(100_000),
    "tui.delivery.limits:TERMINAL_LIMIT": Limit(8_000),
    "tui.listing.listing:SERVER_LIMIT": Limit(
        100,
        (
            r"lists at most (\d+)\b",
            r"More than (\d+) keys",
            r"server's limit of (\d+) keys",
        ),
    ),
    "tui.listing.rotation:CLOCK_TOLERANCE": Limit(timedelta(minutes=1)),
    "tui.listing.rotation:LONGEST_TOKEN_LIFE": Limit(timedelta(days=366)),
    "tui.listing.rotation:TOKEN_LIFE": Limit(timedelta(hours=1)),
    "tui.listing.rotation_names:RECOGNISED_FOR": Limit(timedelta(days=90)),
    "tui.listing.rotation_state:QUIET_FOR": Limit(timedelta(hours=24)),
    "tui.listing.rotation_state:STUCK_AFTER": Limit(timedelta(days=7)),
    "tui.listing.usage:DEFAULT_LIMITS.idle": Limit(timedelta(days=45)),
    "tui.listing.usage:DEFAULT_LIMITS.stale": Limit(timedelta(days=90)),
    "tui.listing.rotation:CLOCK_LIMIT": Limit(timedelta(minutes=10)),
    "tui.workflows.bulk_delete:AT_ONCE": Limit(4, (r"(four) (?:\w+ )?at a time",)),
}
"""Other numbers that users or servers rely on."""

LIMITS = SECONDS | COUNTS

_CROWD = r"--crowd: (\d+) keys"

_EXAMPLE = r"(?:Rotate every|older than) 90 days"
"""A number that is a matter of taste."""

_PHRASES = [(name, phrase) for name, limit in LIMITS.items() for phrase in limit.phrases]

_NUMBER = re.compile(r"\b\d+ (?:s|days|keys|columns)\b|\b\d+ by default|\(up to \d+\)")
"""Numbers of the README that have to be covered by a phrase."""


def _read(name: str) -> object:
    module, _, path = name.partition(":")
    value: object = import_module(module)
    for part in path.split("."):
        value = getattr(value, part)
    return value


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_is_what_it_is_meant_to_be(name: str) -> None:
    assert _read(name) == LIMITS[name].value


def test_every_number_of_seconds_in_the_source_is_in_the_table() -> None:
    found = {name for path in (ROOT / "tui").rglob("*.py") for name in _floats(path)}

    assert found == SECONDS.keys() | NO_SECONDS, "update SECONDS in tests/test_limits.py"


@pytest.mark.parametrize(("name", "phrase"), _PHRASES)
def test_a_number_in_the_readme_is_that_of_the_source(name: str, phrase: str) -> None:
    said = re.findall(phrase, _readme())

    assert said, f"update the phrase of {name} in tests/test_limits.py"
    value = float(str(LIMITS[name].value))
    assert {float(_WORDS.get(number, number)) for number in said} == {value}


def test_no_number_in_the_readme_is_without_its_limit() -> None:
    text = _readme()
    phrases = [_CROWD, _EXAMPLE, *(phrase for _, phrase in _PHRASES)]
    covered = [match.span() for phrase in phrases for match in re.finditer(phrase, text)]

    missing = [
        text[max(0, number.start() - 40) : number.end() + 20]
        for number in _NUMBER.finditer(text)
        if not any(begin <= number.start() < end for begin, end in covered)
    ]

    assert missing == [], "add a phrase to tests/test_limits.py"


def test_the_crowd_of_the_demo_is_as_large_as_the_readme_says() -> None:
    said = re.findall(_CROWD, _readme())

    assert {int(number) for number in said} == {len(Demo(crowd=True).store.all_keys())}


def test_the_numbers_in_help_and_messages_are_those_of_the_source() -> None:
    text = " ".join([AT_LIMIT, *" ".join(each.format_help() for each in _parsers()).split()])
    said = [(name, number) for name, phrase in _PHRASES for number in re.findall(phrase, text)]

    assert {"tui.config.limits:LEAST_REFRESH", "tui.listing.listing:SERVER_LIMIT"} <= {*dict(said)}
    for name, number in said:
        assert float(_WORDS.get(number, number)) == float(str(LIMITS[name].value))
    assert not _NUMBER.search(re.sub("|".join(phrase for _, phrase in _PHRASES), "", text))


def test_the_finding_of_owners_near_the_limit_names_the_limit() -> None:
    (finding,) = (finding for finding in FINDINGS if finding.name == "near-limit")

    assert finding.title == f"of an owner near the limit of {KEY_QUOTA}"


def test_the_exit_statuses_of_the_readme_are_those_of_the_source() -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("| exit status |")[2]
    listed = [int(number) for number in re.findall(r"(?m)^\| (\d+)(?: \+ n)? \|", section)[:7]]

    assert listed == [0, REFUSED, USAGE, NETWORK, SIGN_IN, CRASHED, SIGNALLED]
    assert f"such as {SIGNALLED + signal.SIGINT} by `ctrl+c`" in section


def _floats(path: Path) -> Iterator[str]:
    """Name the constants of a module and its classes that are written as floats."""
    relative = path.relative_to(ROOT)
    if "demo" in relative.parts:
        return
    module = ".".join(relative.with_suffix("").parts)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for name, value in _assigned(tree.body):
        # Zero is where a state begins, and no limit.
        if any(isinstance(part, ast.Constant) and _is_positive(part.value) for part in value):
            yield f"{module}:{name}"


def _is_positive(value: object) -> bool:
    return isinstance(value, float) and value > 0


def _assigned(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, list[ast.expr]]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _assigned(node.body, f"{node.name}.")
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            yield f"{prefix}{ast.unparse(node.target)}", _parts(node.value)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                names = target.elts if isinstance(target, ast.Tuple) else [target]
                for name in names:
                    yield f"{prefix}{ast.unparse(name)}", _parts(node.value)


def _parts(value: ast.expr) -> list[ast.expr]:
    return value.elts if isinstance(value, ast.Tuple) else [value]


def _readme() -> str:
    paths = [path for path in (ROOT / "README.md", ROOT / "tui" / "README.md") if path.exists()]
    return " ".join(" ".join(path.read_text(encoding="utf-8") for path in paths).split())


def _parsers() -> Iterator[argparse.ArgumentParser]:
    yield parser()
    for action in parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.values()
