"""Terminal replies are not taken for keys, nor keys for replies."""

from __future__ import annotations

import pytest
from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from tui.app.terminal import reply_filter as replies
from tui.app.terminal.reply_filter import InputParser

REPLIES = {
    "clipboard": "\x1b]52;c;RHFybjIK\x07",
    "clipboard ended by ST": "\x1b]52;c;RHFybjIK\x1b\\",
    "background": "\x1b]11;rgb:dddd/qqqq/nnnn\x1b\\",
    "title": "\x1b]lDqn2\x1b\\",
    "attributes": "\x1b[?64;1;2;6;22;52c",
    "more attributes": "\x1b[>41;354;0c",
    "unit": "\x1bP!|7E565445\x1b\\",
    "version": "\x1bP>|XTerm(354)\x1b\\",
    "capability": "\x1bP1+r436F=323536\x1b\\",
    "setting": "\x1bP1$r0m\x1b\\",
    "state": "\x1b[0n",
    "colours": "\x1b[?997;1n",
    "position": "\x1b[12;34R",
    "position with page": "\x1b[?12;34;1R",
    "size": "\x1b[8;24;80t",
    "parameters": "\x1b[2;1;1;112;112;1;0x",
    "ANSI mode": "\x1b[4;2$y",
    "kitty keyboard": "\x1b[?7u",
    "kitty picture": "\x1b_Gi=31;OK\x1b\\",
    "graphics": "\x1b[?2;0;1000;800S",
}

ALONE = ["", "]", "[", "P", "O", "_", "x", "]ab", "Pq", "^a"]
"""Texts that may be typed after esc."""

SENT = ["\x1b[97;5u", "\x1b[<0;3;4M", "\x1b[M !!", "\x1b[I", "\x1b[O", "\x1b\x1b[A", "aD\r\x11"]
"""Keys of the kitty keyboard, the mouse, the focus, alt and up, and plain keys."""


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return the time, which the test moves on."""
    clock = Clock()
    monkeypatch.setattr("tui.app.terminal.reply_filter.monotonic", clock)
    monkeypatch.setattr("textual._parser.get_time", clock)
    return clock


def read(parser: XTermParser, clock: Clock, *pieces: str, silence: float = 0.15) -> list[str]:
    """Read pieces that come one right after the other, and then nothing for a while."""
    found: list[Message] = []
    for piece in pieces:
        found += [*parser.feed(piece), *parser.tick()]
        clock.now += 0.01
    clock.now += silence
    found += parser.tick()
    return [_name(message) for message in found]


def _name(message: Message) -> str:
    match message:
        case events.Key():
            return message.key
        case events.Paste():
            return f"paste {message.text!r}"
    return type(message).__name__


@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES)
def test_a_terminal_reply_is_no_key_press_however_it_is_split_and_the_presses_around_it_are(
    clock: Clock, reply: str
) -> None:
    for cut in range(1, len(reply)):
        pieces = (f"j{reply[:cut]}", f"{reply[cut:]}k")
        assert keys(read(InputParser(), clock, *pieces)) == ["j", "k"]
    assert keys(read(InputParser(), clock, *reply)) == []
    assert keys(read(InputParser(), clock, reply * 3)) == []


@pytest.mark.parametrize("kind", "]P_^X")
def test_a_whole_text_of_any_kind_is_no_key(clock: Clock, kind: str) -> None:
    assert read(InputParser(), clock, f"j\x1b{kind}Dqn2\x1b\\k") == ["j", "k"]


def keys(names: list[str]) -> list[str]:
    # Textual knows of cursor positions, and nothing here does anything with them.
    return [name for name in names if name != "CursorPosition"]


def test_every_key_is_what_it_is_to_textual(clock: Clock) -> None:
    for sequence in (*ANSI_SEQUENCES_KEYS, *(f"\x1b{typed}" for typed in ALONE), *SENT):
        ours = read(InputParser(), clock, sequence)
        assert ours == read(XTermParser(), clock, sequence), repr(sequence)


def test_esc_and_a_bracket_typed_one_after_the_other_are_two_keys(clock: Clock) -> None:
    parser = InputParser()
    assert read(parser, clock, "\x1b") == ["escape"]
    assert read(parser, clock, "]") == ["right_square_bracket"]
    assert read(parser, clock, "1") == ["1"]


def test_esc_takes_no_longer_than_it_does_in_textual(clock: Clock) -> None:
    assert read(InputParser(), clock, "\x1b", silence=0.1) == ["escape"]
    assert read(InputParser(), clock, "\x1b", silence=0.05) == []


@pytest.mark.parametrize(
    ("key", "name"), [("\r", "enter"), ("\x11", "ctrl+q"), ("\x1b", "escape"), ("\x1b[A", "up")]
)
def test_a_reply_without_an_end_makes_nobody_deaf(clock: Clock, key: str, name: str) -> None:
    parser = InputParser()
    assert read(parser, clock, "\x1b]52;c;RHFy", "YnJp") == []
    assert read(parser, clock, key) == [name]
    assert read(parser, clock, "j") == ["j"]


@pytest.mark.parametrize("reply", ["\x1b]52;c;RHFy", "\x1b[?64;1", "\x1bP1+r436"])
def test_the_rest_of_a_reply_is_waited_for_only_so_long(clock: Clock, reply: str) -> None:
    parser = InputParser()
    assert read(parser, clock, reply, silence=replies.SILENCE) == []
    assert read(parser, clock, "jDq") == ["j", "D", "q"]


def test_a_paste_is_left_as_it_is(clock: Clock) -> None:
    pasted = "a\x1b]52;c;RHFy\x07b"
    sent = f"\x1b[200~{pasted}\x1b[201~"
    for cut in range(1, len(sent)):
        parser = InputParser()
        ours = read(parser, clock, sent[:cut], sent[cut:])
        assert ours == read(XTermParser(), clock, sent[:cut], sent[cut:])
        assert read(parser, clock, REPLIES["clipboard"]) == []


def test_what_textual_asks_about_is_still_answered(clock: Clock) -> None:
    said = read(InputParser(), clock, "\x1b[?2026;2$y")
    assert said == ["TerminalSupportsSynchronizedOutput"]


def test_textual_still_has_the_names_that_this_hangs_on() -> None:
    stopping = LinuxDriver.disable_input.__code__
    assert {"exit_event", "_key_thread", "join"} <= set(stopping.co_names)
    assert "run_input_thread" in LinuxDriver._run_input_thread.__code__.co_names
    parser = InputParser()
    list(parser.feed("\x1b"))
    assert hasattr(parser, "_timeout_time")
