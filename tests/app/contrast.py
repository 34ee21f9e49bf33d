"""Finds what does not stand out from what is behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from rich.color import Color as RichColor
from rich.color import ColorSystem
from rich.style import Style
from textual.color import Color
from textual.command import CommandPalette
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip

from tui.app.dialogs.base.dialog import Dialog

LEAST = 4.5
"""As WCAG asks for at AA."""


@dataclass(frozen=True)
class Palette:
    """The 16 colours of a terminal, and what it writes with where no colour is asked for."""

    name: str
    colors: tuple[str, ...]
    foreground: str
    background: str
    bold_foreground: str
    bold_background: str
    """Of a text that is bold and reversed: some make it brighter after they have reversed it."""
    is_bold_bright: bool = True
    """Whether a bold text of one of the first eight colours has one of the others."""

    @property
    def is_dark(self) -> bool:
        """Whether its background is dark."""
        return _luminance(Color.parse(self.background)) < 0.5

    def seen(self, style: Style) -> tuple[Color, Color]:
        """Return the colours of a text and of what is behind it."""
        bold = bool(style.bold)
        fore = self._color(style.color, self.bold_foreground if bold else self.foreground, bold)
        if style.reverse:
            back = self.bold_background if bold else self.background
            return self._color(style.bgcolor, back), fore
        return fore, self._color(style.bgcolor, self.background)

    def _color(self, color: RichColor | None, default: str, bold: bool = False) -> Color:
        if color is None or color.number is None:
            return Color.parse(default)
        brighter = 8 if bold and self.is_bold_bright and color.number < 8 else 0
        return Color.parse(f"#{self.colors[color.number + brighter]}")


_XTERM = (
    *("000000", "cd0000", "00cd00", "cdcd00", "0000ee", "cd00cd", "00cdcd", "e5e5e5"),
    *("7f7f7f", "ff0000", "00ff00", "ffff00", "5c5cff", "ff00ff", "00ffff", "ffffff"),
)
_BRIGHT = ("555555", "ff5555", "55ff55", "ffff55", "5555ff", "ff55ff", "55ffff", "ffffff")
_PUTTY = (
    *("000000", "bb0000", "00bb00", "bbbb00", "0000bb", "bb00bb", "00bbbb", "bbbbbb"),
    *_BRIGHT,
)
_CONSOLE = (
    *("000000", "aa0000", "00aa00", "aa5500", "0000aa", "aa00aa", "00aaaa", "aaaaaa"),
    *_BRIGHT,
)
_ALACRITTY = (
    *("181818", "ac4242", "90a959", "f4bf75", "6a9fb5", "aa759f", "75b5aa", "d8d8d8"),
    *("6b6b6b", "c55555", "aac474", "feca88", "82b8c8", "c28cb8", "93d3c3", "f8f8f8"),
)

PALETTES = (
    Palette("xterm", _XTERM, "#000000", "#ffffff", "#000000", "#ffffff"),
    Palette("xterm in reverse video", _XTERM, "#ffffff", "#000000", "#ffffff", "#000000"),
    Palette("PuTTY", _PUTTY, "#bbbbbb", "#000000", "#ffffff", "#555555"),
    Palette("the Linux console", _CONSOLE, "#aaaaaa", "#000000", "#ffffff", "#000000"),
    Palette(
        "alacritty",
        _ALACRITTY,
        *("#d8d8d8", "#181818", "#d8d8d8", "#181818"),
        is_bold_bright=False,
    ),
)
"""Of terminals in their default configuration."""


def faint(screen: Screen[Any], strips: list[Strip]) -> list[str]:
    """List the texts that are hard to read, but for those that a dialog covers.

    In 24-bit colours, and in what is nearest to them in 256.
    """
    in_true_color = _faint(screen, strips, "24-bit colours", _in_true_color)
    return sorted({*in_true_color, *_faint(screen, strips, "256 colours", _in_256_colors)})


def faint_in_palettes(screen: Screen[Any], strips: list[Strip]) -> list[str]:
    """List the texts that are hard to read in the terminal's own 16 colours."""
    return sorted(
        fault
        for palette in PALETTES
        for fault in _faint(screen, strips, palette.name, palette.seen)
    )


def _faint(
    screen: Screen[Any],
    strips: list[Strip],
    where: str,
    seen: Callable[[Style], tuple[Color, Color]],
) -> Iterator[str]:
    for shown in _in_front(screen):
        for text, style in _texts(strips, shown):
            fore, back = seen(style)
            if (found := contrast(fore, back)) < LEAST:
                yield f"{found:.2f} {text.strip()!r} {fore.hex} on {back.hex} in {where}"


def _in_front(screen: Screen[Any]) -> list[Region]:
    if isinstance(screen, Dialog):
        return [screen.query_one("#box").region]
    if isinstance(screen, CommandPalette):
        return [widget.region for widget in screen.query("CommandInput, CommandList")]
    return [screen.region]


def _texts(strips: list[Strip], shown: Region) -> Iterator[tuple[str, Style]]:
    for strip in strips[shown.y : shown.bottom]:
        for text, style, _ in strip.crop(shown.x, shown.right):
            # What can't be chosen may be dim.
            if any(character.isalnum() for character in text) and style and not style.dim:
                yield text, style


def _in_true_color(style: Style) -> tuple[Color, Color]:
    assert style.color is not None
    assert style.bgcolor is not None
    pair = _color(style.color), _color(style.bgcolor)
    return (pair[1], pair[0]) if style.reverse else pair


def _in_256_colors(style: Style) -> tuple[Color, Color]:
    assert style.color is not None
    assert style.bgcolor is not None
    pair = nearest_of_256(_color(style.color)), nearest_of_256(_color(style.bgcolor))
    return (pair[1], pair[0]) if style.reverse else pair


def nearest_of_256(color: Color) -> Color:
    """Return what a terminal of 256 colours is told to show."""
    return _color(color.rich_color.downgrade(ColorSystem.EIGHT_BIT))


def contrast(one: Color, other: Color) -> float:
    """Return how much two colours differ in brightness, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: Color) -> float:
    parts = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in color.normalized
    )
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def _color(color: RichColor) -> Color:
    return Color.from_rich_color(color)
