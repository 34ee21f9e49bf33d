"""Key reports of every form are the keys that were pressed, or nothing."""

from __future__ import annotations

import pytest
from textual import events
from textual.message import Message

from tui.app.terminal.input_parser import InputParser


def typed(sequence: str) -> list[tuple[str, str | None]]:
    """Press a key twice, because the second press is not parsed again."""
    parser = InputParser()
    found, again = list(parser.feed(sequence)), list(parser.feed(sequence))
    assert not {*map(id, found)} & {*map(id, again)}, "each press is a message of its own"
    assert _keys(found) == _keys(again)
    return _keys(found)


def _keys(messages: list[Message]) -> list[tuple[str, str | None]]:
    assert all(isinstance(message, events.Key) for message in messages)
    return [
        (message.key, message.character) for message in messages if isinstance(message, events.Key)
    ]


@pytest.mark.parametrize(
    ("sequence", "key"),
    {
        "\x1b[100:68;2u": ("D", "D"),
        "\x1b[100;2u": ("D", "D"),
        "\x1b[100;65u": ("D", "D"),
        "\x1b[100;66u": ("d", "d"),
        "\x1b[100;129u": ("d", "d"),
        "\x1b[233;2u": ("É", "É"),
        "\x1b[50:64;2u": ("at", "@"),
        "\x1b[50;3;64u": ("at", "@"),
        "\x1b[50;3u": ("alt+2", None),
        "\x1b[57404;129u": ("5", "5"),
        "\x1b[100;6u": ("ctrl+shift+d", None),
        "\x1b[113:81;5:1u": ("ctrl+q", None),
        "\x1b[99;5:2u": ("ctrl+c", None),
        "\x1b[27;3;100~": ("alt+d", None),
        "\x1b[27;2;68~": ("D", "D"),
        "\x1b[27;5;113~": ("ctrl+q", None),
        "\x1b[27;6;68~": ("ctrl+shift+d", None),
        "\x1b[27;5;13~": ("ctrl+enter", None),
        "\x1b[0;;229u": ("å", "å"),
        "\x1b[13;1u": ("enter", "\r"),
        "\x1b[13;2u": ("shift+enter", None),
        "\x1b[27u": ("escape", None),
        "\x1b[1;1:1D": ("left", None),
        "\x1b[1;5:2D": ("ctrl+left", None),
        "\x1b[5D": ("ctrl+left", None),
        "\x1b[;5D": ("ctrl+left", None),
        "\x1b[97;1;55296u": ("a", "a"),
        "\x1b[97;0u": ("a", "a"),
        # Enter, typed while the terminal was still the shell's.
        "\n": ("enter", "\r"),
        # Enter of a terminal that sends both.
        "\r\n": ("enter", "\r"),
    }.items(),
)
def test_a_key_report_is_the_key_and_what_it_types(
    sequence: str, key: tuple[str, str | None]
) -> None:
    assert typed(sequence) == [key]


@pytest.mark.parametrize(
    "sequence",
    [
        "\x1b[13;1:3u",  # released
        "\x1b[1;1:3D",
        "\x1b[100;2:3u",
        "\x1b[100;1:9u",
        "\x1b[1114112u",  # beyond the last character
        "\x1b[55296u",  # half a character
        "\x1b[0;1;1114112u",
        "\x1b[99999999999999999999u",
        "\x1b[17u",  # no key is called by a control character
        "\x1b[0u",
        "\x1b[u",
        "\x1b[9D",
        "\x1b[97;1;98;99u",
        "\x1b[97;999u",
        "\x1b[:::;:;u",
        "\x1b[57999u",  # for keys that nobody has
        "\x1b[<0;0;0M",
        "\x1b[<0;-1;5M",
        "\x1b[<0;999999;5M",
        "\x1b[<0M",
        "\x1b[<128;5;5M",  # a fourth button
        "\x1b[0;5;5M",
        "\x1b[5y",
        "\x1b[97;5D",
        "\x1b[27;5;1114112~",
        "\x1b[27;999;100~",
        "\x1b[27;5~",
        "\x1b[9;9;9;9;9~",
    ],
)
def test_a_report_of_nothing_that_was_pressed_does_nothing(sequence: str) -> None:
    assert typed(sequence) == []
