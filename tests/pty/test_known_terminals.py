"""The program asks the terminal which one it is, and says of a copy what is true there."""

from __future__ import annotations

import re

import pytest

from tests.delivery.support import osc52_of
from tests.pty.emulator import Replies
from tests.pty.steps import Start, create_key, reveal_secret
from tests.pty.terminal import Terminal

pytestmark = pytest.mark.exhaustive

_QUERY = b"\x1b[>q\x1b[>c\x1b[c"
_OVER_SSH = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}
_READY = "12/20"

_VTE = Replies("", da2="\x1b[>65;7006;1c", da1="\x1b[?65;1;9c")
_KITTY = Replies("\x1bP>|kitty(0.41.1)\x1b\\", "\x1b[>1;4000;41c", "\x1b[?62;c")
_XTERM = Replies("\x1bP>|XTerm(379)\x1b\\", "\x1b[>41;379;0c", "\x1b[?64;1;2;6c")
_TMUX = Replies("\x1bP>|tmux 3.3a\x1b\\", "\x1b[>84;0;0c", "\x1b[?1;2c")
_SCREEN = Replies("", "\x1b[>83;40900;0c", "\x1b[?1;2c")
_ZUTTY = Replies("", "\x1b[>64;0;0c", "\x1b[?64;1;9;15;21;22c", tells_clipboard=True)
_KONSOLE = Replies("\x1bP>|Konsole 22.12.3\x1b\\", "\x1b[>1;115;0c", "\x1b[?62;1;4c")
_SILENT = Replies("", "", "")


def _said(terminal: Terminal) -> str:
    """Return the text of the panel as one line."""
    return " ".join(" ".join(re.findall("│(.*?)│", terminal.text)).split())


def _wait_said(terminal: Terminal, sentence: str) -> None:
    terminal.wait_until(lambda: sentence in _said(terminal), repr(sentence))


def test_where_copies_are_dropped_the_panel_says_so_and_none_is_sent(start: Start) -> None:
    terminal = start("--demo", environment=_OVER_SSH, replies=_VTE)
    terminal.wait_for(_READY)
    create_key(terminal, "new-key")

    _wait_said(
        terminal,
        "Nothing is copied: gnome-terminal and other VTE terminals (0.70.6) ignore clipboard "
        "writes. s saves it to a file, v shows it.",
    )
    terminal.send("c")
    terminal.wait_for("Not copied: gnome-terminal")
    assert b"\x1b]52;" not in terminal.output


def test_who_has_allowed_it_can_have_it_sent(start: Start) -> None:
    terminal = start("--demo", "--clipboard", "osc52", environment=_OVER_SSH, replies=_XTERM)
    terminal.wait_for(_READY)
    create_key(terminal, "new-key")

    terminal.send("c")
    _wait_said(terminal, "Sent to your terminal by way of OSC 52: paste it")
    assert osc52_of(reveal_secret(terminal)).search(terminal.output)


@pytest.mark.parametrize(
    ("replies", "sentence", "begin", "end"),
    [
        (_KITTY, "Sent to kitty (0.41.1), which takes it:", b"\x1b]52;c;", b"\x07"),
        (
            _TMUX,
            "Sent to tmux (3.3a), which passes it on if allow-passthrough is on there:",
            b"\x1bPtmux;\x1b\x1b]52;c;",
            b"\x07\x1b\\",
        ),
        (
            _SCREEN,
            "Sent to GNU screen (4.9.0), which passes it on:",
            b"\x1bP\x1b]52;c;",
            b"\x07\x1b\\",
        ),
    ],
)
def test_a_copy_gets_the_form_and_the_words_that_fit_the_terminal(
    start: Start, replies: Replies, sentence: str, begin: bytes, end: bytes
) -> None:
    terminal = start("--demo", environment=_OVER_SSH, replies=replies)
    terminal.wait_for(_READY)
    create_key(terminal, "new-key")

    terminal.send("c")
    _wait_said(terminal, sentence)

    written = re.escape(begin) + rb"[A-Za-z0-9+/=]+" + re.escape(end)
    assert len(re.findall(written, terminal.output)) == 1


def test_what_is_said_of_a_terminal_that_tells_its_clipboard_is_what_that_holds(
    start: Start,
) -> None:
    terminal = start("--demo", environment=_OVER_SSH, replies=_ZUTTY)
    terminal.wait_for(_READY)
    create_key(terminal, "new-key")

    terminal.clipboard.has_focus = False
    terminal.send("c")
    _wait_said(terminal, "Not copied: zutty refused, as some do without the focus")
    assert terminal.clipboard.history == []

    terminal.clipboard.has_focus = True
    terminal.send("c")
    _wait_said(terminal, "Copied to the clipboard of zutty; a clipboard history may keep it.")
    secret = reveal_secret(terminal)
    assert terminal.clipboard.text == secret

    terminal.send("x")
    _wait_said(terminal, "Cleared the clipboard of zutty; a clipboard history may still hold it.")
    assert terminal.clipboard.text == " "

    terminal.send("c")
    _wait_said(terminal, "Copied to the clipboard of zutty")
    assert terminal.clipboard.text == secret
    terminal.send("q")
    terminal.wait_for("? Help")
    assert terminal.find("Leave without") is None


def test_gnu_screen_around_an_ssh_session_gets_no_mouse_but_by_m(start: Start) -> None:
    terminal = start("--demo", environment=_OVER_SSH, replies=_SCREEN)
    terminal.wait_for(_READY)

    terminal.wait_until(lambda: "mouse" not in terminal.modes(), "mouse left to the terminal")
    terminal.send("m")
    terminal.wait_until(lambda: "mouse" in terminal.modes(), "mouse")


def test_where_tmux_gets_the_mouse_a_drag_over_a_revealed_secret_is_warned_of(
    start: Start,
) -> None:
    terminal = start("--demo", environment={"TMUX": "/nowhere,1,0"}, replies=_TMUX)
    terminal.wait_for(_READY)

    terminal.send("m")

    terminal.wait_for("If tmux takes it, a drag over")
    terminal.wait_until(lambda: "mouse" not in terminal.modes(), "mouse left to tmux")


def test_one_that_never_replies_is_told_from_one_that_is_late(start: Start) -> None:
    terminal = start("--demo", environment=_OVER_SSH, replies=_SILENT)
    terminal.wait_for(_READY)
    create_key(terminal, "new-key")
    _wait_said(terminal, "Nothing is copied: a terminal that answers no query ignores")
    terminal.send("c")
    terminal.wait_for("Not copied: a terminal that")

    for piece in ("\x1bP>|kit", "ty(0.41.1)\x1b", "\\\x1b[>1;40", "00;41c\x1b[?6", "2;c"):
        terminal.send(piece)
        terminal.read_for(0.03)
    _wait_said(terminal, "because this is an SSH session; kitty (0.41.1) takes them.")
    terminal.send("c")

    _wait_said(terminal, "Sent to kitty (0.41.1), which takes it:")


def test_the_query_comes_once_behind_the_first_frame(start: Start) -> None:
    terminal = start("--demo", environment=_OVER_SSH)
    terminal.wait_for(_READY)
    terminal.send("?")
    terminal.wait_for("under the cursor")

    assert terminal.output.count(_QUERY) == 1
    assert b"runai-keys" in terminal.output.partition(_QUERY)[0]


@pytest.mark.parametrize(
    ("replies", "frames", "keys"),
    [(_KITTY, True, True), (_KONSOLE, True, False), (_ZUTTY, False, False)],
)
def test_nothing_is_asked_for_that_the_terminal_would_print_or_move_its_cursor_for(
    start: Start, replies: Replies, frames: bool, keys: bool
) -> None:
    terminal = start("--demo", environment=_OVER_SSH, replies=replies)
    terminal.wait_for(_READY)
    terminal.send("?")
    terminal.wait_for("under the cursor")
    terminal.wait_until(lambda: ("kitty keyboard" in terminal.modes()) is keys, "keyboard mode")
    terminal.send("q")
    terminal.send("q")
    assert terminal.wait_exit() == 0

    before, _, after = bytes(terminal.output).partition(_QUERY)
    for sequence, is_used in ((b"\x1b[?2026$p", frames), (b"\x1b[>1u", keys), (b"\x1b[<u", keys)):
        assert sequence not in before
        assert after.count(sequence) == is_used
    assert b"$p" not in after.replace(b"\x1b[?2026$p", b"")
    assert terminal.modes() == set()


@pytest.mark.parametrize(
    ("options", "environment"), [(("--screencast",), {}), ((), {"TERM": "linux"})]
)
def test_what_is_recorded_or_has_no_clipboard_is_not_asked(
    start: Start, options: tuple[str, ...], environment: dict[str, str]
) -> None:
    terminal = start("--demo", *options, environment=environment)
    terminal.wait_for("? Help")
    terminal.send("?")
    terminal.wait_for("under the cursor")

    assert _QUERY not in terminal.output
