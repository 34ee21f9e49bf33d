"""The real program copies a secret: in a plain terminal, in tmux, in GNU screen, on a desktop."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from time import monotonic

import pytest

from tests.delivery.support import named_pipe, osc52_of, stand_in, word_from
from tests.pty.steps import MASKED_SECRET, SECRET, Start, create_key, reveal_secret
from tests.pty.terminal import Terminal

pytestmark = pytest.mark.exhaustive

_DEMO = f"exec {shlex.quote(sys.executable)} -m tui --demo"
_READY = "12/20"
_AS_OVER_SSH = (
    f"env -u TMUX -u TMUX_PANE -u STY SSH_CONNECTION=remote {_DEMO.removeprefix('exec ')}"
)
_OVER_SSH = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}


def copy_secret(terminal: Terminal, way: str) -> str:
    """Create a key and copy its secret; give it once the terminal around it has it, too."""
    create_key(terminal, "new-key")
    terminal.send("c")
    terminal.wait_for(f"Sent to your terminal by way of {way}")
    said = terminal.text
    secret = reveal_secret(terminal)
    wanted = osc52_of(secret)
    terminal.wait_until(lambda: wanted.search(terminal.output) is not None, "OSC 52")
    assert len(wanted.findall(terminal.output)) == 1
    assert "opied" not in said
    return secret


def test_in_a_plain_terminal_the_secret_arrives_once_and_is_called_sent(
    start: Start,
) -> None:
    terminal = start("--demo", environment=_OVER_SSH)
    terminal.wait_for(_READY)

    secret = copy_secret(terminal, "OSC 52")

    before_it_was_revealed = bytes(terminal.output).partition(b"\x1b]52;")[0]
    assert secret.encode() not in before_it_was_revealed


async def test_while_a_clipboard_hangs_keys_work_and_the_failure_comes_in_time(
    start: Start, tmp_path: Path
) -> None:
    begun, never = named_pipe(tmp_path / "begun"), named_pipe(tmp_path / "never")
    stand_in(tmp_path / "bin", "xclip", f"echo > {begun}; exec cat {never}")
    path = f"{tmp_path / 'bin'}:{os.environ['PATH']}"
    terminal = start(
        *("--demo", "--clipboard", "local"), environment={"DISPLAY": ":7", "PATH": path}
    )
    terminal.wait_for(_READY)
    create_key(terminal, "new-key")
    at_rest = _quickest_answer(terminal)

    pressed = monotonic()
    terminal.send("c")
    await word_from(begun)
    meanwhile = _quickest_answer(terminal)
    still_hangs = terminal.find("Not copied") is None
    terminal.wait_for("Not copied: no clipboard of this computer accepted it")
    passed = monotonic() - pressed

    assert still_hangs
    # A machine that is too busy for it at rest can't do it now either.
    assert meanwhile < max(0.1, 2 * at_rest)
    assert passed < 3 + 5 * at_rest


def _quickest_answer(terminal: Terminal) -> float:
    """Reveal and mask a few times; give the shortest time from a key to the changed screen."""
    times = []
    for answer in (SECRET, MASKED_SECRET) * 3:
        pressed = monotonic()
        terminal.send("v")
        terminal.wait_for(answer)
        times.append(monotonic() - pressed)
    return min(times)
