"""Dirty cells alone are written, and the screen looks as if each frame had been written in full."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.pty.emulator import Emulator
from tui.app.terminal.screen_diff import ScreenDiff, skeleton_of

SIZE = (24, 12)
WIDE = (60, 12)
EDGE = 44
"""Where something else stands, beside a list."""

_STYLES = (
    "",
    "1;38;2;1;2;3;48;2;4;5;6",
    "38;2;1;2;3;48;2;4;5;6",
    "38;5;7;48;2;4;5;6",
    "2;3;31;42",
    "4;39;49",
    "7;91;102",
)

_TEXTS = ("abc", "a b  ", "    ", "row one", "● active ━━", "東京", "e\N{COMBINING ACUTE ACCENT}te")

runs = st.tuples(st.sampled_from(_STYLES), st.sampled_from(_TEXTS))
lines = st.lists(runs, min_size=1, max_size=2)
changes = st.dictionaries(st.integers(0, SIZE[1] - 1), lines, min_size=1, max_size=SIZE[1])
scrolls = st.integers(-4, 4)


def frame(changed: dict[int, list[tuple[str, str]]]) -> str:
    """Draw lines as Textual does."""
    return "\n".join(
        f"\x1b[{y + 1};1H" + "".join(styled(style, text) for style, text in drawn)
        for y, drawn in sorted(changed.items())
    )


def styled(style: str, text: str) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if style else text


def emulator(size: tuple[int, int] = SIZE) -> Emulator:
    return Emulator(size, lambda _: None)


def padded(drawn: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Fill a line, as what is drawn for a terminal always does."""
    width = sum(cell_len(text) for _, text in drawn)
    return [*drawn, ("48;2;4;5;6", " " * max(0, SIZE[0] - width))]


@pytest.mark.exhaustive
@given(st.lists(changes, min_size=1, max_size=5))
@settings(deadline=None, max_examples=75)
def test_the_terminal_looks_as_if_each_frame_was_written_in_full(
    frames: list[dict[int, list[tuple[str, str]]]],
) -> None:
    whole, dirty, screen = emulator(), emulator(), ScreenDiff()
    for changed in frames:
        drawn = frame({y: padded(line) for y, line in changed.items()})
        whole.feed(drawn.replace("\n", "\r\n").encode())
        written = screen.update(drawn)
        dirty.feed(written.replace("\n", "\r\n").encode())
        assert dirty.looks == whole.looks
        if changed is frames[0]:
            # As the last start has kept it, and this one finds it on the screen.
            screen = ScreenDiff()
            screen.adopt(skeleton_of(drawn).text)


@pytest.mark.exhaustive
@given(st.lists(scrolls, min_size=1, max_size=6), st.sampled_from(_TEXTS))
@settings(deadline=None, max_examples=50)
def test_a_list_that_scrolls_looks_as_if_it_was_written_in_full(
    steps: list[int], text: str
) -> None:
    whole, dirty, screen = emulator(), emulator(), ScreenDiff()
    top = 20
    for step in [0, *steps]:
        top += step
        rows = {
            y: padded([("1;31", f"{top + y} {text}"), ("32", f"is {(top + y) ** 2} ")])
            for y in range(1, SIZE[1] - 1)
        }
        drawn = frame({0: padded([("", f"from {top}")]), **rows})
        whole.feed(drawn.replace("\n", "\r\n").encode())
        dirty.feed(screen.update(drawn).replace("\n", "\r\n").encode())
        assert dirty.looks == whole.looks


@pytest.mark.exhaustive
@given(
    st.lists(st.tuples(scrolls, st.booleans(), st.sampled_from(_TEXTS)), max_size=6),
    st.sampled_from([_TEXTS, _TEXTS[:2]]),
)
@settings(deadline=None, max_examples=50)
def test_what_stands_beside_a_list_that_scrolls_stays_where_it_is(
    steps: list[tuple[int, bool, str]], texts: tuple[str, ...]
) -> None:
    whole, dirty, screen = emulator(WIDE), emulator(WIDE), ScreenDiff()
    top = 20
    for by, draws_beside, text in [(0, True, "start"), *steps]:
        top += by
        rows = {y: [("1;31", row(top + y, texts))] for y in range(1, SIZE[1] - 1)}
        drawn = frame(rows) + (beside(text[:3]) if draws_beside else "")
        whole.feed(drawn.replace("\n", "\r\n").encode())
        dirty.feed(screen.update(drawn).replace("\n", "\r\n").encode())
        assert dirty.looks == whole.looks


def row(number: int, texts: tuple[str, ...]) -> str:
    text = f"{number} {texts[number % len(texts)][:4]}"
    return text + " " * (EDGE - cell_len(text))


def beside(text: str) -> str:
    text += " " * (6 - cell_len(text))
    drawn = (f"\x1b[{y + 1};{EDGE + 1}H\x1b[4;32m|{y * y} {text}\x1b[0m" for y in range(SIZE[1]))
    return "".join(drawn)


def test_a_line_below_a_list_that_scrolls_keeps_what_is_not_drawn_again() -> None:
    whole, dirty, screen = emulator(), emulator(), ScreenDiff()
    field = f"\x1b[{SIZE[1]};1H" + styled("1;31;42", " / ") + " " * (SIZE[0] - 3)
    for number in range(3):
        rows = {y: padded([("", f"row {number + y}")]) for y in range(SIZE[1] - 1)}
        drawn = frame(rows) + (field if not number else f"\x1b[{SIZE[1]};4Htyped {number}")
        whole.feed(drawn.replace("\n", "\r\n").encode())
        dirty.feed(screen.update(drawn).replace("\n", "\r\n").encode())
        assert dirty.looks == whole.looks


def test_a_frame_that_changes_nothing_writes_nothing() -> None:
    screen = ScreenDiff()
    drawn = frame({0: [("1;31", "title")], 3: [("", "text")]})
    screen.update(drawn)

    assert screen.update(drawn) == ""
    screen.invalidate()
    assert "title" in screen.update(drawn)


def test_the_cursor_of_a_field_is_put_in_its_place_once() -> None:
    screen = ScreenDiff()
    drawn = frame({0: [("1;31", "title")]})
    screen.update(drawn)

    assert screen.update(drawn + "\x1b[3;5H") == "\x1b[3;5H"
    assert screen.update(drawn + "\x1b[3;5H") == ""
    assert screen.update(frame({0: [("1;31", "Title")]}) + "\x1b[3;5H").endswith("\x1b[3;5H")


def test_of_a_line_only_what_differs_is_written() -> None:
    screen = ScreenDiff()
    screen.update(frame({2: [("31", "updated 10:15:31")]}))

    assert screen.update(frame({2: [("31", "updated 10:15:42")]})) == "\x1b[3;15H\x1b[31m42\x1b[m"


def test_rows_in_the_same_few_styles_are_written_style_by_style() -> None:
    screen = ScreenDiff()
    for number in range(2):
        rows = {y: [("31", f"{y + number} "), ("32", f"is {number}")] for y in range(4)}
        written = screen.update(frame(rows))

    names = "".join(f"\x1b[{y + 1}H" + "\x1b[31m" * (not y) + str(y + 1) for y in range(4))
    numbers = "".join(f"\x1b[{y + 1};6H" + "\x1b[32m" * (not y) + "1" for y in range(4))
    assert written == f"{names}{numbers}\x1b[m"


def test_of_two_rows_the_one_whose_style_leads_to_the_other_is_written_first() -> None:
    screen = ScreenDiff()
    cursor = [("1;36;48;5;4", "> "), ("1;38;5;7;48;5;4", "name used")]
    others = [("38;5;7;40", "  name"), ("32;40", " used")]
    screen.update(frame({0: cursor, 1: others}))

    written = screen.update(frame({0: others, 1: cursor}))

    first = "\x1b[2H\x1b[1;36;48;5;4m> \x1b[38;5;7mname used"
    assert written == f"{first}\x1b[1H\x1b[22;40m  name\x1b[32m used\x1b[m"


def test_a_list_that_scrolls_by_a_line_is_moved_and_written_in_that_line_only() -> None:
    screen = ScreenDiff()
    rows = [f"row number {number}" for number in range(20)]
    screen.update(frame({y: [("", rows[y])] for y in range(1, 11)}))

    written = screen.update(frame({y: [("", rows[y + 1])] for y in range(1, 11)}))

    assert written == "\x1b[2;11r\x1b[11;1H\n\x1b[r\x1b[11Hrow number 11"


def test_what_it_does_not_know_is_passed_on_and_then_all_is_written_again() -> None:
    screen = ScreenDiff()
    drawn, odd = frame({0: [("", "text")]}), "\x1b[1;1H\x1b[58;5;1mtext\x1b[0m"
    screen.update(drawn)

    assert screen.update(odd) == odd
    assert "text" in screen.update(drawn)
