"""A recording of the terminal holds nothing real, whatever is done in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.delivery.support import stand_in
from tests.leaks import found_in
from tests.pty.served_demo import ServedDemo
from tests.pty.steps import Start, create_key
from tests.pty.terminal import CTRL_U, ENTER, Terminal
from tui.demo.server import Demo

pytestmark = pytest.mark.exhaustive

_ESC = "\x1b"


def test_a_recording_holds_no_owner_host_client_id_or_secret(
    home: Path, start: Start, tmp_path: Path
) -> None:
    clipboard, pair = tmp_path / "clipboard", tmp_path / "pair"
    stand_in(
        tmp_path / "bin",
        "xclip",
        f'case "$*" in *-o) cat {clipboard};; *) cat > {clipboard};; esac',
    )
    desktop = {"DISPLAY": ":7", "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}
    with ServedDemo() as server:
        terminal = start("--screencast", environment=server.settings | desktop)
        terminal.wait_for("12/20")
        recorded = _walk(terminal, pair)
        host = server.host
        server.kill()
        recorded += _see(terminal, "r", "refused the connection")
    terminal.send("q")
    terminal.wait_for("may still be on your clipboard")
    terminal.send(ENTER)
    assert terminal.wait_exit() == 0

    secret = pair.read_text()
    assert clipboard.read_text() == secret
    real = {host, "acme.example", secret, *_of_the_seed(server)}
    data = bytes(terminal.output) + recorded.encode()
    assert [value for value in real if found_in(value, data)] == []


def _of_the_seed(server: ServedDemo) -> set[str]:
    keys = Demo().store.all_keys()
    owners = {key.owner for key in keys if key.owner.isprintable()}
    names = {name for owner in owners if "." in (name := owner.partition("@")[0])}
    client_ids = {key.client_id for key in keys} | {server.settings["RUNAI_CLIENT_ID"]}
    return owners | names | client_ids | {server.secret}


def _walk(terminal: Terminal, pair: Path) -> str:
    seen = _see(terminal, "2", "All keys 87")
    seen += _see(terminal, ENTER, "Client ID")
    seen += _see(terminal, "q", "? Help")
    seen += _see(terminal, "D", "Type the name")
    seen += _see(terminal, _ESC, "? Help")
    seen += _see(terminal, "f", "Find on the server")
    seen += _see(terminal, _ESC, "? Help")
    seen += _see(terminal, "1", "@laptop-terminal")
    create_key(terminal, "walk-key")
    seen += _see(terminal, "v", "Not shown")
    seen += _see(terminal, "u", "u again copies")
    seen += _see(terminal, "t", "It took")
    seen += _see(terminal, "s", "Format: dotenv")
    terminal.send(CTRL_U)
    terminal.wait_until(lambda: terminal.find("Format") is None, "empty field")
    seen += _see(terminal, str(pair), "the bare secret")
    seen += _see(terminal, ENTER, "Saved to")
    seen += _see(terminal, "p", "Not printed")
    seen += _see(terminal, "c", "Copied to the clipboard")
    return seen + _see(terminal, "q", "? Help")


def _see(terminal: Terminal, keys: str, wanted: str) -> str:
    terminal.send(keys)
    terminal.wait_for(wanted)
    return terminal.text
