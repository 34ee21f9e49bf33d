"""Writes a screen down as text, and how that looks, to be kept and compared.

Each screen is its lines, and below them the styles: a letter for each, and for each line which
letter holds for how many cells. That can be read in a review, unlike an SVG of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from string import ascii_letters

from rich.style import Style
from textual._context import visible_screen_stack
from textual.app import App
from textual.strip import Strip

_ATTRIBUTES = ("bold", "dim", "italic", "underline", "reverse", "strike")


def strips_of(app: App[None]) -> list[Strip]:
    """Draw the screen, and dimly those that are seen behind it."""
    app.screen.refresh()
    visible_screen_stack.set(app._background_screens)
    return app.screen._compositor.render_strips()


def texts(strips: list[Strip]) -> str:
    """Write down what is to be read."""
    return "".join(f"{strip.text.rstrip()}\n" for strip in strips)


def styles(strips: list[Strip]) -> str:
    """Write down how it looks."""
    letters: dict[str, str] = {}
    lines = [_runs(strip, letters) for strip in strips]
    legend = "".join(f"{letter}: {style}\n" for style, letter in letters.items())
    return legend + "".join(_collapsed(lines))


def _runs(strip: Strip, letters: dict[str, str]) -> str:
    cells = ((_named(segment.style), segment.cell_length) for segment in strip)
    runs = []
    for style, group in groupby(cells, key=lambda cell: cell[0]):
        letter = letters.setdefault(style, _letter(len(letters)))
        runs.append(f"{letter}{sum(length for _, length in group)}")
    return " ".join(runs)


def _letter(number: int) -> str:
    return ascii_letters[number] if number < len(ascii_letters) else f"({number})"


def _named(style: Style | None) -> str:
    if style is None:
        return "none"
    words = [name for name in _ATTRIBUTES if getattr(style, name)]
    fore, back = (color.name if color else "none" for color in (style.color, style.bgcolor))
    return " ".join([*words, fore, "on", back])


def _collapsed(lines: list[str]) -> Iterator[str]:
    """Write each line with its number, and lines that look the same as one."""
    number = 1
    for line, group in groupby(lines):
        last = number + sum(1 for _ in group) - 1
        where = f"{number}" if number == last else f"{number}-{last}"
        yield f"{where} {line}\n"
        number = last + 1
