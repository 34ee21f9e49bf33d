"""How a terminal's pen writes, and the shortest way to have it write otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "9": "29"}
"""What ends each attribute; bold and dim have to end together."""

_EXTENDED = {"2": 5, "5": 3}
"""How many numbers a colour has that is given by its parts or by its place in a palette."""

_SEEN_ON_BLANKS = frozenset({"4", "7", "9"})
"""Attributes that show where nothing is written: lines, and reversed colours."""


@dataclass(frozen=True)
class Pen:
    """What a terminal writes with."""

    attributes: frozenset[str] = frozenset()
    color: str = "39"
    ground: str = "49"

    def change_to(self, other: Pen) -> str:
        """Write what turns this pen into another one."""
        gone, come = self.attributes - other.attributes, other.attributes - self.attributes
        ends = {_OFF[attribute] for attribute in gone}
        if "22" in ends:
            come = other.attributes
        codes = [*sorted(ends), *sorted(come)]
        if other.color != self.color:
            codes.append(other.color)
        if other.ground != self.ground:
            codes.append(other.ground)
        if other == PLAIN:
            codes = [""] if codes else []
        return f"\x1b[{';'.join(codes)}m" if codes else ""

    def over_blanks(self, wanted: Pen) -> Pen:
        """Give the pen that differs least from this one, and leaves blanks as the wanted one."""
        if (self.attributes | wanted.attributes) & _SEEN_ON_BLANKS:
            return wanted
        return Pen(self.attributes, self.color, wanted.ground)


PLAIN = Pen()
"""How it writes after a reset."""


@lru_cache(1024)
def pen_of(codes: str) -> Pen:
    """Read the style that a frame asks for, as it always does from scratch.

    Raises:
        ValueError: it asks for more than we know of.
    """
    if codes in ("", "0"):
        return PLAIN
    attributes, color, ground = set(), PLAIN.color, PLAIN.ground
    numbers = codes.split(";")
    while numbers:
        number = numbers[0]
        taken = _EXTENDED.get(numbers[1], 0) if number in ("38", "48") and numbers[1:] else 1
        code, numbers = ";".join(numbers[:taken]), numbers[taken:]
        if number in _OFF:
            attributes.add(number)
        elif number.startswith(("3", "9")) and taken and len(number) == 2:
            color = code
        elif number.startswith(("4", "10")) and taken and len(number) > 1:
            ground = code
        else:
            raise ValueError(codes)
    return Pen(frozenset(attributes), color, ground)


@lru_cache(1024)
def on_blanks(pen: Pen) -> Pen:
    """Leave of a pen what is seen where it writes blanks."""
    if pen.attributes & _SEEN_ON_BLANKS:
        return pen
    return Pen(ground=pen.ground)
