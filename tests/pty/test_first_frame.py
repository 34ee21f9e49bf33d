"""A frame is drawn before Textual is loaded, of the last start or a plain one, and given back."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.pty.emulator import in_common
from tests.pty.hanging import HangingServer
from tests.pty.processes import innermost, wait_until
from tests.pty.served_demo import ServedDemo
from tests.pty.steps import Start
from tests.pty.terminal import CTRL_Q, Terminal

_LOADING = "Loading your access keys…"
_FOOTER = "? Help"
"""Textual draws it, and a frame that was kept has it."""
_FRAMES = ".cache/runai-keys/frames/*"
_ENTER, _LEAVE = b"\x1b[?1049h", b"\x1b[?1049l"
_CTRL_C, _CTRL_L, _CTRL_Z = "\x03", "\x0c", "\x1a"

_HELD = """\
import os, select, sys
from tui.app.terminal import lazy_types
from tui.cli.main import start

def hold():
    home = os.environ["HOME"]
    with open(home + "/held", "w") as file:
        file.write(" ".join(sys.modules))
    go = os.open(home + "/go", os.O_RDONLY | os.O_NONBLOCK)
    # With a timeout: a signal just before a system call is handled when that returns.
    while not select.select([go], [], [], 0.05)[0]:
        pass
    os.set_blocking(go, True)
    with open(go) as code:
        exec(code.read())

lazy_types.defer_types = hold
start()
"""
"""The program, held just before it loads Textual until it is told to go on, and what to do."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home in which a first start has left its frame."""
    home = tmp_path_factory.mktemp("kept")
    with Terminal([sys.executable, "-m", "tui", "--demo"], home) as terminal:
        terminal.wait_for("laptop-terminal")
        wait_until(lambda: bool([*home.glob(_FRAMES)]), 10)
        terminal.send("q")
        assert terminal.wait_exit() == 0
    return home


@pytest.fixture
def home(kept: Path, tmp_path: Path) -> Path:
    """Return a home with that frame."""
    home = tmp_path / "home"
    shutil.copytree(kept, home)
    return home


@contextmanager
def _held(
    home: Path,
    *options: str,
    environment: Mapping[str, str] | None = None,
    size: tuple[int, int] = (80, 24),
    afresh: bool = False,
) -> Iterator[Terminal]:
    os.mkfifo(home / "go")
    command = [sys.executable, "-c", _HELD, *(options or ("--demo",))]
    with Terminal(command, home, environment=environment, size=size, afresh=afresh) as terminal:
        wait_until(lambda: (home / "held").exists() and (home / "held").read_text() != "", 10)
        yield terminal


def _go_on(home: Path, code: str = "") -> None:
    (home / "go").write_text(code)


def test_a_later_start_draws_first_and_loads_textual_then_and_takes_the_keys_typed_meanwhile(
    home: Path,
) -> None:
    with _held(home, afresh=True) as terminal:
        terminal.wait_for(_LOADING)
        loaded = (home / "held").read_text().split()
        assert "textual" not in loaded
        terminal.send("/airf")
        assert terminal.read_for(0.1) == b"", "what is typed is not shown"

        _go_on(home)

        terminal.wait_for("filter: airf")
        assert terminal.output.count(_ENTER) == 1
        # Nothing that stood there already was written again.
        assert terminal.output.count(b" 2 All keys") == 1
        terminal.wait_for("› airflow-prod")
        terminal.read_for(0.2)
        lines = terminal.lines[1:]
        terminal.send(CTRL_Q)
        assert terminal.wait_exit() == 0
        assert terminal.modes() == set()
    shutil.rmtree(home / ".cache")
    with Terminal([sys.executable, "-m", "tui", "--demo"], home) as without:
        without.wait_for("laptop-terminal")
        without.send("/airf")
        without.wait_for("filter: airf")
        without.wait_until(lambda: without.lines[1:] == lines, "the same screen")


def test_what_is_drawn_first_looks_as_the_application_does_while_it_loads_the_list(
    home: Path,
) -> None:
    with HangingServer() as server:
        known = {*home.glob(_FRAMES)}
        command = [sys.executable, "-m", "tui"]
        with Terminal(command, home, environment=server.settings) as terminal:
            terminal.wait_for(_FOOTER)
            lines, looks = terminal.lines, terminal.looks
            wait_until(lambda: {*home.glob(_FRAMES)} != known, 10)
        with _held(home, "--clipboard", "auto", environment=server.settings) as terminal:
            terminal.wait_for(_LOADING)
            assert terminal.lines == lines
            # The emulator clears in no colour, as a few terminals do.
            drawn = [number for number, line in enumerate(lines) if line.strip()]
            assert [terminal.looks[each] for each in drawn] == [looks[each] for each in drawn]

            _go_on(home)

            server.wait_for_request()
            terminal.wait_until(lambda: b"\x1b[?1004h" in terminal.output, "application")
            assert terminal.read_for(0.5).count(b"1 My keys") == 0
            assert terminal.looks == looks


@pytest.fixture(scope="module")
def kept_of_server(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Path, Mapping[str, str]]]:
    """Return a home in which a start against a server has left its frame, and its settings."""
    home = tmp_path_factory.mktemp("kept-of-server")
    with HangingServer() as server:
        with Terminal([sys.executable, "-m", "tui"], home, environment=server.settings):
            wait_until(lambda: bool([*home.glob(_FRAMES)]), 10)
        yield home, server.settings


@pytest.mark.parametrize(
    ("written", "environment", "size", "is_drawn"),
    [
        ({}, {}, (80, 24), True),
        ({".config/runai-keys/config.toml": ""}, {}, (80, 24), False),
        ({".local/state/runai-keys/theme": "nord"}, {}, (80, 24), False),
        ({}, {"COLORTERM": "truecolor"}, (80, 24), False),
        ({}, {"RUNAI_BASE_URL": "http://127.0.0.1:9"}, (80, 24), False),
        ({}, {}, (81, 24), False),
    ],
)
def test_the_kept_frame_is_drawn_by_a_start_of_the_same_look_alone(
    kept_of_server: tuple[Path, Mapping[str, str]],
    tmp_path: Path,
    written: Mapping[str, str],
    environment: Mapping[str, str],
    size: tuple[int, int],
    is_drawn: bool,
) -> None:
    kept, settings = kept_of_server
    home = tmp_path / "home"
    shutil.copytree(kept, home)
    for name, text in written.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text)
    environment = {**settings, **environment}
    with _held(home, "--clipboard", "auto", environment=environment, size=size) as terminal:
        terminal.wait_for(_LOADING)
        assert (terminal.find(_FOOTER) is not None) == is_drawn


@pytest.mark.parametrize(
    ("options", "environment", "size"),
    [
        ((), {}, (80, 24)),
        (("--ascii",), {}, (40, 8)),
        (("--theme", "nord"), {"COLORTERM": "truecolor"}, (200, 50)),
        (("--readonly",), {"NO_COLOR": "1"}, (81, 24)),
        (("--theme", "runai-light"), {"TERM": "xterm"}, (60, 16)),
        ((), {"TERM": "xterm", "COLORFGBG": "0;15"}, (120, 40)),
    ],
)
def test_a_first_start_draws_what_it_knows_at_once_and_looks_in_the_end_as_without_that(
    tmp_path: Path,
    options: tuple[str, ...],
    environment: Mapping[str, str],
    size: tuple[int, int],
) -> None:
    with (
        HangingServer() as server,
        _held(
            tmp_path,
            *("--clipboard", "auto", *options),
            environment={**server.settings, **environment},
            size=size,
        ) as terminal,
    ):
        terminal.wait_for("Loading your access keys")
        drawn = terminal.lines
        assert "runai-keys" in drawn[0]
        assert "All keys" in drawn[1]

        _go_on(tmp_path)

        terminal.wait_for(_FOOTER)
        terminal.read_for(0.2)
        assert terminal.output.count(_ENTER) == 1
        assert [*map(in_common, drawn, terminal.lines)] == [line.rstrip() for line in drawn]
        looks = terminal.looks
        terminal.send(_CTRL_L)
        terminal.read_for(0.2)
        assert terminal.looks == looks


def _typed(keys: str) -> Callable[[Terminal, Path], None]:
    return lambda terminal, _: terminal.send(keys)


def _sent(number: signal.Signals) -> Callable[[Terminal, Path], None]:
    return lambda terminal, _: terminal.signal(number)


def _done(code: str) -> Callable[[Terminal, Path], None]:
    return lambda _, home: _go_on(home, code)


_LACKS = "from tui.app import run; run.load_packed_style_sheets = lambda _: 'app.tcss is missing'"
_NO_APP = "from tui.app import run; run.run = lambda *_, **__: 1 / 0"
_NO_DRIVER = (
    "from tui.app.app import AccessKeysApp as App; App._build_driver = lambda *_, **__: 1 / 0"
)
_NO_WRITER = "from textual.drivers import linux_driver as it; it.WriterThread = lambda _: 1 / 0"
_NO_READER = "from textual.drivers import linux_driver as it; it.Thread = lambda **_: 1 / 0"

_ENDS: dict[str, tuple[Callable[[Terminal, Path], None], int, str]] = {
    "SIGINT": (_sent(signal.SIGINT), -signal.SIGINT, ""),
    "SIGTERM": (_sent(signal.SIGTERM), -signal.SIGTERM, ""),
    "SIGHUP": (_sent(signal.SIGHUP), -signal.SIGHUP, ""),
    "SIGQUIT": (_sent(signal.SIGQUIT), -signal.SIGQUIT, ""),
    "SIGXCPU": (_sent(signal.SIGXCPU), -signal.SIGXCPU, ""),
    "ctrl+c": (_typed(_CTRL_C), -signal.SIGINT, ""),
    "a bug": (_done("1 / 0"), 70, "runai-keys hit a bug: ZeroDivisionError"),
    "a bug of the application's": (_done(_NO_APP), 70, "runai-keys hit a bug"),
    "no driver": (_done(_NO_DRIVER), 70, "runai-keys hit a bug: ZeroDivisionError"),
    "no thread that writes": (_done(_NO_WRITER), 70, "runai-keys hit a bug"),
    "no thread that reads": (_done(_NO_READER), 70, "runai-keys hit a bug"),
    "a missing module": (_done("import nowhere"), 70, "runai-keys"),
    "a missing style sheet": (_done(_LACKS), 2, "runai-keys: app.tcss is missing"),
}


@pytest.mark.parametrize("end", _ENDS)
def test_whatever_ends_the_program_before_textual_is_there_gives_the_terminal_back(
    home: Path, end: str
) -> None:
    act, status, said = _ENDS[end]
    with _held(home) as terminal:
        terminal.wait_for(_LOADING)
        assert "alternate screen" in terminal.modes()

        act(terminal, home)

        assert terminal.wait_exit() == status
        assert terminal.modes() == set()
        before, _, after = bytes(terminal.output).partition(_LEAVE)
        assert said.encode() in after
        assert b"runai-keys" not in after.replace(said.encode(), b"", 1) or "bug" in said
        assert before.count(_ENTER) == 1
        # A terminal may keep in its scrollback what is cleared as a whole.
        assert b"\x1b[J" not in before.partition(b"runai-keys")[2]
        assert re.search(rb"\x1b\[[0-3]?[JK]", after) is None, "what the shell shows is erased"


_STANDS_STILL = """\
from threading import Event
from tui.app.app import AccessKeysApp
from tui.runtime import watchdog
watchdog.GRACE = 0.5
AccessKeysApp.action_help = lambda _, event=Event(): event.wait()
"""


def test_an_application_that_went_on_from_it_and_stands_still_gives_the_terminal_back_too(
    home: Path,
) -> None:
    with _held(home) as terminal:
        terminal.wait_for(_LOADING)
        _go_on(home, _STANDS_STILL)
        terminal.wait_for("laptop-terminal")
        terminal.send("?")
        # Behind the terminal's replies, after which nothing is drawn any more.
        terminal.read_for(0.3)

        terminal.signal(signal.SIGTERM)

        assert terminal.wait_exit(6) == 143
        assert terminal.modes() == set()


def test_what_is_printed_meanwhile_is_seen_on_the_ordinary_screen_and_spoils_nothing(
    home: Path,
) -> None:
    with _held(home) as terminal:
        terminal.wait_for(_LOADING)

        _go_on(home, "print('a warning', file=sys.stderr)")

        terminal.wait_for("›@laptop-terminal")
        assert terminal.find("a warning") is None
        leave, warning, again = (
            terminal.output.index(_LEAVE),
            terminal.output.index(b"a warning"),
            terminal.output.rindex(_ENTER),
        )
        assert leave < warning < again


def test_a_stop_gives_the_shell_its_terminal_and_the_start_goes_on_after_it(home: Path) -> None:
    os.mkfifo(home / "go")
    (home / "held.py").write_text(_HELD)
    with Terminal(["sh", "-i"], home) as terminal:
        terminal.send(f"{sys.executable} {home / 'held.py'} --demo\r")
        terminal.wait_for(_LOADING)
        terminal.send("n")
        wait_until((home / "held").exists, 10)

        os.kill(innermost(terminal.process_id), signal.SIGTSTP)

        terminal.wait_for("Stopped")
        assert terminal.modes() == set()
        # A key that was meant for the program is not typed into the shell.
        terminal.send("echo $((6 * 7))\r")
        terminal.wait_for(re.compile(r"^(?:[#$] )?42$", re.MULTILINE))
        terminal.send("fg\r")
        _go_on(home)
        terminal.wait_for("›@laptop-terminal")
        terminal.send("q")
        terminal.wait_until(lambda: not terminal.modes(), "the shell's terminal")


_KEEP_AT_ONCE = "from tui.app import first_frame; first_frame.WRITTEN_AFTER = 0.01"


def _resized(*sizes: tuple[int, int]) -> Callable[[Terminal], None]:
    return lambda terminal: [*map(terminal.resize, sizes)].clear()


def _stopped(terminal: Terminal) -> None:
    terminal.signal(signal.SIGSTOP)
    terminal.signal(signal.SIGCONT)


@pytest.mark.parametrize(
    ("change", "is_kept"),
    [
        (_resized((60, 16)), False),
        (_resized((60, 16), (80, 24)), False),
        (_resized((60, 16), (80, 24)), True),
        (_resized((120, 30)), False),
        (_stopped, True),
    ],
)
def test_a_screen_that_may_have_changed_meanwhile_is_drawn_anew_and_not_kept_for_its_old_size(
    home: Path, change: Callable[[Terminal], None], is_kept: bool
) -> None:
    (file,) = home.glob(_FRAMES)
    kept = file.read_text()
    if not is_kept:
        file.unlink()
    with _held(home) as terminal:
        terminal.wait_for(_LOADING)
        change(terminal)
        # What both frames have alike, and is not written again if it is taken to be there.
        terminal.write_over("\x1b[2;1Hspoilt by the change")

        _go_on(home, _KEEP_AT_ONCE)

        terminal.wait_for("›@laptop-terminal")
        terminal.wait_for(_FOOTER)
        assert terminal.find("spoilt") is None
    assert not file.exists() or file.read_text() == kept


_ASKING = """\
import getpass
print(getpass.getpass("Passphrase: "))
"""


def test_a_passphrase_typed_ahead_of_the_question_is_neither_shown_nor_taken_for_keys(
    home: Path, server: ServedDemo
) -> None:
    shutil.rmtree(home / ".cache")
    config = home / ".config" / "runai-keys" / "config.toml"
    config.parent.mkdir(parents=True)
    (home / "ask.py").write_text(_ASKING)
    config.write_text(
        f'[profiles.p]\nbase_url = "{server.settings["RUNAI_BASE_URL"]}"\n'
        f'token_command = ["{sys.executable}", "{home / "ask.py"}"]\n'
        "command_needs_terminal = true\n"
    )
    config.chmod(0o600)

    def answer(terminal: Terminal) -> None:
        terminal.wait_for("Passphrase:")
        terminal.send(f"{server.token()}\r")
        terminal.wait_for("› laptop-terminal")
        wait_until(lambda: bool([*home.glob(_FRAMES)]), 10)
        terminal.send("q")
        assert terminal.wait_exit() == 0

    with Terminal([sys.executable, "-m", "tui", "--profile", "p"], home) as terminal:
        answer(terminal)
    with _held(home, "--profile", "p") as terminal:
        terminal.wait_for(_LOADING)
        # It would filter, ask for a new key, and quit.
        terminal.send("/xyzzy\x1bnew\rq\r")
        _go_on(home)
        answer(terminal)
        assert b"xyzzy" not in terminal.output
    assert {method for method, path, _ in server.demo.requests if "token" not in path} == {"GET"}


_ASKED = {"RUNAI_BASE_URL": "https://acme.example"}


@pytest.mark.parametrize(
    ("options", "environment", "size"),
    [
        (("--demo", "--screencast"), {}, (80, 24)),
        (("--demo", "--freeze", "2026-03-12T09:30Z"), {}, (80, 24)),
        (("--demo",), {"STY": "1.screen"}, (80, 24)),
        (("--demo",), {"TERM": "screen-256color"}, (80, 24)),
        (("--demo",), {"TERM": "linux"}, (80, 24)),
        (("--demo",), {}, (1, 1)),
        (("--demo",), {}, (39, 24)),
        (("--demo",), {}, (80, 7)),
        (("--base-url", "https://acme.example"), {}, (80, 24)),
    ],
)
def test_where_the_first_frame_would_be_another_one_or_can_t_be_taken_back_none_is_drawn(
    home: Path,
    options: tuple[str, ...],
    environment: Mapping[str, str],
    size: tuple[int, int],
) -> None:
    with _held(home, *options, environment=environment, size=size) as terminal:
        assert terminal.read_for(0.05) == b""
        assert terminal.modes() == set()


def test_the_kept_frame_names_no_key_and_nobody_and_asks_for_no_more_requests(
    server: ServedDemo, home: Path, start: Start
) -> None:
    shutil.rmtree(home / ".cache")
    for _ in range(2):
        terminal = start(environment=server.settings)
        terminal.wait_for("›@laptop-terminal")
        terminal.wait_for("ana@acme.example")
        wait_until(lambda: bool([*home.glob(_FRAMES)]), 10)
        terminal.send(CTRL_Q)
        assert terminal.wait_exit() == 0
    assert terminal.output.count(b" 2 All keys") == 1

    (file,) = home.glob(_FRAMES)
    frame = file.read_text()
    assert _LOADING in frame
    assert server.settings["RUNAI_BASE_URL"] in frame
    told = {"ana@", "laptop-terminal", server.settings["RUNAI_CLIENT_ID"], server.secret}
    keys = server.demo.store.all_keys()
    told |= {text for key in keys for text in (key.name, key.client_id, key.id)}
    assert {text for text in told if text in frame} == set()
    assert server.demo.requests == 2 * [
        ("POST", "/api/v2/token", 200),
        ("GET", "/api/v1/access-keys", 200),
    ]
