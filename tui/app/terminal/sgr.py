"""Text styles of a terminal (SGR), and the shortest escape sequence from one to another."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "9": "29"}
"""The code that resets each attribute; bold and dim are reset together."""

_ON = {end: frozenset(code for code, ends in _OFF.items() if ends == end) for end in _OFF.values()}
"""The attributes that each of these codes resets."""

_EXTENDED = {"2": 5, "5": 3}
"""Number of parameters of a 24-bit colour (2) and of a palette colour (5)."""

_SEEN_ON_BLANKS = frozenset({"4", "7", "9"})
"""Attributes that are visible on blanks: underline, reverse, strike-through."""


class SgrState(NamedTuple):
    """Attributes and colours that a terminal writes with."""

    attributes: frozenset[str] = frozenset()
    foreground: str = "39"
    background: str = "49"

    def transition_to(self, other: SgrState) -> str:
        """Return the escape sequence that turns this state into another one."""
        if other == self:
            return ""
        ended, begun = self.attributes - other.attributes, other.attributes - self.attributes
        ends = {_OFF[attribute] for attribute in ended}
        if "22" in ends:
            begun = other.attributes
        codes = [*sorted(ends), *sorted(begun)]
        if other.foreground != self.foreground:
            codes.append(other.foreground)
        if other.background != self.background:
            codes.append(other.background)
        if other == RESET:
            codes = []
        return f"\x1b[{';'.join(codes)}m"

    def nearest_for_blanks(self, wanted: SgrState) -> SgrState:
        """Return the state nearest to this one in which blanks look as in the wanted one."""
        if (self.attributes | wanted.attributes) & _SEEN_ON_BLANKS:
            return wanted
        return SgrState(self.attributes, self.foreground, wanted.background)


RESET = SgrState()
"""State after a reset."""


@lru_cache(1024)
def parse_sgr(codes: str, before: SgrState = RESET) -> SgrState:
    """Parse the parameters of an SGR sequence, applied to a state.

    Raises:
        ValueError: a code is unknown.
    """
    if codes in ("", "0"):
        return RESET
    attributes = set(before.attributes)
    _, foreground, background = before
    numbers = codes.split(";")
    while numbers:
        number = numbers[0]
        taken = _EXTENDED.get(numbers[1], 0) if number in ("38", "48") and numbers[1:] else 1
        code, numbers = ";".join(numbers[:taken]), numbers[taken:]
        if number in _OFF:
            attributes.add(number)
        elif number in _ON:
            attributes -= _ON[number]
        elif number.startswith(("3", "9")) and taken and len(number) == 2:
            foreground = code
        elif number.startswith(("4", "10")) and taken and len(number) > 1:
            background = code
        else:
            raise ValueError(codes)
    return SgrState(frozenset(attributes), foreground, background)


@lru_cache(1024)
def visible_on_blanks(state: SgrState) -> SgrState:
    """Reduce a state to what is visible on blanks."""
    if state.attributes & _SEEN_ON_BLANKS:
        return state
    return SgrState(background=state.background)
