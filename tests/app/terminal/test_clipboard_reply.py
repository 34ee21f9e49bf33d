"""What a terminal tells of its clipboard is understood in any pieces, and nothing else is kept."""

from __future__ import annotations

import pytest

from tui.app.terminal.clipboard_reply import ClipboardListener

_REPLIES = {
    "BEL": ("\x1b]52;c;aGk=\x07", ["aGk="]),
    "ST": ("\x1b]52;c;aGk=\x1b\\", ["aGk="]),
    "no selection named": ("\x1b]52;;aGk=\x1b\\", ["aGk="]),
    "another one named": ("\x1b]52;p0;aGk=\x07", ["aGk="]),
    "empty": ("\x1b]52;c;\x07", [""]),
    "two": ("\x1b]52;p;aGk=\x07\x1b]52;p;eW8=\x07", ["aGk=", "eW8="]),
    "another reply inside": ("\x1b]52;c;aG\x1b[?64;1;2;6ck=\x07", ["aGk="]),
    "two inside": ("\x1b]52;c;\x1b[?2026;2$y\x1b[>41;379;0caGk=\x1b\\", ["aGk="]),
    "another string": ("\x1b]11;rgb:dddd/0000/0000\x07\x1bP>|foot(1)\x1b\\", []),
    "no base64": ("\x1b]52;c;a-k\x07", []),
}


def _told(*pieces: str) -> list[str]:
    listener = ClipboardListener()
    replies = [reply for piece in pieces for reply in listener.feed(piece)]
    return [reply.base64.get_secret_value() for reply in replies]


@pytest.mark.parametrize(("reply", "told"), _REPLIES.values(), ids=_REPLIES)
def test_a_reply_is_understood_in_any_pieces_and_between_keys(reply: str, told: list[str]) -> None:
    data = f"j\x1b[A{reply}\x1bk"

    assert _told(*data) == told
    for cut in range(len(data)):
        assert _told(data[:cut], data[cut:]) == told


def test_one_without_an_end_is_given_up_and_told_once_it_can_be_no_copy_of_ours() -> None:
    endless = ["\x1b]52;c;", *["QUJD" * 1_000] * 6]

    assert _told(*endless) == ["too long"]
    assert _told(*endless, "\x07", "\x1b]52;c;aGk=\x07") == ["too long", "aGk="]


def test_nothing_typed_or_pasted_is_kept() -> None:
    listener = ClipboardListener()

    listener.feed("\x1b[200~a-pasted-token\x1b[201~typed\x1b]52;c;aG")
    listener.feed("k=\x07\x1b]5typed")

    assert list(vars(listener).values()) == [""]
