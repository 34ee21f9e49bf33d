"""Terminal replies are not taken for keys, nor keys for replies."""

from __future__ import annotations

import re

import pytest
from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from tui.app.terminal import reply_filter as replies
from tui.app.terminal.input_parser import InputParser

REPLIES = {
    "clipboard": "\x1b]52;c;RHFybjIK\x07",
    "clipboard ended by ST": "\x1b]52;c;RHFybjIK\x1b\\",
    "clipboard with another reply inside": "\x1b]52;c;RHFy\x1b[?64;1;2cbjIK\x1b\\",
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
    "size in the input": "\x1b[48;24;80;480;800t",
    "size of no pixels": "\x1b[48;24;80;0;0t",
    "mode": "\x1b[?2048;2$y",
    "position with page": "\x1b[?12;34;1R",
    "size": "\x1b[8;24;80t",
    "parameters": "\x1b[2;1;1;112;112;1;0x",
    "ANSI mode": "\x1b[4;2$y",
    "kitty keyboard": "\x1b[?7u",
    "kitty picture": "\x1b_Gi=31;OK\x1b\\",
    "graphics": "\x1b[?2;0;1000;800S",
}

ALONE = ["", "]", "P", "_", "x", "]ab", "Pq", "^a"]
"""Texts that may be typed after esc."""

_MISREAD = re.compile(r"\x1b\[(?:(?:2[5-9]|3[1-4]|6[23])~|5[A-D]|1;[5-8]u)")
"""Sequences of Textual's table that it reads as characters such as control+e even so."""

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
    monkeypatch.setattr("tui.app.terminal.input_parser.monotonic", clock)
    monkeypatch.setattr("textual._parser.get_time", clock)
    return clock


def read(
    parser: XTermParser | InputParser, clock: Clock, *pieces: str, silence: float = 0.15
) -> list[str]:
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
        assert read(InputParser(), clock, *pieces) == ["j", "k"]
    assert read(InputParser(), clock, *reply) == []
    assert read(InputParser(), clock, reply * 3) == []


@pytest.mark.parametrize("kind", "]P_^X")
def test_a_whole_text_of_any_kind_is_no_key(clock: Clock, kind: str) -> None:
    assert read(InputParser(), clock, f"j\x1b{kind}Dqn2\x1b\\k") == ["j", "k"]


def test_every_key_is_what_it_is_to_textual(clock: Clock) -> None:
    others = {*filter(_MISREAD.fullmatch, ANSI_SEQUENCES_KEYS), "\n"}
    known = [sequence for sequence in ANSI_SEQUENCES_KEYS if sequence not in others]
    for sequence in (*known, *(f"\x1b{typed}" for typed in ALONE), *SENT):
        ours = read(InputParser(), clock, sequence)
        # It takes f3 with shift for the position of the cursor, which nothing here asks for.
        assert ours == keys(read(XTermParser(), clock, sequence)), repr(sequence)


def keys(names: list[str]) -> list[str]:
    return [name for name in names if name != "CursorPosition"]


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


def test_a_paste_is_one_text_without_control_characters_however_it_is_split(clock: Clock) -> None:
    sent = "\x1b[200~a\x1b]52;c;RHFy\x07\x1b[D\tb\n\x1b[201~"
    for cut in range(1, len(sent)):
        parser = InputParser()
        assert read(parser, clock, sent[:cut], f"{sent[cut:]}k") == [
            "paste 'a]52;c;RHFy[D\\tb\\n'",
            "k",
        ]
        assert read(parser, clock, REPLIES["clipboard"]) == []


def test_a_paste_whose_end_does_not_come_ends_by_itself(clock: Clock) -> None:
    parser = InputParser()
    assert read(parser, clock, "\x1b[200~abc\x1b[20", silence=replies.PASTE_SILENCE) == [
        "paste 'abc'"
    ]
    assert read(parser, clock, "j\x1b[201~q") == ["j", "q"]


@pytest.mark.parametrize(
    ("press", "key"),
    [
        ("\x03", "ctrl+c"),
        ("\x11", "ctrl+q"),
        ("\x1b[99;5u", "ctrl+c"),
        ("\x1b[113;5u", "ctrl+q"),
        # With Num Lock, Caps Lock, and both.
        ("\x1b[99;133u", "ctrl+c"),
        ("\x1b[113;69u", "ctrl+q"),
        ("\x1b[113:81;197:1u", "ctrl+q"),
        ("\x1b[27;5;99~", "ctrl+c"),
    ],
)
@pytest.mark.parametrize("begun", ["\x1b[200~abc", "\x1b[200~abc\x1b[201", "\x1b]52;c;", "\x1b[1;"])
def test_nothing_that_has_begun_keeps_ctrl_c_or_ctrl_q_from_working(
    clock: Clock, begun: str, press: str, key: str
) -> None:
    parser = InputParser()
    assert read(parser, clock, begun) == []
    assert read(parser, clock, press) == [key]
    assert read(parser, clock, f"{begun}{press}") == [key]
    assert read(parser, clock, "j") == ["j"]


def test_the_end_of_a_paste_that_is_pasted_itself_presses_no_key(clock: Clock) -> None:
    pasted, rest = "\x1b[200~a\x1b[201~", "q\r\x1b[A\x11b\x1b[201~"
    sent, whole = pasted + rest, ["paste 'a[201~q\\r[Ab'"]
    for cut in range(1, len(sent)):
        pieces = sent[:cut], sent[cut:]
        # Whoever reads no more than that can't know what comes.
        if pieces != (pasted, rest):
            assert read(InputParser(), clock, *pieces) == whole

    longer = pasted.replace("a", "a" * 4_000)
    (only,) = read(InputParser(), clock, longer, rest)
    assert only.endswith("a[201~q\\r[Ab'")


def test_keys_that_are_read_together_with_a_paste_come_after_it(clock: Clock) -> None:
    parser = InputParser()
    sent = "\x1b[200~a\x1b[201~j\x1b[200~b\x1b[201~\x11"
    assert read(parser, clock, sent) == ["paste 'a'", "j", "paste 'b'", "ctrl+q"]
    assert [_name(message) for message in parser.feed("\x1b[200~c\x1b[201~")] == ["paste 'c'"]


def test_a_paste_and_a_sequence_are_bounded_in_size(clock: Clock) -> None:
    long = "1" * (replies.LONGEST_PASTE + 5)
    parser = InputParser()
    assert read(parser, clock, f"\x1b[200~{long}\x1b[201~") == [f"paste {long[:-5]!r}"]
    assert read(parser, clock, f"\x1b[{long}", long, f"{long}Dj") == ["j"]


@pytest.mark.parametrize("silence", [0.05, 0.12, 0.3, 0.9])
@pytest.mark.parametrize(
    ("arrow", "name"), [("\x1b[D", "left"), ("\x1bOA", "up"), ("\x1b[1;5D", "ctrl+left")]
)
def test_an_arrow_key_that_is_cut_in_two_is_an_arrow_key(
    clock: Clock, arrow: str, name: str, silence: float
) -> None:
    for cut in range(1, len(arrow)):
        parser = InputParser()
        sent = [
            *read(parser, clock, arrow[:cut], silence=silence),
            *read(parser, clock, f"{arrow[cut:]}{arrow}j"),
        ]
        # Esc was taken for a key before the rest came.
        assert sent in ([name, name, "j"], ["escape", name, name, "j"]), cut
        assert read(parser, clock, "D") == ["D"]


@pytest.mark.parametrize("pieces", [["\x1b", "[", "D"], ["\x1b", "[1", ";5D"], ["\x1b", "O", "A"]])
def test_an_arrow_key_that_comes_in_three_pieces_types_nothing(
    clock: Clock, pieces: list[str]
) -> None:
    parser = InputParser()
    assert read(parser, clock, pieces[0], silence=0.15) == ["escape"]
    assert read(parser, clock, pieces[1], silence=0.05) == []
    assert read(parser, clock, pieces[2]) in (["left"], ["ctrl+left"], ["up"])


def test_a_sequence_that_is_never_finished_types_nothing(clock: Clock) -> None:
    parser = InputParser()
    assert read(parser, clock, "\x1b", silence=0.15) == ["escape"]
    assert read(parser, clock, "[1", silence=replies.SILENCE) == []
    assert read(parser, clock, "\x1b[1;", silence=replies.SILENCE) == []
    assert read(parser, clock, "j") == ["j"]


@pytest.mark.parametrize("typed", ["[", "O", "Owner", "P", "]"])
def test_what_is_typed_after_esc_is_typed(clock: Clock, typed: str) -> None:
    parser = InputParser()
    assert read(parser, clock, "\x1b") == ["escape"]
    assert len([name for key in typed for name in read(parser, clock, key)]) == len(typed)


def test_over_a_slow_line_the_rest_of_a_key_is_waited_for_longer(clock: Clock) -> None:
    assert read(InputParser(escape_delay=0.25), clock, "\x1b", silence=0.2) == []
    assert read(InputParser(escape_delay=0.25), clock, "\x1b", silence=0.25) == ["escape"]


def test_what_textual_asks_about_is_still_answered(clock: Clock) -> None:
    said = read(InputParser(), clock, "\x1b[?2026;2$y")
    assert said == ["TerminalSupportsSynchronizedOutput"]


def test_textual_still_has_the_names_that_this_hangs_on() -> None:
    stopping = LinuxDriver.disable_input.__code__
    assert {"exit_event", "_key_thread", "join"} <= set(stopping.co_names)
    assert "run_input_thread" in LinuxDriver._run_input_thread.__code__.co_names
    parser = XTermParser()
    list(parser.feed("\x1b"))
    assert parser._timeout_time is not None
