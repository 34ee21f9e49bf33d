"""Mouse modes of the terminal: which of them are set instead of those that Textual sets."""

from __future__ import annotations

_BUTTONS, _DRAGS, _MOVES = 1000, 1002, 1003
_URXVT, _SGR = 1015, 1006
"""Encodings of what is reported; a terminal uses the one that was set last."""

_TEXTUAL_ON = tuple(f"\x1b[?{mode}h" for mode in (_BUTTONS, _MOVES, _URXVT, _SGR))
_TEXTUAL_OFF = tuple(f"\x1b[?{mode}l" for mode in (_BUTTONS, _MOVES, _URXVT, _SGR))

MOUSE_SEQUENCES = frozenset({*_TEXTUAL_ON, *_TEXTUAL_OFF})
"""Sequences by which Textual sets and resets modes."""


class MouseModes:
    """Mouse modes of a terminal.

    Args:
        is_on: Whether the terminal reports the mouse, or selects text by it.
        moves: Whether each step of a mouse that merely passes by is reported: too much for a slow
            line.
    """

    def __init__(self, *, is_on: bool, moves: bool) -> None:
        self.is_on = is_on
        self._tracking = _MOVES if moves else _DRAGS

    def instead_of(self, sequence: str) -> str:
        """Return what is written instead of one of Textual's sequences."""
        if not self.is_on:
            return ""
        # Textual writes all of them one after the other.
        if sequence == _TEXTUAL_ON[0]:
            return self.sequence()
        return self.sequence(on=False) if sequence == _TEXTUAL_OFF[0] else ""

    def sequence(self, *, on: bool = True) -> str:
        """Return the sequence that sets or resets all modes."""
        modes = [_BUTTONS, self._tracking, _URXVT, _SGR]
        return "".join(f"\x1b[?{mode}{'h' if on else 'l'}" for mode in modes)
