"""Draws with less than a modern terminal offers: without colours, or in plain ASCII."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual.filter import LineFilter

if TYPE_CHECKING:
    from rich.style import Style
    from textual.color import Color

_ASCII = {
    **dict.fromkeys("─━═▔▁╌┄", "-"),
    **dict.fromkeys("│┃║▏▕▌▐", "|"),
    **dict.fromkeys("╭╮╰╯┌┐└┘├┤┬┴┼╔╗╚╝┏┓┗┛", "+"),
    **dict.fromkeys("█▀▄▂▃▅▆▇▊▋▉▎▍", "#"),
    **dict.fromkeys("“”„«»", '"'),
    **dict.fromkeys("‘’‹›", "'"),
    **dict.fromkeys("–—−", "-"),
    "…": "~",
    "•": "*",
    "·": ".",
    "●": "*",
    "◐": "+",
    "▲": "!",
    "▼": "v",
    "○": "o",
    "✓": "x",
    "✗": "!",
    "❯": ">",
    "↑": "^",
    "↓": "v",
    "→": ">",
    "←": "<",
}
"""What stands for the glyphs that the program draws; each is as wide as what it replaces."""


def looks(*, no_color: bool, in_ascii: bool) -> list[LineFilter]:
    """Give what every line that is drawn has to pass."""
    wanted = ((no_color, WithoutColor), (in_ascii, InAscii))
    return [line_filter() for is_wanted, line_filter in wanted if is_wanted]


class WithoutColor(LineFilter):
    """Leaves of each style what is no colour: Textual's own filter still writes greys."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Take the colours away."""
        return [
            Segment(text, _without_color(style) if style else style, control)
            for text, style, control in segments
        ]


class InAscii(LineFilter):
    """Replaces what is not ASCII, for terminals that would show something else in its place."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Replace."""
        return [
            Segment(text if text.isascii() else ascii_of(text), style, control)
            for text, style, control in segments
        ]


class Veil(LineFilter):
    """Covers what must not be seen, in whatever widget it may have been forgotten.

    Args:
        uncovered: Tells where on a line that is, from where to where.
    """

    def __init__(self, uncovered: Callable[[str], list[tuple[int, int]]]) -> None:
        super().__init__()
        self._uncovered = uncovered

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Put bullets in its place, as wide as it is."""
        spans = self._uncovered("".join(segment.text for segment in segments))
        if not spans:
            return segments
        hidden = {place for start, end in spans for place in range(start, end)}
        places = count()
        return [
            Segment(
                "".join(
                    _COVER * cell_len(each) if next(places) in hidden else each for each in text
                ),
                style,
                control,
            )
            for text, style, control in segments
        ]


_COVER = "•"


@lru_cache(1024)
def _without_color(style: Style) -> Style:
    return style.without_color


@lru_cache(1024)
def ascii_of(text: str) -> str:
    """Write a text in as many ASCII characters as it has cells."""
    return "".join(
        character if character.isascii() else _ASCII.get(character) or "?" * cell_len(character)
        for character in text
    )
