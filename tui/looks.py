"""Draws with less than a modern terminal offers: without colours, or in plain ASCII."""

from __future__ import annotations

from functools import lru_cache
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
