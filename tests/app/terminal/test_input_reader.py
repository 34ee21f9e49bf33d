"""Thread that reads the terminal: keys come through, and it stops at once."""

from __future__ import annotations

import os
import tty
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from threading import Event, Thread

import pytest
from textual.events import Key
from textual.message import Message

from tui.app.terminal.clipboard_reply import ClipboardReplied
from tui.app.terminal.identity import TerminalReplied
from tui.app.terminal.input_reader import InputReader

_TIMEOUT = 10.0


class Reader:
    """Terminal input that is read in a thread, as the program does."""

    def __init__(self, terminal: int) -> None:
        self.messages: SimpleQueue[Message] = SimpleQueue()
        self.stop = Event()
        self.input = InputReader(terminal)
        self.thread = Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self) -> None:
        self.input.read(self.messages.put, self.stop)

    def key(self) -> str:
        """Wait for the next key."""
        message = self.messages.get(timeout=_TIMEOUT)
        assert isinstance(message, Key)
        return message.key

    def ended(self) -> bool:
        """Return whether the thread ends."""
        self.thread.join(_TIMEOUT)
        return not self.thread.is_alive()


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """Return the user's side of a terminal and the program's."""
    user, program = os.openpty()
    tty.setraw(program)
    yield user, program
    os.close(user)
    os.close(program)


def test_keys_come_through_and_esc_alone_needs_no_other_key(terminal: tuple[int, int]) -> None:
    user, program = terminal
    reader = Reader(program)

    os.write(user, b"j\x1b[A\xc3")
    assert [reader.key(), reader.key()] == ["j", "up"]
    os.write(user, b"\xa9\xff\x1b")
    assert [reader.key() for _ in range(3)][::2] == ["é", "escape"]

    reader.stop.set()
    reader.input.wake()
    assert reader.ended()


def test_a_reader_that_sleeps_is_woken_to_stop_and_another_one_sleeps_again(
    terminal: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    # With this it would never look by itself.
    monkeypatch.setattr("tui.app.terminal.input_reader._TICK", None)
    user, program = terminal
    reader = Reader(program)
    os.write(user, b"j")
    assert reader.key() == "j"

    reader.stop.set()
    reader.input.wake()
    assert reader.ended()
    reader.input.clear_wake()

    again = Reader(program)
    os.write(user, b"k")
    assert again.key() == "k"
    again.stop.set()
    again.input.wake()
    assert again.ended()


def test_a_read_that_gives_nothing_is_not_the_end(
    terminal: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    user, program = terminal
    reads = iter([False, True])
    read = os.read

    def read_less(file: int, count: int) -> bytes:
        if file != program or (would_block := next(reads, None)) is None:
            return read(file, count)
        if would_block:
            raise BlockingIOError
        return b""

    monkeypatch.setattr("os.read", read_less)
    reader = Reader(program)
    os.write(user, b"j")

    assert reader.key() == "j"
    reader.stop.set()
    reader.input.wake()
    assert reader.ended()


@pytest.mark.parametrize(
    ("limit", "expect", "begin", "end", "told"),
    [
        (
            "identity.IDENTITY_TIMEOUT",
            InputReader.expect_identity,
            b"\x1bP>|kitty(0.41.1)\x1b\\\x1b[>1;4000;41c",
            b"\x1b[?62;c",
            TerminalReplied,
        ),
        (
            "input_reader.READ_BACK_TIMEOUT",
            InputReader.expect_clipboard,
            b"\x1b]52;c;aG\x1b[?62;c",
            b"k=\x07",
            ClipboardReplied,
        ),
    ],
)
def test_to_end_waits_for_what_the_terminal_was_asked_and_no_longer(
    terminal: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
    limit: str,
    expect: Callable[[InputReader], None],
    begin: bytes,
    end: bytes,
    told: type[Message],
) -> None:
    # Longer than the test may take: what ends the wait is the reply.
    monkeypatch.setattr(f"tui.app.terminal.{limit}", 6 * _TIMEOUT)
    user, program = terminal
    reader = Reader(program)
    expect(reader.input)
    ended = Thread(target=reader.input.await_reply, daemon=True)
    ended.start()

    os.write(user, begin)
    assert ended.is_alive()
    os.write(user, end + b"j")
    ended.join(_TIMEOUT)

    assert not ended.is_alive()
    assert isinstance(reader.messages.get(timeout=_TIMEOUT), told)
    assert reader.key() == "j"
    reader.stop.set()
    reader.input.wake()
    assert reader.ended()


@pytest.mark.parametrize(
    "replies",
    [
        # It asks the terminal around it first.
        "\x1bP>|tmux 3.6\x1b\\\x1b[>84;0;0c\x1b[?1;2;4c",
        "\x1bP>|WezTerm 1\x1b\\\x1b[>1;277;0c\x1b[?65;4c",
    ],
)
def test_to_end_waits_for_a_background_that_comes_behind_the_other_replies(
    terminal: tuple[int, int], monkeypatch: pytest.MonkeyPatch, replies: str
) -> None:
    monkeypatch.setattr("tui.app.terminal.identity.IDENTITY_TIMEOUT", 6 * _TIMEOUT)
    user, program = terminal
    reader = Reader(program)
    reader.input.expect_identity()
    ended = Thread(target=reader.input.await_reply, daemon=True)

    os.write(user, replies.encode())
    assert isinstance(reader.messages.get(timeout=_TIMEOUT), TerminalReplied)
    ended.start()
    ended.join(0.05)
    assert ended.is_alive()
    os.write(user, b"\x1b]11;rgb:0000/0000/0000\x1b\\")
    ended.join(_TIMEOUT)

    assert not ended.is_alive()
    reader.stop.set()
    reader.input.wake()
    assert reader.ended()
