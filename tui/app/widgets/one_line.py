"""Lines that are drawn as they are, without what Textual does for boxes and paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
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


_PLAIN = Style()


class Looks:
    """Styles of a widget's parts, each looked up once.

    Textual's own cache of them does not outlast a key press.

    Args:
        widget: The widget; it calls `clear` when its styles change.
        prefix: Beginning of the names of its component classes.
    """

    def __init__(self, widget: Widget, prefix: str) -> None:
        self._widget = widget
        self._prefix = prefix
        self._styles: dict[str, Style] = {}

    def __call__(self, part: str) -> Style:
        """Return the style of a part."""
        if part not in self._styles:
            # A removed widget has none, and may be drawn once more, behind a dialog.
            style = self._widget.get_component_rich_style(f"{self._prefix}--{part}", default=_PLAIN)
            self._styles[part] = style
        return self._styles[part]

    @property
    def background(self) -> Style:
        """Style of the widget itself."""
        if "" not in self._styles:
            self._styles[""] = self._widget.rich_style
        return self._styles[""]

    def clear(self) -> None:
        """Forget all styles."""
        self._styles.clear()


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
