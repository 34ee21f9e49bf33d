"""The question before a file is replaced."""

from __future__ import annotations

from pathlib import Path

from textual.content import Content

from ....text import clean
from .yes_no import YesNo


class ReplaceFile(YesNo):
    """Asks whether a file of the user's own may be replaced by the one with the secret."""

    def __init__(self, path: Path) -> None:
        text = Content.assemble(
            "There is a file by that name already:\n",
            (clean(str(path), 1_000), "bold"),
            "\nWhat is in it is gone when it is replaced.",
        )
        super().__init__("Replace the file?", text, yes="Replace it", no="Choose another name")
