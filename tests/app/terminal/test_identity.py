"""What a terminal replies to those who ask which one it is, is understood in any pieces."""

from __future__ import annotations

import pytest

from tui.app.terminal.identity import IdentityListener, TerminalReplied, brightness

_VERSION, _DA2, _DA1 = "\x1bP>|foot(1.13.1)\x1b\\", "\x1b[>1;011301;0c", "\x1b[?62;4;22c"


def _heard(*pieces: str) -> list[tuple[str, str, str]]:
    listener = IdentityListener()
    found = filter(None, [listener.feed(piece) for piece in pieces])
    return [_replies(replied) for replied in found]


def _replies(replied: TerminalReplied) -> tuple[str, str, str]:
    return replied.xtversion, replied.da2, replied.da1


@pytest.mark.parametrize("size", range(1, 12))
def test_replies_are_understood_in_any_pieces_and_between_keys(size: int) -> None:
    replies = f"j{_VERSION}\x1b[A{_DA2}k\x1b{_DA1}q"
    pieces = [replies[at : at + size] for at in range(0, len(replies), size)]

    assert _heard(*pieces) == [("foot(1.13.1)", "1;011301;0", "62;4;22")]


@pytest.mark.parametrize(
    ("pieces", "heard"),
    [
        (["\x1b[?6c"], [("", "", "6")]),
        (["\x1b[?1;2c\x1b[?1;2c"], [("", "?1;2", "1;2")]),
        (["\x1b[?1;2c", "\x1b[?1;2c"], [("", "", "1;2"), ("", "?1;2", "1;2")]),
        (["\x1bP>|kitty(1)\x07\x1b[>1;4000;1c\x1b[?62;c"], [("kitty(1)", "1;4000;1", "62;")]),
        ([_DA2, _VERSION, "typed"], []),
        ([_DA2 + _DA1, _VERSION + _DA1], [("", "1;011301;0", "62;4;22")]),
        ([f"\x1b[>{'1' * 99}c{_DA1}"], [("", "", "62;4;22")]),
        ([f"\x1bP>|{'x' * 999}\x07{_DA2}{_DA1}"], [("", "1;011301;0", "62;4;22")]),
    ],
)
def test_what_some_terminals_leave_out_or_say_otherwise(
    pieces: list[str], heard: list[tuple[str, str, str]]
) -> None:
    assert _heard(*pieces) == heard


_WHITE, _BLACK = "\x1b]11;rgb:ffff/ffff/ffff\x1b\\", "\x1b]11;rgb:00/00/00\x07"


@pytest.mark.parametrize("size", [1, 2, 5, 99])
@pytest.mark.parametrize(
    ("replies", "backgrounds"),
    [
        (_WHITE + _DA2 + _DA1, ["rgb:ffff/ffff/ffff"]),
        (_DA2 + _BLACK + _DA1 + _WHITE, ["rgb:00/00/00"]),
        (_DA2 + _DA1 + "j" + _WHITE + _BLACK, ["", "rgb:ffff/ffff/ffff"]),
        (_DA2 + _DA1 + _DA1, [""]),
    ],
)
def test_the_background_is_understood_before_or_after_the_others_and_once(
    size: int, replies: str, backgrounds: list[str]
) -> None:
    listener = IdentityListener()
    pieces = [replies[at : at + size] for at in range(0, len(replies), size)]
    heard = [told.background for piece in pieces if (told := listener.feed(piece))]

    # Of one piece all is told at once.
    assert heard == (backgrounds if size < len(replies) else backgrounds[-1:])


@pytest.mark.parametrize(
    ("background", "is_like"),
    [
        ("rgb:ffff/ffff/ffff", "light"),
        ("rgb:fd/f6/e3", "light"),
        ("rgba:0000/2b2b/3636/ffff", "dark"),
        ("RGB:f/f/f", "light"),
        ("rgb:ffff/ffff", ""),
        ("#ffffff", ""),
        ("", ""),
    ],
)
def test_a_background_is_light_or_dark_or_not_understood(background: str, is_like: str) -> None:
    assert brightness(background) == is_like


def test_nothing_typed_or_pasted_is_kept_while_a_reply_is_expected() -> None:
    listener = IdentityListener()

    listener.feed("\x1b[200~a-pasted-token\x1b[201~typed")
    listener.feed("\x1bP>|fo")

    assert "token" not in repr(vars(listener))
    assert "typed" not in repr(vars(listener))
