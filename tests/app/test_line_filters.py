"""Plain ASCII is as wide as the original, and says the same."""

from __future__ import annotations

import re
from itertools import chain

import pytest
from rich.cells import cell_len

from tests.pty.terminal import ROOT
from tui.app.in_ascii import ascii_of
from tui.text import clean


def test_each_glyph_drawn_has_an_ascii_one_of_its_own() -> None:
    folders = ("app", "listing")
    files = chain.from_iterable((ROOT / "tui" / folder).rglob("*.py") for folder in folders)
    drawn = set(re.findall(r"[^\x00-\x7f]", "".join(path.read_text() for path in files)))

    assert {"●", "◐", "▲", "○", "…"} <= drawn
    assert [glyph for glyph in drawn if ascii_of(glyph) == "?"] == []
    assert len({ascii_of(glyph) for glyph in "●◐▲○"}) == 4


@pytest.mark.parametrize("text", ["grün", "訓練ジョブ", "e\u0301", "tab ␉", "ascii"])
def test_a_text_in_ascii_is_as_wide_as_it_was(text: str) -> None:
    assert ascii_of(clean(text)).isascii()
    assert len(ascii_of(clean(text))) == cell_len(clean(text))
