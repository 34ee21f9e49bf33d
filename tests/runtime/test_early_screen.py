"""The early screen draws a frame only on a terminal that it can restore."""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from tui.runtime.early_screen import EarlyScreen, has_alternate_screen
from tui.runtime.kept_frame import Skeleton

_RESTORED = b"\x1b[?1049l\x1b[?25h"
_FRAME = Skeleton("", "\x1b[1;1H runai-keys")


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """Return the user's side of a terminal and the program's."""
    user, program = os.openpty()
    os.set_blocking(user, False)
    yield user, program
    os.close(user)
    os.close(program)


def _written(user: int) -> bytes:
    written = b""
    with suppress(BlockingIOError):
        while data := os.read(user, 65_536):
            written += data
    return written


def test_a_frame_is_drawn_at_once_and_the_terminal_is_restored_at_the_end(
    terminal: tuple[int, int],
) -> None:
    user, program = terminal
    before = termios.tcgetattr(program)

    with EarlyScreen(program, program) as early:
        early.show(_FRAME, (80, 24))

        assert b" runai-keys" in _written(user)
        assert not termios.tcgetattr(program)[3] & termios.ECHO
        assert early.is_shown
        assert sys.stderr.writable(), "attributes of the intercepted stream"

    assert _written(user).endswith(_RESTORED)
    assert termios.tcgetattr(program) == before


@pytest.mark.parametrize("release", [EarlyScreen.leave, EarlyScreen.hand_over])
def test_a_signal_that_another_thread_gets_meanwhile_still_ends_the_program(
    terminal: tuple[int, int],
    release: Callable[[EarlyScreen], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, program = terminal
    early, sent = EarlyScreen(program, program), list[int]()
    monkeypatch.setattr(os, "kill", lambda _, number: sent.append(number))
    early.show(_FRAME, (80, 24))
    handler, close = signal.getsignal(signal.SIGTERM), os.close

    def interrupted_close(file: int) -> None:
        monkeypatch.setattr(os, "close", close)
        assert callable(handler)
        handler(signal.SIGTERM, None)
        assert sent == [], "the terminal is not restored yet"
        close(file)

    monkeypatch.setattr(os, "close", interrupted_close)
    release(early)

    assert sent == [signal.SIGTERM]


def test_a_terminal_that_accepts_no_output_is_restored_at_once(
    terminal: tuple[int, int],
) -> None:
    user, program = terminal
    before = termios.tcgetattr(program)
    os.set_blocking(program, False)
    # The kernel moves output to a second buffer, so the first has room again until both are full.
    while select.select([], [program], [], 0.05)[1]:
        with suppress(BlockingIOError):
            while True:
                os.write(program, bytes(1))

    with EarlyScreen(program, program) as early:
        early.show(_FRAME, (80, 24))

        assert not early.is_shown
        assert termios.tcgetattr(program) == before
    # Nothing may be erased: the alternate screen may not have been entered.
    written = _written(user)
    assert b"\x1b[J" not in written
    assert written.endswith(_RESTORED)


@pytest.mark.parametrize("keep", [True, False])
def test_input_is_kept_for_a_program_that_goes_on_and_discarded_before_the_shell_reads_it(
    terminal: tuple[int, int], keep: bool
) -> None:
    user, program = terminal
    with EarlyScreen(program, program) as early:
        early.show(_FRAME, (80, 24))
        os.write(user, b"typed\n")
        early.leave(keep_keys=keep)

    os.set_blocking(program, False)
    left = b""
    with suppress(BlockingIOError):
        left = os.read(program, 9)
    assert left == (b"typed\n" if keep else b"")


def test_nothing_is_drawn_where_input_and_output_are_different_terminals(
    terminal: tuple[int, int],
) -> None:
    user, program = terminal
    other_user, other = os.openpty()

    with EarlyScreen(program, other) as early:
        early.show(_FRAME, (80, 24))

        assert not early.is_shown
    os.close(other)
    os.close(other_user)
    assert _written(user) == b""


@pytest.mark.parametrize(
    ("variables", "can"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "xterm"}, True),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "tmux-256color"}, True),
        ({"TERM": "screen-256color", "TMUX": "/tmp/tmux-1000/default,1,0"}, True),
        ({"TERM": "screen-256color"}, False),
        ({"TERM": "vt100", "TMUX": "/tmp/tmux-1000/default,1,0"}, False),
        ({"TERM": "xterm", "STY": "1.pts-1"}, False),
        ({"TERM": "linux"}, False),
        ({"TERM": "eterm-color"}, False),
        ({"TERM": "vt100"}, False),
        ({}, False),
    ],
)
def test_only_a_terminal_that_certainly_has_an_alternate_screen_gets_an_early_frame(
    variables: dict[str, str], can: bool
) -> None:
    assert has_alternate_screen(variables) is can
