"""Line filters: no colours, plain ASCII, and redaction of real values."""

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
    """Return the filters for each line that is drawn."""
    if no_color:
        yield NoColor()
    if in_ascii:
        yield InAscii()
    if disguise.hides:
        yield Redaction(disguise.real_spans)


class NoColor(LineFilter):
    """Removes the colours of each style; Textual's own filter leaves greys."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Remove the colours."""
        return [
            Segment(text, _without_color(style) if style else style, control)
            for text, style, control in segments
        ]


class InAscii(LineFilter):
    """Replaces characters outside ASCII, for terminals without UTF-8."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Replace each character by ASCII of the same width."""
        return [
            Segment(text if text.isascii() else ascii_of(text), style, control)
            for text, style, control in segments
        ]


class Redaction(LineFilter):
    """Covers real values that a widget has drawn undisguised.

    Args:
        real_spans: Returns the spans of such values on a line.
    """

    def __init__(self, real_spans: Callable[[str], list[tuple[int, int]]]) -> None:
        super().__init__()
        self._real_spans = real_spans

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Replace real values by bullets of the same width."""
        spans = self._real_spans("".join(segment.text for segment in segments))
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
