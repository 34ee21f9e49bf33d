"""A terminal that can't be taken whole is left as it was, and no frame is drawn early."""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from tui.runtime.early_screen import EarlyScreen, can_be_given_back
from tui.runtime.kept_frame import Skeleton

_LEFT = b"\x1b[?1049l\x1b[?25h"
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


def test_it_is_drawn_at_once_and_given_back_as_it_was(
    terminal: tuple[int, int],
) -> None:
    user, program = terminal
    before = termios.tcgetattr(program)

    with EarlyScreen(program, program) as early:
        early.show(_FRAME, (80, 24))

        assert b" runai-keys" in _written(user)
        assert not termios.tcgetattr(program)[3] & termios.ECHO
        assert early.is_shown
        assert sys.stderr.writable(), "it is still the stream that it was"

    assert _written(user).endswith(_LEFT)
    assert termios.tcgetattr(program) == before


@pytest.mark.parametrize("let_go", [EarlyScreen.leave, EarlyScreen.hand_over])
def test_a_signal_that_another_thread_takes_meanwhile_still_ends_the_program(
    terminal: tuple[int, int],
    let_go: Callable[[EarlyScreen], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, program = terminal
    early, sent = EarlyScreen(program, program), list[int]()
    monkeypatch.setattr(os, "kill", lambda _, number: sent.append(number))
    early.show(_FRAME, (80, 24))
    handler, close = signal.getsignal(signal.SIGTERM), os.close

    def come_between(file: int) -> None:
        monkeypatch.setattr(os, "close", close)
        assert callable(handler)
        handler(signal.SIGTERM, None)
        assert sent == [], "before the terminal is as it was"
        close(file)

    monkeypatch.setattr(os, "close", come_between)
    let_go(early)

    assert sent == [signal.SIGTERM]


def test_a_terminal_that_takes_no_output_is_given_back_at_once(
    terminal: tuple[int, int],
) -> None:
    user, program = terminal
    before = termios.tcgetattr(program)
    os.set_blocking(program, False)
    # What was written is moved on, and makes room again, until there is none behind it either.
    while select.select([], [program], [], 0.05)[1]:
        with suppress(BlockingIOError):
            while True:
                os.write(program, bytes(1))

    with EarlyScreen(program, program) as early:
        early.show(_FRAME, (80, 24))

        assert not early.is_shown
        assert termios.tcgetattr(program) == before
    # Nothing is erased where the other screen may not have been shown.
    written = _written(user)
    assert b"\x1b[J" not in written
    assert written.endswith(_LEFT)


@pytest.mark.parametrize("keep", [True, False])
def test_what_was_typed_meanwhile_is_for_the_program_where_it_goes_on_and_not_for_the_shell(
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


def test_another_terminal_than_the_keyboard_s_is_not_drawn_on(
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
def test_only_a_terminal_that_surely_has_another_screen_is_taken_early(
    variables: dict[str, str], can: bool
) -> None:
    assert can_be_given_back(variables) is can
