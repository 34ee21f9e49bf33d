"""Mouse modes of the terminal, which replace those that Textual sets."""

from __future__ import annotations

_BUTTONS, _DRAGS, _MOVES = 1000, 1002, 1003
_URXVT, _SGR = 1015, 1006
"""Encodings of mouse reports; a terminal uses the one set last."""

_TEXTUAL_ON = tuple(f"\x1b[?{mode}h" for mode in (_BUTTONS, _MOVES, _URXVT, _SGR))
_TEXTUAL_OFF = tuple(f"\x1b[?{mode}l" for mode in (_BUTTONS, _MOVES, _URXVT, _SGR))

MOUSE_SEQUENCES = frozenset({*_TEXTUAL_ON, *_TEXTUAL_OFF})
"""Sequences with which Textual sets and resets the modes."""


class MouseModes:
    """Mouse modes of a terminal.

    Args:
        is_on: Whether the terminal reports the mouse, instead of selecting text.
        moves: Whether to report moves without a button, which are too much for a slow line.
    """

    def __init__(self, *, is_on: bool, moves: bool) -> None:
        self.is_on = is_on
        self._tracking = _MOVES if moves else _DRAGS

    def instead_of(self, sequence: str) -> str:
        """Return the replacement for one of Textual's sequences."""
        if not self.is_on:
            return ""
        # Textual writes its sequences in turn; the first one is replaced by all of ours.
        if sequence == _TEXTUAL_ON[0]:
            return self.sequence()
        return self.sequence(on=False) if sequence == _TEXTUAL_OFF[0] else ""

    def sequence(self, *, on: bool = True) -> str:
        """Return the sequence that sets or resets all modes."""
        modes = [_BUTTONS, self._tracking, _URXVT, _SGR]
        return "".join(f"\x1b[?{mode}{'h' if on else 'l'}" for mode in modes)
