"""Label and value on one line."""

from __future__ import annotations

from textual.content import Content

IMPORTANT = "bold"
ALARMING = "bold $text-error"

LABEL_WIDTH = 11
"""Cells of a label, with the blank after it."""


def label_value(
    label: str, text: str, style: str = IMPORTANT, *, width: int = LABEL_WIDTH - 1
) -> Content:
    """Draw a label, padded to a width, and a value."""
    return Content.assemble((f"{label:<{width}} ", "$quiet"), (text, style))
