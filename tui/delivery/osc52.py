"""OSC 52: the escape sequence that writes a terminal's clipboard."""

from __future__ import annotations

import base64
import re

BLANK = " "
"""Text to overwrite a secret with; autocutsel would replace an empty one by the old content."""

CLIPBOARD_QUERY = "\x1b]52;c;?\x07"
"""Query for a terminal's clipboard; some terminals prompt the user, and Konsole empties it."""

_SCREEN_CHUNK = 76
"""Maximum size in bytes of a sequence that GNU screen passes on."""


def osc52(text: str) -> str:
    """Encode a text as an escape sequence."""
    return f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\x07"


def through_screen(sequence: str) -> str:
    """Wrap a sequence so that GNU screen passes it on to the terminal around it."""
    chunks = (
        part[start : start + _SCREEN_CHUNK]
        # Split within ESC \, which would end the wrapping.
        for part in re.split(r"(?<=\x1b)(?=\\)", sequence)
        for start in range(0, len(part), _SCREEN_CHUNK)
    )
    return "".join(f"\x1bP{chunk}\x1b\\" for chunk in chunks)


def through_tmux(sequence: str) -> str:
    """Wrap a sequence so that a tmux with allow-passthrough on passes it on.

    Unlike a plain sequence, which needs set-clipboard on, it leaves no paste buffer there.
    """
    doubled = sequence.replace("\x1b", "\x1b\x1b")
    return f"\x1bPtmux;{doubled}\x1b\\"
