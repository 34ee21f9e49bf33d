"""Line filters: without colours, in plain ASCII, and with real values covered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual.filter import LineFilter

from .in_ascii import ascii_of

if TYPE_CHECKING:
    from rich.style import Style
    from textual.color import Color

    from ..screencast.disguise import Disguise


def filters_of(*, no_color: bool, in_ascii: bool, disguise: Disguise) -> Iterator[LineFilter]:
    """Return the filters of each line that is drawn on such a terminal, in such a disguise."""
    if no_color:
        yield WithoutColor()
    if in_ascii:
        yield InAscii()
    if disguise.hides:
        yield Veil(disguise.uncovered)


class WithoutColor(LineFilter):
    """Removes the colours of each style; Textual's own filter still writes greys."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Remove the colours."""
        return [
            Segment(text, _without_color(style) if style else style, control)
            for text, style, control in segments
        ]


class InAscii(LineFilter):
    """Replaces what is not ASCII, for terminals that would draw something else."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Replace each character by ASCII of the same width."""
        return [
            Segment(text if text.isascii() else ascii_of(text), style, control)
            for text, style, control in segments
        ]


class Veil(LineFilter):
    """Covers what must not be seen, whichever widget has drawn it.

    Args:
        uncovered: Returns the spans of a line that show such a value.
    """

    def __init__(self, uncovered: Callable[[str], list[tuple[int, int]]]) -> None:
        super().__init__()
        self._uncovered = uncovered

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Replace it by bullets of the same width."""
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
