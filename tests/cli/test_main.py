"""The command line, from outside: what it prints, and what it refuses."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.commands.support import PROGRAM, Ended, run, run_afresh
from tests.cli.conftest import RunHere
from tests.delivery.support import stand_in
from tests.pty.terminal import Terminal
from tui import __version__
from tui.cli.no_flags import no_flags
from tui.cli.parser import parser

_FLAGS = [flag for action in parser()._actions for flag in action.option_strings]

_WIDE = (250, 24)
"""A sentence stays one line."""

_EACH = """\
import contextlib, io, json, os, sys

ended, environment = [], dict(os.environ)

def note(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        print("used the network:", event, arguments)

sys.addaudithook(note)
from tui.cli.main import main
for arguments, variables in json.loads(sys.argv[1]):
    os.environ.clear()
    os.environ.update(environment | variables)
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main(arguments)
        except SystemExit as end:
            status = end.code
    ended.append([arguments, status, out.getvalue(), err.getvalue()])
print(json.dumps(ended))
"""
"""Runs the command line once for each case, and reports any use of the network."""

_LOADED = """\
import sys
from tui.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
heavy = {"textual", "rich", "httpx", "pydantic", "starlette", "shtab", "tui.app.app"}
print(sorted(heavy & set(sys.modules)))
"""

_ADDRESSES = {
    "no scheme": ("acme", "https://"),
    "another scheme": ("ftp://acme.run.ai", "https://"),
    "a blank inside": ("https://acme run.ai", "blank"),
    "quotes around": ("'http://127.0.0.1:1'", "quotes"),
    "user and password": ("https://ana:CANARY@acme.run.ai", "password"),
    "user and password on loopback": ("http://ana:CANARY@127.0.0.1:1", "password"),
    "http to another host": ("http://acme.run.ai", "https://"),
    "http to an address": ("http://192.0.2.1", "https://"),
    "a secret instead": ("NyuzpoUSB9hY0pURqdSuXvEnXkxhmlrT", "https://"),
    "no host": ("https://", "host"),
    "a port that is none": ("https://acme.run.ai:CANARY", "port"),
}


Case = tuple[list[str], dict[str, str]]
"""Arguments, and variables of the environment."""


@pytest.mark.parametrize("arguments", [[], ["--demo"]])
def test_a_start_that_needs_no_parser_has_the_flags_that_it_would_find(
    arguments: list[str],
) -> None:
    assert vars(no_flags(demo=bool(arguments))) == vars(parser(arguments).parse_args(arguments))


def _assert_refused(ended: Ended, begin: str) -> None:
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.startswith(f"runai-keys: {begin}")
    assert re.fullmatch(r"[^\n\x1b]+\.\n", ended.stderr)


def _ask_each(*cases: Case, home: Path) -> list[Ended]:
    """Run all of them in one process of their own."""
    said = run(json.dumps(cases), home=home, command=(sys.executable, "-c", _EACH))
    assert said.stderr == ""
    return [Ended(*ended) for ended in json.loads(said.stdout)]


# What it prints


@pytest.mark.parametrize(
    "command",
    [PROGRAM, (str(Path(sys.executable).with_name("runai-keys")),)],
    ids=["python -m tui", "runai-keys"],
)
def test_the_version_is_printed(command: Sequence[str], tmp_path: Path) -> None:
    ended = run("--version", home=tmp_path, command=command)

    assert (ended.returncode, ended.stdout) == (0, f"runai-keys {__version__}\n")
    assert ended.stderr == ""


def test_the_help_mentions_every_flag(tmp_path: Path) -> None:
    ended = run("--help", home=tmp_path)

    listed = re.findall(r"^  (-.*?)(?:  |$)", ended.stdout, re.MULTILINE)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert sorted(re.findall(r"-[-\w]+", " ".join(listed))) == sorted(_FLAGS)


@pytest.mark.parametrize("argument", ["--help", "--version", "--base-url=acme"])
def test_what_starts_no_program_loads_none_of_its_libraries(argument: str, tmp_path: Path) -> None:
    ended = run_afresh(argument, home=tmp_path, command=(sys.executable, "-c", _LOADED))

    assert ended.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("flag", ["--readonly", "--demo", "--profile=prod", "--log-file=x"])
def test_a_flag_means_the_same_before_a_command_and_behind_it(flag: str) -> None:
    before = parser().parse_args([flag, "config", "show"])
    behind = parser().parse_args(["config", "show", flag])

    assert before == behind != parser().parse_args(["config", "show"])


# What it refuses: addresses


def test_a_wrong_base_url_is_refused_before_anything_is_sent(
    tmp_path: Path, subtests: pytest.Subtests
) -> None:
    cases: list[Case] = [(["--base-url", address], {}) for address, _ in _ADDRESSES.values()]

    for name, ended in zip(_ADDRESSES, _ask_each(*cases, home=tmp_path), strict=True):
        with subtests.test(name):
            _assert_refused(ended, "--base-url: ")
            assert _ADDRESSES[name][1] in ended.stderr
            assert "CANARY" not in ended.stderr


def test_a_wrong_base_url_in_the_environment_is_refused_by_its_name(tmp_path: Path) -> None:
    ended = run(home=tmp_path, RUNAI_BASE_URL="http://ana:CANARY@acme.run.ai")

    _assert_refused(ended, "RUNAI_BASE_URL: ")
    assert "CANARY" not in ended.stderr


def test_the_watch_on_the_network_sees_a_connection(tmp_path: Path) -> None:
    program = "import socket\nmain = lambda _: socket.socket().connect_ex(('127.0.0.1', 1))"
    command = (sys.executable, "-c", _EACH.replace("from tui.cli.main import main", program))

    ended = run("[[[], {}]]", home=tmp_path, command=command)

    assert "used the network: socket.connect" in ended.stdout


# What it refuses: flags


def test_what_can_not_be_meant_is_refused_by_its_name(
    tmp_path: Path, subtests: pytest.Subtests
) -> None:
    there = {"RUNAI_BASE_URL": "https://acme.run.ai"}
    files = [str(tmp_path / name) for name in ("missing.pem", "missing/ca.pem", ".")]
    refused: list[tuple[str, Case]] = [
        (
            "--demo brings its own control plane: leave out --base-url",
            (["--demo", "--base-url", "https://acme.run.ai"], {}),
        ),
        ("--demo-role ", (["--demo-role", "user"], {})),
        ("--base-url: ", (["--base-url", ""], there)),
        *((f"--ca-file: {file} can't be read: ", (["--ca-file", file], there)) for file in files),
    ]

    answers = _ask_each(*(case for _, case in refused), home=tmp_path)

    for (begin, _), ended in zip(refused, answers, strict=True):
        with subtests.test(begin):
            _assert_refused(ended, begin)


def test_wrong_usage_shows_the_usage(tmp_path: Path, subtests: pytest.Subtests) -> None:
    wrong = [
        ["--demo", "--demo-role", "root"],
        ["--demo", "--freeze", "yesterday"],
        ["--demo", "--freeze", "0001-01-01"],
        ["--secret", "x"],
        ["x"],
    ]

    for ended in _ask_each(*((arguments, {}) for arguments in wrong), home=tmp_path):
        with subtests.test(arguments=ended.args):
            assert (ended.returncode, ended.stdout) == (2, "")
            assert ended.stderr.startswith("usage: runai-keys ")


# What it refuses: terminals


@pytest.mark.parametrize(
    ("redirection", "stream"),
    [
        ("</dev/null", "standard input"),
        ("<&-", "standard input"),
        ('2>"$HOME/errors"', "standard error"),
        ("2>&-", "standard error"),
    ],
)
def test_it_does_not_start_with_output_redirected(
    redirection: str, stream: str, tmp_path: Path
) -> None:
    errors = tmp_path / "errors"
    errors.touch()
    script = f'"$@" {redirection}; echo "status $?"'

    with Terminal(["/bin/sh", "-c", script, "sh", *PROGRAM, "--demo"], tmp_path, size=_WIDE) as it:
        it.wait_exit()
        said, _, status = it.text.partition("status ")
        said += errors.read_text()

        assert status.strip() == "2"
        assert re.fullmatch(rf"runai-keys: {stream} is not a terminal: [^\n]+\.\n", said)
        assert b"\x1b" not in it.output + said.encode()


def test_it_does_not_start_in_a_pipe(tmp_path: Path) -> None:
    _assert_refused(run("--demo", home=tmp_path), "standard input is not a terminal")


@pytest.mark.parametrize("variable", ["TERM=dumb", "TERM=", "-uTERM"])
def test_a_terminal_that_cannot_draw_is_refused(variable: str, tmp_path: Path) -> None:
    with Terminal(["/usr/bin/env", variable, *PROGRAM, "--demo"], tmp_path, size=_WIDE) as it:
        status = it.wait_exit()

        assert status == 2
        assert re.fullmatch(rb"runai-keys: [^\r\n\x1b]+ TERM[^\r\n\x1b]+\.\r\n", it.output)


_OPENER = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[2:])))"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--demo"], "a notebook's cell receives no key presses"),
        (["trust", "https://127.0.0.1:9"], "trust has to ask you"),
    ],
)
def test_what_waits_for_keys_is_refused_in_a_notebook_s_cell(
    arguments: list[str], reason: str, tmp_path: Path
) -> None:
    kernel = [
        "/usr/bin/env",
        "TERM=xterm-color",
        sys.executable,
        "-c",
        _OPENER,
        "ipykernel_launcher",
    ]
    with Terminal([*kernel, *PROGRAM, *arguments], tmp_path, size=_WIDE) as it:
        assert it.wait_exit() == 2
        assert re.fullmatch(rf"runai-keys: {reason}: [^\r\n\x1b]+\.\r+\n", it.output.decode())


def test_standard_output_may_be_redirected_for_nothing_is_drawn_there(tmp_path: Path) -> None:
    command = ["/bin/sh", "-c", '"$@" >"$HOME/output"', "sh", *PROGRAM, "--demo"]
    with Terminal(command, tmp_path) as it:
        it.wait_for("12/20")
        it.send("q")

        assert it.wait_exit() == 0
    assert (tmp_path / "output").read_bytes() == b""


def test_what_is_wrong_is_quoted_without_what_a_terminal_obeys(
    tmp_path: Path, subtests: pytest.Subtests
) -> None:
    cases: list[Case] = [
        (["--\x1b]0;gone\x07"], {}),
        (["--clipboard", "\x1b[2J\x9b1m"], {}),
        (["--ca-file", "/\x1b]52;c;eA==\x07\u202e"], {}),
        (["--base-url", "https://\x1b[31mx"], {}),
        ([], {"RUNAI_CLIENT_ID": "5e7b\x1b[2J"}),
        ([], {"RUNAI_BASE_URL": "\x1b[2J"}),
    ]

    for case, ended in zip(cases, _ask_each(*cases, home=tmp_path), strict=True):
        with subtests.test(case=case):
            assert ended.returncode == 2
            assert ended.stderr
            assert "Traceback" not in ended.stderr
            assert all(character.isprintable() or character == "\n" for character in ended.stderr)


def test_the_config_file_is_found_checked_and_shown_without_a_terminal(
    tmp_path: Path, run_here: RunHere
) -> None:
    folder = tmp_path / "config" / "runai-keys"
    folder.mkdir(parents=True)
    path = folder / "config.toml"

    def ask(*arguments: str) -> Ended:
        return run_here(*arguments, XDG_CONFIG_HOME=str(tmp_path / "config"))

    assert ask("config", "path").stdout == f"{path}\n"
    assert "does not exist, and need not" in ask("config", "validate").stdout
    path.write_text('[profiles.prod]\nbase_url = "https://acme.run.ai"\n')
    assert ask("config", "validate").stdout == f"{path} is valid.\n"
    assert ask("config", "validate").stderr == ""
    shown = ask("--profile", "prod", "config", "show")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert f"base_url     https://acme.run.ai  {path}, line 2\n" in shown.stdout
    path.write_text("color = 1\n")
    for arguments in (["config", "validate"], ["config", "show"], []):
        _assert_refused(ask(*arguments), f"{path}, line 1: there is no setting")


def test_a_secret_in_the_config_file_works_with_a_warning(
    tmp_path: Path, run_here: RunHere
) -> None:
    path = tmp_path / "runai-keys" / "config.toml"
    path.parent.mkdir()
    profile = '[profiles.prod]\nbase_url = "https://acme.run.ai"\nclient_id = "x"\n'
    path.write_text(f'{profile}client_secret = "CANARY"\n')
    path.chmod(0o600)

    warned = run_here("--profile", "prod", "config", "validate", XDG_CONFIG_HOME=str(tmp_path))

    assert (warned.returncode, warned.stdout) == (0, f"{path} is valid.\n")
    assert "client_secret_file or secret_command keep it apart" in warned.stderr
    assert "CANARY" not in warned.stderr


def test_no_option_takes_a_secret() -> None:
    words = [word for flag in _FLAGS for word in re.split("-+", flag)]

    assert "profile" in words
    assert not {"secret", "password", "token", "key", "credentials"} & {*words}


def test_info_says_what_a_bug_report_needs_and_no_secret(run_here: RunHere, tmp_path: Path) -> None:
    ended = run_here("info", RUNAI_CLIENT_SECRET="CANARY", TMUX="/tmp/x,1,0")

    assert (ended.returncode, ended.stderr) == (0, "")
    for part in (__version__, "textual ", "terminal ", "tmux", "clipboard ", "config.toml"):
        assert part in ended.stdout
    assert "CANARY" not in ended.stdout
    assert "log          off; --log-file PATH writes one\n" in ended.stdout
    logged = run_here("--log-file", "/tmp/some.log", "info")
    assert "log          /tmp/some.log\n" in logged.stdout
    in_kitty = run_here("info", TERM="xterm-kitty", SSH_CONNECTION="remote")
    assert "because this is an SSH session; kitty takes them.\n" in in_kitty.stdout
    stand_in(tmp_path, "tmux", "echo 'pane %0 $0 0'; echo 'client $0 0 1 1 x 0 xterm XTerm(379)'")
    recorded = run_here("info", ASCIINEMA_REC="1")
    assert re.search(r"^recorded +by .*asciinema", recorded.stdout, re.MULTILINE)
    in_tmux = run_here("info", TMUX="/x,1,0", TMUX_PANE="%0", PATH=str(tmp_path))
    assert "Nothing is copied: xterm (379) ignores clipboard writes unless" in in_tmux.stdout
    broken = run_here("info", RUNAI_BASE_URL="ftp://x")
    assert "log          not known, as the settings have a mistake" in broken.stdout
    assert broken.returncode == 0
