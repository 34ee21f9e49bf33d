"""No control character of a text gets to the terminal."""

from __future__ import annotations

import pytest

from tests.hostile import HOSTILE
from tui.app.terminal.sequence_filter import drop_foreign_sequences

_FRAME = "\x1b[4;1H\x1b[1;38;2;1;2;3m{}\x1b[0m\n"


@pytest.mark.parametrize("text", HOSTILE)
def test_uncleaned_text_stays_out_of_the_frame_it_is_in(text: str) -> None:
    written = drop_foreign_sequences(_FRAME.format(text))

    inside = written.removeprefix("\x1b[4;1H\x1b[1;38;2;1;2;3m").removesuffix("\x1b[0m\n")
    commands = [part for part in inside.split("\x1b")[1:] if not part.startswith("[")]
    assert commands == []
    assert "\x9b" not in inside
    assert "\r" not in inside
    assert "\x07" not in inside


@pytest.mark.parametrize(
    "frame",
    [
        "\x1b[2J",
        "\x1b]0;title\x07",
        "\x1b]52;c;aGk=\x07",
        "\x1bP+q\x1b\\",
        "\x1b[6n",
        "\x1b[?1049l",
    ],
)
def test_a_sequence_of_our_own_is_none_in_the_middle_of_a_frame(frame: str) -> None:
    assert frame not in drop_foreign_sequences(_FRAME.format(frame))


@pytest.mark.parametrize(
    "sequence",
    [
        "\x1b[?1049h",
        "\x1b[?2026$p",
        "\x1b[>1u",
        "\x1b[<u",
        "\x07",
        "\x1b]22;pointer\x07",
        "\x1b]52;c;aGk=\x07",
        "\x1b]52;c;\x07",
        "\x1b]52;c;?\x07",
        "\x1bP\x1b]52;c;aGk=\x07\x1b\\",
        "\x1bPtmux;\x1b\x1b]52;c;aGk=\x07\x1b\\",
        _FRAME.format("a plain line"),
    ],
)
def test_what_is_meant_is_written_as_it_is(sequence: str) -> None:
    assert drop_foreign_sequences(sequence) == sequence
