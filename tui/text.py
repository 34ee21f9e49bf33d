"""Makes text from outside harmless, once, at the boundary of the models."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING
from unicodedata import category

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"

LONGEST_LINE = 1_000
"""Characters of a line that says why something failed, or what to do."""

_MARKS_IN_A_ROW = 2

_PLAIN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}")

ODD_ID = "the client ID is missing, or has characters that no ID should have"
"""The reason why a client ID is not handed to other programs."""

_REPLACED_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""Controls, bidi and zero width characters, tags, unassigned, private use, surrogates, breaks."""

_UNSTABLE = tuple(
    range(first, last + 1)
    for first, last in (
        (0x034F, 0x034F),  # combining grapheme joiner
        (0x1160, 0x11FF),  # Hangul vowels and finals: no width after a consonant, some alone
        (0x115F, 0x115F),  # Hangul filler
        (0x17B4, 0x17B5),  # Khmer vowels that are never shown
        (0x180B, 0x180F),  # Mongolian variation selectors
        (0x2800, 0x2800),  # blank Braille
        (0x3164, 0x3164),  # Hangul filler
        (0xD7B0, 0xD7FF),  # more Hangul vowels and finals
        (0xFE00, 0xFE0F),  # variation selectors
        (0xFFA0, 0xFFA0),  # half width Hangul filler
        (0x1F1E6, 0x1F1FF),  # regional indicators
        (0x1F3FB, 0x1F3FF),  # skin tones
        (0xE0100, 0xE01EF),  # more variation selectors
    )
)
"""Assigned, yet invisible, or of a width that depends on the neighbours and on the terminal."""


def is_encodable(text: str) -> bool:
    """Return whether a text has no surrogates, so that it can be encoded."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def clean(text: str, limit: int = 300) -> str:
    """Return `text` as one line that is safe to show, of at most `limit` (at least 1) characters.

    Control characters become their pictures (U+2400 and on); whatever hides, reorders or breaks
    text, or has no meaning, becomes U+FFFD, so that it is seen. The parts that join an emoji
    (joiner, variation selector, skin tone, flag letter) do too: terminals disagree about the width
    of such sequences, and a column must not shift. Combining marks after the second are dropped.
    Cleaning twice gives the same as cleaning once.
    """
    if text.isascii() and text.isprintable():
        shown = text
    else:
        shown = "".join(islice(_harmless(text), limit + 1))
    return shown if len(shown) <= limit else shown[: limit - 1] + ELLIPSIS


def first_few(names: Sequence[str], most: int) -> str:
    """List names, and count those beyond the first ones: "ana, bo and 3 more"."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"


def is_plain_id(text: str) -> bool:
    """Check that an identifier can be pasted into a shell without doing harm.

    One that is not plain may have been changed by cleaning as well, and then identifies nothing.
    """
    return _PLAIN_ID.fullmatch(text) is not None


def clean_lines(text: str) -> str:
    """Clean each line of a text; every line of the result ends with a line break."""
    return "".join(f"{clean(line, LONGEST_LINE)}\n" for line in text.splitlines())


def json_text(content: object) -> str:
    """Write JSON for people and programs: what can be shown as it is, and the rest escaped.

    Terminals obey some characters that JSON allows, and YAML readers know no escaped emoji.
    """
    import json

    text = json.dumps(content, indent=2, ensure_ascii=False)
    shown = (
        character if character.isprintable() or character == "\n" else json.dumps(character)[1:-1]
        for character in text
    )
    return "".join(shown) + "\n"


def _harmless(text: str) -> Iterator[str]:
    marks = 0
    for character in text:
        shown, kind = _shown(character)
        marks = marks + 1 if kind.startswith("M") else 0
        if marks <= _MARKS_IN_A_ROW:
            yield shown


def _shown(character: str) -> tuple[str, str]:
    """Return the replacement of one character, and its Unicode category."""
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code), "So"
    if code == 0x7F:
        return "\N{SYMBOL FOR DELETE}", "So"
    kind = category(character)
    if kind in _REPLACED_CATEGORIES or any(code in span for span in _UNSTABLE):
        return REPLACEMENT, "So"
    return character, kind
