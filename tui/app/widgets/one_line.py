"""Line of text that is drawn as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from textual.content import Content


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
