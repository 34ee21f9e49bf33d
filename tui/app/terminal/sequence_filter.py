"""Output filter: only text and known, complete escape sequences reach the terminal."""

from __future__ import annotations

import re

from textual import constants

_FOREIGN = re.compile(r"[\x00-\x09\x0b-\x1a\x1c-\x1f\x7f-\x9f]|\x1b(?!\[[0-9;]*[mH])")
"""Control characters and sequences in a frame, except line ends, styles and cursor positions."""

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
"""Sequences that are written separately; within a frame they can only come from a text."""


def drop_foreign_sequences(output: str) -> str:
    """Drop control characters that come from texts.

    Text from outside is cleaned much earlier; this is the last line of defence. Dropped characters
    have no width, so the layout of a line stays valid.
    """
    if _FOREIGN.search(output) is None or _OWN.fullmatch(output):
        return output
    return _FOREIGN.sub("", output)


def is_frame(output: str) -> bool:
    """Return whether output is part of a frame, as opposed to a separate escape sequence."""
    return _OWN.fullmatch(output) is None


ASK_FOR_FRAMES = "\x1b[?2026$p"
_PUSH_KEYS, _POP_KEYS = "\x1b[>25u", "\x1b[<u"

_FRAMES = {ASK_FOR_FRAMES: ASK_FOR_FRAMES}
_KEYS = {
    # Only the flag to disambiguate keys: with more flags, characters come as key reports, which
    # some terminals send without capitals or AltGr's characters.
    _PUSH_KEYS: "\x1b[>1u",
    _POP_KEYS: _POP_KEYS,
}


class Features:
    """Optional sequences of Textual's, which some terminals would print or misinterpret.

    None is written until the terminal is known to support it.
    """

    def __init__(self) -> None:
        self._instead = {
            # Resizes in the input: signals suffice, and mouse reports in pixels would come along.
            "\x1b[?2048$p": "",
            **dict.fromkeys(_FRAMES | _KEYS, ""),
        }

    def instead_of(self, sequence: str) -> str:
        """Return the replacement for a sequence of Textual's."""
        return self._instead.get(sequence, sequence)

    def use(self, *, frames: bool, keys: bool) -> list[str]:
        """Enable features, and return the sequences to write now, which were suppressed before.

        Args:
            frames: Whether synchronized updates may be queried.
            keys: Whether the terminal supports the kitty keyboard protocol.
        """
        wanted = _FRAMES if frames else {}
        if keys and not constants.DISABLE_KITTY_KEY:
            wanted = wanted | _KEYS
        new = [name for name in wanted if not self._instead[name] and name != _POP_KEYS]
        self._instead |= wanted
        return new
