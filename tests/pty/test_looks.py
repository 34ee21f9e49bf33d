"""The program looks as fits the terminal that it has asked, unless the user decides."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from tests.pty.emulator import Replies
from tests.pty.steps import Start, create_key, reveal_secret
from tests.pty.terminal import Terminal

pytestmark = pytest.mark.exhaustive

_QUERY = b"\x1b]11;?\x1b\\\x1b[>q\x1b[>c\x1b[c"
_TRUE_COLOR = {"COLORTERM": "truecolor"}
_OVER_SSH = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}

_WHITE = Replies(background="\x1b]11;rgb:ffff/ffff/ffff\x1b\\")
_BLACK = Replies(background="\x1b]11;rgb:0000/0000/0000\x07")
_VTE = Replies(da2="\x1b[>65;7006;1c", da1="\x1b[?65;1;9c")

_DARK_BAR, _LIGHT_BAR = "22262d", "e4e6e0"
_DARK_BAR_OF_256 = "262626"


def _bar(terminal: Terminal) -> str | None:
    style = terminal.style("updated")
    return style.background if style else None


def _wait_for_bar(terminal: Terminal, color: str) -> None:
    terminal.wait_until(lambda: _bar(terminal) == color, f"bar in {color}")


def _is_in(color: str, output: bytes | bytearray) -> bool:
    parts = ";".join(str(int(color[at : at + 2], 16)) for at in (0, 2, 4))
    return f"48;2;{parts}".encode() in output


def test_a_light_background_gets_the_light_theme_and_from_the_next_start_on_at_once(
    start: Start,
) -> None:
    first = start("--demo", environment=_TRUE_COLOR, replies=_WHITE)
    _wait_for_bar(first, _LIGHT_BAR)
    assert _is_in(_DARK_BAR, first.output.partition(_QUERY)[0])
    first.send("q")
    assert first.wait_exit() == 0

    second = start("--demo", environment=_TRUE_COLOR, replies=_WHITE)
    _wait_for_bar(second, _LIGHT_BAR)
    assert not _is_in(_DARK_BAR, second.output)

    # One that doesn't tell is not taken for the last one for good.
    third = start("--demo", environment=_TRUE_COLOR)
    _wait_for_bar(third, _DARK_BAR)
    third.send("q")
    assert third.wait_exit() == 0
    fourth = start("--demo", environment=_TRUE_COLOR)
    _wait_for_bar(fourth, _DARK_BAR)
    assert not _is_in(_LIGHT_BAR, fourth.output)


@pytest.mark.parametrize("options", [("--theme", "runai-dark"), ("--screencast",)])
def test_who_has_chosen_a_theme_keeps_it_and_a_screencast_asks_nothing(
    start: Start, options: tuple[str, ...]
) -> None:
    terminal = start("--demo", *options, environment=_TRUE_COLOR, replies=_WHITE)
    terminal.wait_for("12/20")
    terminal.send("?")
    terminal.wait_for("under the cursor")

    assert not _is_in(_LIGHT_BAR, terminal.output)


@pytest.mark.afresh
def test_what_surely_has_24_bit_colours_gets_them_with_the_next_screen_though_ssh_hides_them(
    start: Start,
) -> None:
    terminal = start("--demo", environment=_OVER_SSH, replies=_VTE)
    terminal.wait_for("12/20")
    terminal.wait_until(lambda: _QUERY in terminal.output, "query, which is replied to at once")
    _wait_for_bar(terminal, _DARK_BAR_OF_256)
    before = len(terminal.output)
    assert b"38;2;" not in terminal.output, "nothing is written twice for its colours"

    for key, shown in (("2", "All keys 87"), ("1", "12/20"), ("n", "enter Go on")):
        terminal.send(key)
        terminal.wait_for(shown)
        _wait_for_bar(terminal, _DARK_BAR)
    assert b"38;5;" not in terminal.output[before:]


@pytest.mark.parametrize(
    ("environment", "colors"),
    [
        ({"TERM": "alacritty"}, {b"2"}),
        ({"TERM": "alacritty", "COLORTERM": "256color"}, set()),
        ({"COLORTERM": "256color"}, {b"5"}),
        ({"NO_COLOR": "1"}, set()),
    ],
)
def test_the_name_of_a_terminal_tells_its_colours_too_but_the_user_s_word_counts(
    start: Start, environment: Mapping[str, str], colors: set[bytes]
) -> None:
    terminal = start("--demo", environment={**_OVER_SSH, **environment}, replies=_VTE)
    terminal.wait_for("12/20")
    terminal.send("?")
    terminal.wait_for("under the cursor")

    assert set(re.findall(rb"[34]8;([25]);", bytes(terminal.output))) == colors


@pytest.mark.parametrize(
    ("options", "term", "replies", "glyph"),
    [
        ((), "xterm", _WHITE, "default"),
        ((), "xterm", _BLACK, "green"),
        ((), "xterm", Replies(), "default"),
        (("--theme", "runai-ansi"), "xterm-256color", _BLACK, "green"),
    ],
)
def test_sixteen_colours_are_only_used_for_texts_where_the_background_is_known_to_be_dark(
    start: Start, options: tuple[str, ...], term: str, replies: Replies, glyph: str
) -> None:
    terminal = start("--demo", *options, environment={"TERM": term}, replies=replies)
    terminal.wait_for("12/20")
    terminal.wait_until(lambda: _QUERY in terminal.output, "query, which is replied to at once")
    create_key(terminal, "new-key")
    style = terminal.style("7 active")
    assert style is not None
    assert style.color == glyph

    secret = reveal_secret(terminal)
    style = terminal.style(secret)
    assert style is not None
    assert style.color == ("brightbrown" if glyph == "green" else "default")
