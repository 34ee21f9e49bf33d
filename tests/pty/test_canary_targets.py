"""One secret to targets of every kind, and then looked for everywhere that it must not be."""

from __future__ import annotations

import json
import re
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.commands.support import named, run_afresh
from tests.delivery.files import entries, mode
from tests.leaks import files_with, found_in
from tests.pty.processes import is_gone, wait_until
from tests.pty.served_demo import ServedDemo
from tests.pty.steps import MASKED_SECRET, Start, press_button, reveal_secret
from tests.pty.terminal import ENTER, TAB, TIMEOUT, Terminal, clean_environment
from tests.pty.watched import Watched
from tui.delivery.stored_pair import read_pair

pytestmark = pytest.mark.exhaustive

_ESC, _RIGHT, _DOWN = "\x1b", "\x1b[C", "\x1b[B"

_PROGRAM = [sys.executable, "-m", "tui"]

_LOOK_AROUND = (
    "cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2> /dev/null >> {0}/processes; "
    'find "$TMPDIR" "$HOME" /dev/shm -newer {0}/begin -type f >> {0}/files'
)
"""Arguments and environments of all processes, and new files, as they are while a program runs."""

_ASKING = """\
import getpass, sys
text = sys.stdin.read()
if getpass.getpass("Passphrase: ") == "correct-horse":
    open(sys.argv[1], "w").write(text)
"""
"""A store in the manner of pass: it asks on /dev/tty without echo."""


_LEAVING = (
    "cat > /dev/null; sleep 600 & echo $! > {0}/job; stty -echo < /dev/tty; "
    "terminal=/dev/$(ps -o tty= -p $$); "
    "ln -s $(command -v sleep) {0}/pinentry-test; "
    "setsid -f sh -c 'echo $$ > {0}/new; mv {0}/new {0}/pid; exec {0}/pinentry-test 600' "
    "< $terminal; "
    "echo Asked for > /dev/tty; exec sleep 600"
)
"""A store in the manner of gpg, whose agent asks on the terminal from another session, with a job
in the background, which ctrl+c does not end."""


def _write_config(home: Path, tables: Mapping[str, Mapping[str, object]]) -> None:
    path = home / ".config" / "runai-keys" / "config.toml"
    path.parent.mkdir(parents=True)
    lines = []
    for name, settings in tables.items():
        lines += [
            f"[targets.{name}]",
            *(f"{key} = {json.dumps(settings[key])}" for key in settings),
        ]
    path.write_text("\n".join(lines))


def test_a_secret_is_in_its_targets_and_in_no_argument_environment_log_output_or_other_file(
    server: ServedDemo, home: Path, tmp_path: Path
) -> None:
    seen, stores, temporary = (tmp_path / name for name in ("seen", "stores", "temporary"))
    for folder in (seen, stores, temporary):
        folder.mkdir()
    look = _LOOK_AROUND.format(seen)

    def shell(script: str) -> list[str]:
        return ["sh", "-c", f"{script}; {look}", "{name}", "{client_id}"]

    _write_config(
        home,
        {
            "store": {
                "format": "dotenv",
                "command": shell(f"cat > {stores}/$0"),
                "readback": shell(f"cat {stores}/$0"),
            },
            "manifest": {"path": f"{stores}/{{name}}.yaml"},
            "chatty": {"format": "json", "command": shell(f"tee {stores}/chatty >&2")},
            "fails": {"format": "bare", "command": ["sh", "-c", f"{look}; cat >&2; exit 3"]},
            "doubted": {
                "format": "mcp",
                "command": shell("cat > /dev/null"),
                "readback": shell("echo other"),
            },
        },
    )
    (seen / "begin").touch()
    flags = ["--secret-file", f"{stores}/fallback.env", "--log-file", f"{tmp_path}/log"]
    to = [f"--to={name}" for name in ("store", "manifest", "chatty", "fails", "doubted")]
    environment = server.settings | {"TMPDIR": str(temporary)}

    ended = run_afresh("create", "canary", *to, *flags, home=home, command=_PROGRAM, **environment)

    assert ended.returncode == 1, ended.stderr
    secret, log = named(server.demo, "canary").client_secret, (tmp_path / "log").read_bytes()
    places = {stores / name for name in ("canary", "canary.yaml", "chatty", "fallback.env")}
    for place in places:
        assert read_pair(place.read_text(), place.name).secret.get_secret_value() == secret
    assert files_with(secret, home, tmp_path) == sorted(places)
    processes = (seen / "processes").read_bytes()
    assert not found_in(secret, processes + log + (ended.stdout + ended.stderr).encode())
    # It was looked for where it could have been found.
    assert processes.count(b"\0create\0canary\0") >= 6
    assert b"POST" in log
    assert "chatty: " in ended.stderr
    assert "fails did not take the secret: sh failed with status 3 and said: •••." in ended.stderr
    # The note is the only file until all targets were tried.
    new = {Path(line).parent for line in (seen / "files").read_text().splitlines()}
    assert new == {home / ".local" / "state" / "runai-keys"}
    assert [mode(stores / name) for name in ("canary.yaml", "fallback.env")] == [0o600, 0o600]
    assert entries(temporary) == set()


def test_targets_that_ask_have_the_terminal_and_leave_nothing_on_it_and_the_terminal_no_secret(
    server: ServedDemo, home: Path, tmp_path: Path
) -> None:
    (tmp_path / "ask.py").write_text(_ASKING)
    command = [sys.executable, str(tmp_path / "ask.py"), str(tmp_path / "store")]
    leaving = ["sh", "-c", _LEAVING.format(tmp_path)]
    _write_config(
        home,
        {
            "left": {"format": "bare", "command": leaving, "needs_terminal": True},
            "asks": {"format": "bare", "command": command, "needs_terminal": True},
        },
    )
    environment = clean_environment(home) | server.settings

    terminal = Terminal(
        [*_PROGRAM, "create", "canary", "--to", "left", "--to", "asks"],
        home,
        environment=environment,
    )
    terminal.wait_for("Asked for")
    wait_until((tmp_path / "pid").is_file, TIMEOUT)
    terminal.send("\x03")
    terminal.wait_for("Passphrase:")
    for left in ("pid", "job"):
        assert is_gone(int((tmp_path / left).read_text()))
    terminal.send(f"correct-horse{ENTER}")
    terminal.wait_for("canary was created")

    assert terminal.wait_exit() == 1
    assert b"left may have the secret or not: sh was ended by signal 2" in terminal.output
    secret = named(server.demo, "canary").client_secret
    assert (tmp_path / "store").read_text() == secret
    assert not found_in(secret, bytes(terminal.output))
    assert terminal.modes() == set()


def _write_targets_of_the_screen(home: Path, folder: Path) -> None:
    """Make targets that look around, and one that asks for a passphrase."""
    seen, stores = folder / "seen", folder / "stores"
    for each in (seen, stores, folder / "temporary"):
        each.mkdir()
    (folder / "ask.py").write_text(_ASKING)
    look = _LOOK_AROUND.format(seen)

    def shell(script: str) -> list[str]:
        return ["sh", "-c", f"{look}; {script}", "{name}"]

    slow = (
        f"cat > /dev/null; echo $$ > {folder}/started; mv {folder}/started {folder}/pid; sleep 60"
    )
    asking = [sys.executable, str(folder / "ask.py"), f"{stores}/asks"]
    store, readback = shell(f"cat > {stores}/$0"), shell(f"cat {stores}/$0")
    _write_config(
        home,
        {
            "store": {"format": "dotenv", "command": store, "readback": readback},
            "fails": {"format": "bare", "command": shell("cat >&2; exit 3")},
            "slow": {"format": "bare", "command": shell(slow)},
            "asks": {"format": "bare", "command": asking, "needs_terminal": True},
        },
    )
    (seen / "begin").touch()


def test_what_the_screen_delivers_is_in_its_targets_and_in_no_output_log_memory_or_other_file(
    server: ServedDemo, home: Path, tmp_path: Path
) -> None:
    _write_targets_of_the_screen(home, tmp_path)
    environment = server.settings | {"TMPDIR": str(tmp_path / "temporary")}
    with Watched(home, tmp_path / "watched", environment) as program:
        terminal = program.terminal
        terminal.wait_for("12/20")
        _create_for(terminal, "canary", "store")
        terminal.wait_for("✓ Verified")
        terminal.send("q")
        terminal.wait_for("canary: store has the secret")
        written = bytes(terminal.output)

        _create_for(terminal, "second", "fails")
        terminal.wait_for("✗ Failed")
        reveal_secret(terminal)
        _deliver_to(terminal, "slow")
        wait_until((tmp_path / "pid").is_file, TIMEOUT)
        terminal.send(_ESC)
        terminal.wait_for("? Doubtful")
        is_ended = is_gone(int((tmp_path / "pid").read_text()))
        reveal_secret(terminal)
        _deliver_to(terminal, "asks")
        terminal.wait_for("Passphrase:")
        lent = terminal.text
        terminal.send(f"correct-horse{ENTER}")
        terminal.wait_for("○ Accepted")
        terminal.wait_for(MASKED_SECRET)
        terminal.send("q")
        terminal.wait_for("nobody has seen it there")
        press_button(terminal, "Stay", "It is there")
        terminal.wait_for("second: asks accepted the secret")

        secrets = [named(server.demo, name).client_secret for name in ("canary", "second")]
        held = program.wait_for_holders(*secrets)
        terminal.send("q")
        assert terminal.wait_exit() == 0
        log = program.log
    assert held == []
    assert is_ended
    assert not found_in(secrets[1], lent.encode())
    assert not found_in(secrets[0], written)
    processes = (tmp_path / "seen" / "processes").read_bytes()
    assert processes.count(b"tests.pty.watched") >= 4
    assert b"POST" in log
    stores = tmp_path / "stores"
    for secret, places in zip(secrets, ([stores / "canary"], [stores / "asks"]), strict=True):
        assert not found_in(secret, processes + log)
        assert files_with(secret, home, tmp_path) == places
    assert entries(tmp_path / "temporary") == set()


def test_a_signal_while_a_target_takes_a_secret_ends_its_program_and_the_next_start_names_the_key(
    server: ServedDemo, home: Path, tmp_path: Path, start: Start
) -> None:
    _write_targets_of_the_screen(home, tmp_path)
    terminal = start(environment=server.settings)
    terminal.wait_for("12/20")
    _create_for(terminal, "canary", "slow")
    wait_until((tmp_path / "pid").is_file, TIMEOUT)

    terminal.signal(signal.SIGTERM)

    assert terminal.wait_exit() == 128 + signal.SIGTERM
    pid = int((tmp_path / "pid").read_text())
    wait_until(lambda: is_gone(pid), TIMEOUT)
    assert b"and may be at slow or not" in bytes(terminal.output).replace(b"\r\n", b" ")
    again = start(environment=server.settings)
    again.wait_for("The secret of canary may have reached nobody")
    again.send("q")
    assert again.wait_exit() == 0


def _create_for(terminal: Terminal, name: str, target: str) -> None:
    """Create a key whose secret goes to a target."""
    terminal.send("n")
    terminal.wait_for("enter Go on")
    terminal.send(f"{name}{TAB}")
    terminal.wait_for("→ Next way")
    while terminal.find(f"● {target}") is None:
        before = terminal.wait_for(re.compile("●( [a-z ]+?)  "))
        terminal.send(_RIGHT)
        terminal.wait_until(lambda: terminal.find(f"●{before}  ") is None, "next place")  # noqa: B023
    terminal.send(ENTER)


def _deliver_to(terminal: Terminal, target: str) -> None:
    """Deliver the secret of the panel to a target."""
    terminal.send("d")
    terminal.wait_for("enter Deliver")
    terminal.send(f"{_DOWN * ('store', 'fails', 'slow', 'asks').index(target)}{ENTER}")
