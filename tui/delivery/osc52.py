"""OSC 52: the escape sequence that puts a text on a terminal's clipboard."""

from __future__ import annotations

import base64
import re

BLANK = " "
"""Text that overwrites a secret. An empty one would not: autocutsel keeps copies over that."""

CLIPBOARD_QUERY = "\x1b]52;c;?\x07"
"""Sequence that has a terminal send its clipboard; some ask the user, and Konsole empties it."""

_SCREEN_CHUNK = 76
"""Bytes that GNU screen passes on at once."""


def osc52(text: str) -> str:
    """Encode a text as an escape sequence."""
    return f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\x07"


def through_screen(sequence: str) -> str:
    """Wrap a sequence so that GNU screen passes it on to the terminal around it."""
    chunks = (
        part[start : start + _SCREEN_CHUNK]
        # The end of a string in it would end the wrapping, unless it is cut in two.
        for part in re.split(r"(?<=\x1b)(?=\\)", sequence)
        for start in range(0, len(part), _SCREEN_CHUNK)
    )
    return "".join(f"\x1bP{chunk}\x1b\\" for chunk in chunks)


def through_tmux(sequence: str) -> str:
    """Wrap a sequence so that a tmux whose allow-passthrough is on passes it on.

    Unlike a plain one, which set-clipboard lets through, it leaves no paste buffer there.
    """
    doubled = sequence.replace("\x1b", "\x1b\x1b")
    return f"\x1bPtmux;{doubled}\x1b\\"
