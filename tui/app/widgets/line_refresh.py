"""Paints what has changed: a line that stays as it is costs nothing on the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Region

if TYPE_CHECKING:
    from textual.strip import Strip
    from textual.widget import Widget


def rendered_lines(widget: Widget) -> list[Strip]:
    """Draw all lines of a widget, to compare them with what they are later."""
    return [widget.render_line(y) for y in range(widget.size.height)]


def refresh_changed_lines(widget: Widget, before: list[Strip]) -> None:
    """Paint the lines that are not what they were, or all if it is not known what they were."""
    if not before:
        widget.refresh()
        return
    for y, (line_before, line) in enumerate(zip(before, rendered_lines(widget), strict=True)):
        if line_before != line:
            widget.refresh(Region(0, y, widget.size.width, 1))
