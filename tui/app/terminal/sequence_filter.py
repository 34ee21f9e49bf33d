"""What may go to the terminal: what Textual draws with, and whole sequences that we know."""

from __future__ import annotations

import re

_SMUGGLED = re.compile(r"[\x00-\x09\x0b-\x1a\x1c-\x1f\x7f-\x9f]|\x1b(?!\[[0-9;]*[mH])")
"""In a frame: all that terminals obey, but for line ends, styles and where to draw."""

_OWN = re.compile(
    r"\x1b\[\?[0-9]+[hl]"  # modes
    r"|\x1b\[\?[0-9]+\$p"  # whether a mode is known
    r"|\x1b\[[<>][0-9]*u"  # the kitty keyboard
    r"|\x1b\]22;[a-z-]*\x07"  # the shape of the mouse's pointer
    r"|\x07"
    r"|\x1b\]52;c;[A-Za-z0-9+/=]*\x07"  # to the clipboard, also in pieces through GNU screen
    r"|(?:\x1bP(?:\x1b\]52;c;)?[A-Za-z0-9+/=]*\x07?\x1b\\)+"
)
"""Written alone, never as a part of a frame; there it comes from a text."""


def guarded(output: str) -> str:
    """Drop what a terminal would obey and nobody here has meant to write.

    Text from outside is cleaned long before; this holds where that was forgotten. What is dropped
    has no width, so a line stays as long as it was laid out.
    """
    if _SMUGGLED.search(output) is None or _OWN.fullmatch(output):
        return output
    return _SMUGGLED.sub("", output)


def is_frame(output: str) -> bool:
    """Tell whether it draws, as opposed to a sequence that has the terminal do something else."""
    return _OWN.fullmatch(output) is None
