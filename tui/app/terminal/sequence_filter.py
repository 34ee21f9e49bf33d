"""Output filter: only text and known, complete escape sequences reach the terminal."""

from __future__ import annotations

import re

from textual import constants

_FOREIGN = re.compile(r"[\x00-\x09\x0b-\x1a\x1c-\x1f\x7f-\x9f]|\x1b(?!\[[0-9;]*[mH])")
"""In a frame: all control characters but line ends, styles and cursor positions."""

_OWN = re.compile(
    r"\x1b\[\?[0-9]+[hl]"  # modes
    r"|\x1b\[\?[0-9]+\$p"  # queries whether a mode is known
    r"|\x1b\[[<>][0-9]*u"  # the kitty keyboard protocol
    r"|\x1b\]22;[a-z-]*\x07"  # the shape of the mouse pointer
    r"|\x07"
    r"|\x1b\]52;c;(?:[A-Za-z0-9+/=]*|\?)\x07"  # to the clipboard, also in pieces through screen
    r"|\x1bPtmux;\x1b\x1b\]52;c;[A-Za-z0-9+/=]*\x07\x1b\\"  # through the tmux around
    r"|(?:\x1bP(?:(?:\x1bPtmux;\x1b)?\x1b\]52;c;)?[A-Za-z0-9+/=]*\x07?\x1b?\x1b\\)+(?:\x1bP\\\x1b\\)?"
)
"""Written alone, never as a part of a frame; there it comes out of a text."""


def drop_foreign_sequences(output: str) -> str:
    """Drop control characters that neither Textual nor we have written.

    Text from outside is cleaned long before; this holds where that was forgotten. What is dropped
    has no width, so a line stays as long as it was laid out.
    """
    if _FOREIGN.search(output) is None or _OWN.fullmatch(output):
        return output
    return _FOREIGN.sub("", output)


def is_frame(output: str) -> bool:
    """Return whether the output draws, as opposed to an escape sequence of our own."""
    return _OWN.fullmatch(output) is None


ASK_FOR_FRAMES = "\x1b[?2026$p"
_PUSH_KEYS, _POP_KEYS = "\x1b[>25u", "\x1b[<u"

_FRAMES = {ASK_FOR_FRAMES: ASK_FOR_FRAMES}
_KEYS = {
    # Only unambiguous keys: with more flags all characters come as key reports, which some
    # terminals send without the capital or the character of AltGr.
    _PUSH_KEYS: "\x1b[>1u",
    _POP_KEYS: _POP_KEYS,
}


class Features:
    """Sequences of Textual's that some terminals print, or move the cursor for.

    None is written until the terminal is known to do nothing of the kind.
    """

    def __init__(self) -> None:
        self._instead = {
            # Sizes in the input: a signal tells of them, and mouse reports in pixels come along.
            "\x1b[?2048$p": "",
            **dict.fromkeys(_FRAMES | _KEYS, ""),
        }

    def instead_of(self, sequence: str) -> str:
        """Return what is written instead of what Textual writes."""
        return self._instead.get(sequence, sequence)

    def use(self, *, frames: bool, keys: bool) -> list[str]:
        """Allow what a terminal understands, and return what Textual would have written.

        Args:
            frames: Whether it may be asked if it shows frames as a whole.
            keys: Whether it knows the kitty keyboard protocol.
        """
        wanted = _FRAMES if frames else {}
        if keys and not constants.DISABLE_KITTY_KEY:
            wanted = wanted | _KEYS
        new = [name for name in wanted if not self._instead[name] and name != _POP_KEYS]
        self._instead |= wanted
        return new
