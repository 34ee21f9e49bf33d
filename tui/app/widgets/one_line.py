"""Lines that are drawn as they are, without what Textual does for boxes and paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from textual.content import Content
    from textual.geometry import Region


def lines_of(widget: Widget, crop: Region) -> list[Strip]:
    """Draw lines of a widget that has neither padding nor a border.

    Textual looks up twenty styles for each, which takes as long as most lines themselves.
    """
    strips = [widget.render_line(y) for y in crop.line_range]
    for line_filter in widget.get_line_filters():
        background = widget.background_colors[1]
        strips = [strip.apply_filter(line_filter, background) for strip in strips]
    if crop.column_span != (0, widget.size.width):
        strips = [strip.crop(*crop.column_span) for strip in strips]
    return strips


class OneLine(Widget):
    """Widget of one line, drawn without Textual's processing of paragraphs.

    Textual would search the text for words to wrap, links and markup.
    """

    def render(self) -> Content:
        """Return the text, which is cut off at the end of the line."""
        raise NotImplementedError

    def render_line(self, _y: int) -> Strip:
        """Draw the line."""
        look = self.visual_style
        parts = self.render().render(look, end="", parse_style=self.app.stylesheet.parse_style)
        return Strip([Segment(text, (look + style).rich_style) for text, style in parts])
