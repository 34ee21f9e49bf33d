"""What is said of a copy is what the outermost terminal's clipboard gets, whatever is between."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.pty import between
from tests.pty.emulator import Replies
from tests.pty.steps import create_key, reveal_secret
from tests.pty.terminal import Terminal

pytestmark = pytest.mark.exhaustive

_KITTY = Replies("\x1bP>|kitty(0.41.1)\x1b\\", "\x1b[>1;4000;41c", "\x1b[?62;c")
_ZUTTY = Replies("", "\x1b[>64;0;0c", "\x1b[?64;1;9;15;21;22c", tells_clipboard=True)
_VTE = Replies("\x1bP>|VTE(8001)\x1b\\", "\x1b[>61;8001;1c", "\x1b[?61;1;21;22;28c")


class _Case(NamedTuple):
    needs: str
    between: Callable[[Path, Replies], AbstractContextManager[Terminal]]
    replies: Replies
    said: str
    arrives: bool = True


_CASES = {
    "tmux here": _Case(
        "tmux", between.our_tmux, _KITTY, "Sent to kitty (0.41.1), which takes it: paste it"
    ),
    "tmux here, in what ignores copies": _Case(
        "tmux",
        between.our_tmux,
        _VTE,
        "Not copied: gnome-terminal and other VTE terminals (0.80.1) ignore clipboard writes.",
        arrives=False,
    ),
    "tmux on the user's side": _Case("tmux", between.users_tmux, _KITTY, "Sent to tmux ("),
    "GNU screen here": _Case(
        "screen", between.our_screen, _KITTY, "Sent to kitty (0.41.1), which takes it: paste it"
    ),
    "GNU screen here, in what ignores copies": _Case(
        "screen",
        between.our_screen,
        _VTE,
        "Not copied: gnome-terminal and other VTE terminals (0.80.1) ignore clipboard writes.",
        arrives=False,
    ),
    "GNU screen on the user's side": _Case(
        "screen", between.users_screen, _KITTY, "Sent to kitty (0.41.1), which takes it: paste it"
    ),
    "GNU screen here, in a tmux on the user's side": _Case(
        "screen", between.our_screen_in_users_tmux, _KITTY, "Sent to tmux ("
    ),
    "dtach": _Case("dtach", between.dtach, _ZUTTY, "Copied to the clipboard of zutty;"),
    "mosh": _Case("mosh", between.mosh, _KITTY, "Sent to mosh, which passes it on: paste it"),
    "tmux here, over mosh": _Case(
        "mosh",
        between.our_tmux_over_mosh,
        _KITTY,
        "Not copied: mosh around tmux ignores clipboard writes unless terminal-overrides",
        arrives=False,
    ),
    "tmux here, over mosh, set as README advises": _Case(
        "mosh",
        between.our_tmux_over_mosh_set_as_advised,
        _KITTY,
        "Sent to mosh, which passes it on: paste it",
    ),
}


@pytest.mark.parametrize("case", _CASES.values(), ids=_CASES)
def test_the_outermost_clipboard_gets_what_is_said(tmp_path: Path, case: _Case) -> None:
    if shutil.which(case.needs) is None or shutil.which("tmux") is None:
        pytest.skip(f"{case.needs} is not installed")
    with case.between(tmp_path, case.replies) as terminal:
        create_key(terminal, "new-key")
        before = terminal.clipboard.text
        terminal.send("c")
        terminal.wait_until(lambda: case.said in _said(terminal), repr(case.said))
        secret = reveal_secret(terminal)
        wanted = secret if case.arrives else before
        terminal.wait_until(lambda: terminal.clipboard.text == wanted, f"{wanted!r} there")
        assert secret not in terminal.clipboard.history[:-1]
        if case.arrives:
            terminal.send("x")
            terminal.wait_until(lambda: terminal.clipboard.text == " ", "a blank there")
        assert secret not in terminal.clipboard.text


@pytest.mark.skipif(shutil.which("dtach") is None, reason="dtach is not installed")
def test_the_panel_follows_a_session_that_is_shown_in_another_terminal(tmp_path: Path) -> None:
    with between.dtach(tmp_path, _KITTY) as terminal:
        create_key(terminal, "new-key")
        terminal.wait_until(lambda: "kitty (0.41.1) takes them" in _said(terminal), "kitty")

        again = ["dtach", "-a", str(tmp_path / "s"), "-Ez", "-r", "winch"]
        with Terminal(again, tmp_path, replies=_VTE) as other:
            other.wait_until(lambda: "ignore clipboard writes" in _said(other), "VTE")


def _said(terminal: Terminal) -> str:
    return " ".join(" ".join(re.findall("│(.*?)│", terminal.text)).split())
