"""Text from outside is harmless after clean(), and nothing more is lost than has to be."""

from __future__ import annotations

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.text import clean

REPLACED = "\N{REPLACEMENT CHARACTER}"
ANY_TEXT = st.text(st.characters(exclude_categories=()))
"""Surrogates included."""


@pytest.mark.parametrize(
    "text", ["ci-runner", "Ana Müller", "名前", "עברית", "e\u0301", "👩 x", "[RED] team", "a  b"]
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\tc\0", "a␊b␉c␀"),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("\x7f", "␡"),
    ],
)
def test_control_characters_become_their_pictures(text: str, shown: str) -> None:
    assert clean(text) == shown


@pytest.mark.parametrize(
    "character",
    [
        pytest.param("\x9b", id="C1"),
        pytest.param("\ud800", id="surrogate"),
        pytest.param("\ue000", id="private use"),
        pytest.param("\u0378", id="unassigned"),
        pytest.param("\uffff", id="noncharacter"),
        pytest.param("\U000e0041", id="tag"),
        pytest.param("\u202e", id="bidi override"),
        pytest.param("\u2066", id="bidi isolate"),
        pytest.param("\u200b", id="zero width space"),
        pytest.param("\u200d", id="zero width joiner"),
        pytest.param("\ufe0f", id="variation selector"),
        pytest.param("\ufeff", id="byte order mark"),
        pytest.param("\u00ad", id="soft hyphen"),
        pytest.param("\u2028", id="line separator"),
        pytest.param("\u2029", id="paragraph separator"),
        pytest.param("\u3164", id="Hangul filler"),
        pytest.param("\u2800", id="blank Braille"),
        pytest.param("\U0001f1e9", id="flag letter"),
        pytest.param("\U0001f3fd", id="skin tone"),
    ],
)
def test_what_hides_or_shifts_text_becomes_visible(character: str) -> None:
    assert clean(f"a{character}b") == f"a{REPLACED}b"


def test_no_more_than_two_combining_marks_are_stacked() -> None:
    assert clean("a" + "\u0301" * 200 + "b") == "a\u0301\u0301b"


def test_long_text_is_cut_visibly() -> None:
    assert clean("x" * 301) == "x" * 299 + "…"
    assert clean("x" * 300) == "x" * 300
    assert clean("é" * 9, limit=3) == "éé…"


@given(ANY_TEXT, st.integers(1, 40))
def test_the_result_is_one_short_line_without_anything_dangerous(text: str, limit: int) -> None:
    shown = clean(text, limit)
    assert len(shown) <= limit
    marks = "".join("M" if category(char).startswith("M") else "-" for char in shown)
    assert "MMM" not in marks
    assert not {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"} & {category(char) for char in shown}
    shown.encode()


@given(ANY_TEXT, st.integers(1, 40))
def test_cleaning_twice_is_cleaning_once(text: str, limit: int) -> None:
    shown = clean(text, limit)
    assert clean(shown, limit) == shown
