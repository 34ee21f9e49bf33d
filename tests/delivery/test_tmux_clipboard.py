"""Copies by way of a real tmux."""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest

from tests.delivery.support import (
    command_lines,
    named_pipe,
    osc52_of,
    stand_in,
    until,
    word_from,
)
from tests.delivery.tmux import TmuxServer
from tests.pty.terminal import ROOT
from tui.delivery import tmux_clipboard as tmux_route
from tui.delivery.clipboard import Clipboard
from tui.delivery.outcome import Certainty

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

_COPY = """
import asyncio, os, sys
from tui.delivery.clipboard import Clipboard
asyncio.run(Clipboard(os.environ, print).copy(sys.stdin.read(), secret=True))
"""


def _untouched(sequence: str) -> None:
    raise AssertionError(f"{sequence!r} was written to the terminal")


async def test_tmux_with_default_settings_passes_a_copy_on(tmux: TmuxServer, secret: str) -> None:
    outcome = await Clipboard(tmux.environment, _untouched).copy(secret, secret=True)

    assert (
        outcome.text == "Sent to your terminal by way of tmux: paste it to check before you leave."
    )
    assert outcome.certainty is Certainty.SENT
    _wait_for_copy(tmux, secret)
    assert tmux.ask("list-buffers") == ""


@pytest.mark.parametrize("setting", ["on", "off", "external"])
async def test_no_value_of_set_clipboard_blocks_a_copy_or_leaves_it_in_a_buffer(
    tmux: TmuxServer, secret: str, setting: str
) -> None:
    tmux.ask("set-option", "-s", "set-clipboard", setting)

    outcome = await Clipboard(tmux.environment, _untouched).copy(secret, secret=True)

    assert outcome.certainty is Certainty.SENT
    _wait_for_copy(tmux, secret)
    assert tmux.ask("list-buffers") == ""


async def test_a_terminal_without_a_clipboard_around_tmux_is_a_failure(secret: str) -> None:
    with TmuxServer(term="vt100") as tmux:
        outcome = await Clipboard(tmux.environment, _untouched).copy(secret, secret=True)

        assert outcome.text == (
            "Not copied: tmux knows of no clipboard in the terminal around it. "
            "Save it to a file, or reveal it."
        )
        assert tmux.ask("list-buffers") == ""


async def test_the_line_in_readme_makes_tmux_use_the_clipboard(secret: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"`(set -as terminal-features .+)`", readme)
    with TmuxServer(term="vt100") as tmux:
        tmux.ask(*shlex.split(line.replace("xterm", "vt100")))
        tmux.detach()
        tmux.terminal = tmux.attach(term="vt100")

        outcome = await Clipboard(tmux.environment, _untouched).copy(secret, secret=True)

        assert outcome.certainty is Certainty.SENT
        _wait_for_copy(tmux, secret)


async def test_a_stale_tmux_variable_is_a_failure(tmp_path: Path, secret: str) -> None:
    environment = {"TMUX": f"{tmp_path}/gone,1,0", "PATH": os.environ["PATH"]}
    clipboard = Clipboard(environment, _untouched)

    outcome = await clipboard.copy(secret, secret=True)

    said = f"error connecting to {tmp_path}/gone (No such file or directory)"
    assert outcome.text.startswith(f"Not copied: tmux failed with status 1 and said: {said}.")
    assert not clipboard.copied_secret


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("", "could not be started (No such file"),
        ("echo server is too old >&2", "printed nothing and said: server is too old."),
    ],
    ids=["missing", "can't talk to its server, but exits with 0"],
)
async def test_the_failure_of_a_tmux_is_reported(
    stand_ins: Path, secret: str, script: str, said: str
) -> None:
    if script:
        stand_in(stand_ins, "tmux", script)
    clipboard = Clipboard({"TMUX": "/x,1,0", "PATH": str(stand_ins)}, _untouched)

    outcome = await clipboard.copy(secret, secret=True)

    assert outcome.text.startswith(f"Not copied: tmux {said}")
    assert not clipboard.copied_secret


@pytest.fixture
def inside_tmate(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Return the environment of a program in a tmate without a server to share with."""
    if shutil.which("tmate") is None:
        pytest.skip("tmate is not installed")
    # Its server would be on this machine's discard port.
    server = "set -g tmate-server-host 127.0.0.1\nset -g tmate-server-port 9\n"
    (tmp_path / ".tmate.conf").write_text(server)
    tmate = ["tmate", "-S", f"{tmp_path}/s"]
    environment = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    pane = f"echo $TMUX $TMUX_PANE > {tmp_path}/pane; {' '.join(tmate)} wait-for -S up; sleep 600"
    try:
        for command in (("new-session", "-d", pane), ("wait-for", "up")):
            subprocess.run([*tmate, *command], env=environment, check=True, timeout=10)
        place = (tmp_path / "pane").read_text().split()
        yield environment | dict(zip(("TMUX", "TMUX_PANE"), place, strict=True))
    finally:
        subprocess.run([*tmate, "kill-server"], env=environment, check=False)


async def test_inside_tmate_nothing_is_copied_and_tmux_is_quoted(
    inside_tmate: dict[str, str], secret: str
) -> None:
    clipboard = Clipboard(inside_tmate | {"TERM": "screen-256color"}, _untouched)

    outcome = await clipboard.copy(secret, secret=True)

    assert "Not copied: tmux printed nothing and said: server version is too old" in outcome.text


async def test_a_hanging_tmux_is_a_failure_within_three_seconds(
    stand_ins: Path, secret: str
) -> None:
    pipe = named_pipe(stand_ins / "never")
    stand_in(stand_ins, "tmux", f"cat {pipe}; cat {pipe}")
    clipboard = Clipboard({"TMUX": "/x,1,0", "PATH": str(stand_ins)}, _untouched)
    beats = 0

    async def count_beats() -> None:
        nonlocal beats
        while True:
            await asyncio.sleep(0.01)
            beats += 1

    heart, begin = asyncio.create_task(count_beats()), monotonic()
    outcome = await clipboard.copy(secret, secret=True)
    heart.cancel()

    assert monotonic() - begin < 3
    assert outcome.text.startswith("Not copied: tmux did not end within 2 s.")
    assert beats > 20
    await until(lambda: not any(str(pipe) in line for line in command_lines()), "end of them")


async def test_a_stopped_server_is_a_failure_and_gets_no_text_later(
    tmux: TmuxServer, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tmux_route, "TMUX_TIMEOUT", 0.3)
    environment, server = tmux.environment, tmux.process
    os.kill(server, signal.SIGSTOP)
    try:
        outcome = await Clipboard(environment, _untouched).copy(secret, secret=True)
    finally:
        os.kill(server, signal.SIGCONT)

    assert outcome.certainty is Certainty.FAILED
    assert tmux.ask("list-buffers") == ""
    assert not osc52_of(secret).search(tmux.terminal.output)


@pytest.mark.parametrize("attach", [TmuxServer.attach, TmuxServer.attach_grouped])
async def test_two_tmux_clients_are_refused(
    tmux: TmuxServer, secret: str, attach: Callable[[TmuxServer], object]
) -> None:
    attach(tmux)

    outcome = await Clipboard(tmux.environment, _untouched).copy(secret, secret=True)

    assert "Not copied: this tmux session is shown in 2 terminals" in outcome.text
    assert tmux.ask("list-buffers") == ""


async def test_another_session_of_the_same_server_does_not_matter(
    tmux: TmuxServer, secret: str
) -> None:
    other = tmux.open_another()

    outcome = await Clipboard(tmux.environment, _untouched).copy(secret, secret=True)

    assert outcome.certainty is Certainty.SENT
    _wait_for_copy(tmux, secret)
    tmux.ask("display-message", "-c", _client_of(tmux, "other"), "to the other")
    other.wait_for("to the other")
    assert not osc52_of(secret).search(other.output)


async def test_a_detached_session_is_a_failure(tmux: TmuxServer, secret: str) -> None:
    environment = tmux.environment
    tmux.detach()

    outcome = await Clipboard(environment, _untouched).copy(secret, secret=True)

    assert "no terminal shows this tmux session" in outcome.text


async def test_clearing_sends_a_blank_by_tmux(tmux: TmuxServer, secret: str) -> None:
    clipboard = Clipboard(tmux.environment, _untouched)
    await clipboard.copy(secret, secret=True)
    held = clipboard.copied_secret

    outcome = await clipboard.clear()

    assert outcome.text == "Asked the terminal to clear the clipboard."
    assert (held, clipboard.copied_secret) == (True, False)
    _wait_for_copy(tmux, " ")
    assert tmux.ask("list-buffers") == ""


@pytest.mark.parametrize("cut_short_by", ["the time limit", "cancellation"])
async def test_the_buffer_of_a_cancelled_copy_is_deleted(
    tmux: TmuxServer,
    stand_ins: Path,
    secret: str,
    monkeypatch: pytest.MonkeyPatch,
    cut_short_by: str,
) -> None:
    loaded, never = named_pipe(stand_ins / "loaded"), named_pipe(stand_ins / "never")
    stand_in(
        stand_ins,
        "tmux",
        '[ "$1" = load-buffer ] || exec tmux "$@"\n'
        f'tmux load-buffer -b "$3" -w -t "$6" -; tmux list-buffers > {loaded}; cat {never}',
    )
    monkeypatch.setattr(tmux_route, "TMUX_TIMEOUT", 2.0 if cut_short_by == "cancellation" else 1.0)
    clipboard = Clipboard(tmux.environment | {"PATH": str(stand_ins)}, _untouched)

    copying = asyncio.create_task(clipboard.copy(secret, secret=True))
    buffers = await word_from(loaded)
    if cut_short_by == "cancellation":
        copying.cancel()
    await asyncio.wait([copying])

    assert buffers.startswith(f"runai-keys-{os.getpid()}-")
    assert tmux.ask("list-buffers") == ""
    assert clipboard.copied_secret


async def test_the_buffer_is_deleted_when_the_program_is_killed_meanwhile(
    tmux: TmuxServer, stand_ins: Path, secret: str
) -> None:
    begun, go, done = (named_pipe(stand_ins / name) for name in ("begun", "go", "done"))
    stand_in(
        stand_ins,
        "tmux",
        '[ "$1" = load-buffer ] || exec tmux "$@"\n'
        f'text=$(cat); echo > {begun}; cat {go}; printf %s "$text" | tmux "$@"; echo > {done}',
    )
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _COPY),
        cwd=ROOT,
        env=tmux.environment | {"PATH": str(stand_ins)},
        stdin=subprocess.PIPE,
    )
    assert program.stdin is not None
    program.stdin.write(secret.encode())
    program.stdin.close()

    await word_from(begun)
    program.kill()
    await program.wait()
    await asyncio.to_thread(go.write_text, "")
    await word_from(done)

    _wait_for_copy(tmux, secret)
    assert tmux.ask("list-buffers") == ""


async def test_no_helper_gets_the_secret_as_an_argument(stand_ins: Path, secret: str) -> None:
    arguments = stand_ins / "arguments"
    stand_in(
        stand_ins,
        "tmux",
        f'echo "$*" >> {arguments}\n'
        'case "$1" in list-panes) echo "pane %0 \\$0 0"; echo "client \\$0 0 1 1 clipboard 0 x";;'
        "load-buffer) cat;; esac",
    )
    environment = {"TMUX": "/x,1,0", "TMUX_PANE": "%0", "PATH": str(stand_ins)}

    outcome = await Clipboard(environment, _untouched).copy(secret, secret=True)

    assert outcome.certainty is Certainty.SENT
    assert "load-buffer" in arguments.read_text()
    assert secret not in arguments.read_text()


async def test_a_text_that_tmux_changes_is_a_failure(stand_ins: Path, secret: str) -> None:
    stand_in(
        stand_ins,
        "tmux",
        'case "$1" in list-panes) echo "pane %0 \\$0 0"; echo "client \\$0 0 1 1 clipboard 0 x";;'
        "load-buffer) echo something else;; esac",
    )
    environment = {"TMUX": "/x,1,0", "TMUX_PANE": "%0", "PATH": str(stand_ins)}

    outcome = await Clipboard(environment, _untouched).copy(secret, secret=True)

    assert "tmux changed the text on its way" in outcome.text


async def test_a_second_copy_waits_only_briefly_for_the_first(stand_ins: Path, secret: str) -> None:
    begun, never = named_pipe(stand_ins / "begun"), named_pipe(stand_ins / "never")
    stand_in(stand_ins, "tmux", f"echo > {begun}; cat {never}")
    clipboard = Clipboard({"TMUX": "/x,1,0", "PATH": str(stand_ins)}, _untouched)
    first = asyncio.create_task(clipboard.copy(secret, secret=True))
    await word_from(begun)

    second = await clipboard.copy(secret, secret=True)
    first.cancel()
    await asyncio.wait([first])

    assert "another copy is still under way" in second.text
    await until(lambda: not any(str(never) in line for line in command_lines()), "end of it")


def _wait_for_copy(tmux: TmuxServer, text: str) -> None:
    wanted = osc52_of(text)
    tmux.terminal.wait_until(
        lambda: wanted.search(tmux.terminal.output) is not None, f"OSC 52 with {text!r}"
    )


def _client_of(tmux: TmuxServer, session: str) -> str:
    return tmux.ask("list-clients", "-t", session, "-F", "#{client_name}").strip()
