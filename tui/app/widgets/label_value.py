"""Label and value on one line."""

from __future__ import annotations

from textual.content import Content

IMPORTANT = "bold"
ALARMING = "bold $text-error"


def label_value(label: str, text: str, style: str = IMPORTANT, *, width: int = 10) -> Content:
    """Draw a label, padded to a width, and a value."""
    return Content.assemble((f"{label:<{width}} ", "$quiet"), (text, style))
