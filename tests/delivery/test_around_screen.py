"""Inside GNU screen, copies depend on the terminal around it, which is queried through it."""

from __future__ import annotations

import asyncio

import pytest

from tui.app.terminal.identity import IdentityListener
from tui.delivery import route_finder
from tui.delivery.clipboard import Clipboard
from tui.delivery.osc52 import osc52, through_screen, through_tmux
from tui.delivery.recognise_terminal import identify
from tui.delivery.terminal import Terminal
from tui.delivery.terminals import UNKNOWN

_SCREEN = identify("", "83;40900;0", "1;2", {})
_KITTY = "\x1bP>|kitty(0.41.1)\x1b\\\x1b[>1;4000;41c\x1b[?62;c"
_VTE = "\x1bP>|VTE(8001)\x1b\\\x1b[>61;8001;1c\x1b[?61;1;21;22;28c"
_TMUX = "\x1bP>|tmux 3.3a\x1b\\\x1b[>84;0;0c\x1b[?1;2c"
_OTHER_SCREEN = "\x1b[>83;40900;0c\x1b[?1;2c"


class _Shown:
    """A clipboard in a GNU screen with one or several terminals around it."""

    def __init__(self, *replies: str) -> None:
        self.written: list[str] = []
        self._replies = replies
        self.queries = 0
        self.clipboard = Clipboard(
            {"TERM": "screen", "STY": "1.x"},
            self.written.append,
            identify=self._identify,
            identify_around=self._identify_around,
        )
        self._identify()

    def _identify(self) -> bool:
        self.queries += 1
        asyncio.get_running_loop().call_soon(self.clipboard.note, _SCREEN)
        return True

    def _identify_around(self) -> bool:
        listener = IdentityListener(is_around=True)
        told = [listener.feed(reply) for reply in self._replies]
        for each in filter(None, told):
            terminal = identify(each.xtversion, each.da2, each.da1, {})
            self._note(terminal, each.count)
        if not told:
            self._note(UNKNOWN, 0)
        return True

    def _note(self, terminal: Terminal, count: int) -> None:
        asyncio.get_running_loop().call_soon(self.clipboard.note_around, terminal, count)


@pytest.mark.parametrize(
    ("replies", "said"),
    [
        ([_KITTY], "Sent to kitty (0.41.1), which takes it: paste it"),
        ([_TMUX], "Sent to tmux (3.3a), which passes it on if allow-passthrough is on there"),
        ([], "Sent to GNU screen (4.9.0), which passes it on: paste it"),
        ([_VTE], "Not copied: gnome-terminal and other VTE terminals (0.80.1) ignore"),
        ([_OTHER_SCREEN], "Not copied: a GNU screen around this one ignores clipboard writes"),
        ([_KITTY, _KITTY], "Not copied: this GNU screen is shown in several terminals, and it"),
        ([_KITTY + _KITTY], "Not copied: this GNU screen is shown in several terminals, and it"),
    ],
)
async def test_whether_a_copy_is_sent_depends_on_the_terminal_around_gnu_screen(
    monkeypatch: pytest.MonkeyPatch, secret: str, replies: list[str], said: str
) -> None:
    monkeypatch.setattr(route_finder, "OTHERS_REPLY", 0.02)
    shown = _Shown(*replies)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    clipboard = shown.clipboard
    before = clipboard.explain()

    outcome = await clipboard.copy(secret, secret=True)

    assert outcome.text.startswith(said)
    assert bool(shown.written) is outcome.left
    assert before.startswith("Nothing is copied") is not outcome.left


async def test_a_late_reply_to_an_earlier_query_does_not_count_as_a_second_terminal(
    monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setattr(route_finder, "OTHERS_REPLY", -1.0)

    outcome = await _Shown(_KITTY, _KITTY).clipboard.copy(secret, secret=True)

    assert outcome.left


async def test_a_late_reply_of_the_outer_terminal_is_not_taken_for_gnu_screen_s(
    monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setattr(route_finder, "OTHERS_REPLY", 0.02)
    shown = _Shown()
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    shown.clipboard.note(identify("tmux 3.3a", "84;0;0", "1;2", {}))
    await shown.clipboard.copy(secret, secret=True)

    assert shown.written == [through_screen(osc52(secret))]


async def test_only_one_query_for_the_identity_is_pending_at_a_time(secret: str) -> None:
    shown = _Shown(_KITTY)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    shown.queries = 0

    await asyncio.gather(shown.clipboard.look(), shown.clipboard.copy(secret, secret=True))

    assert shown.queries == 1


def test_a_string_terminator_does_not_end_the_wrapping_for_gnu_screen() -> None:
    for length in range(1, 200):
        sequence = through_tmux(f"\x1b]52;c;{'A' * length}\x07")
        wrapped = through_screen(sequence)

        # As it reads it: two escs are one that may begin the end.
        parts = wrapped.removeprefix("\x1bP").removesuffix("\x1b\\").split("\x1b\\\x1bP")
        assert "".join(parts) == sequence
        assert not any("\x1b\\" in part for part in parts)
