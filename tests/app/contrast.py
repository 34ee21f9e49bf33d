"""Finds what does not stand out from what is behind it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.color import Color as RichColor
from textual.color import Color
from textual.command import CommandPalette
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip

from tui.app.dialogs.base.dialog import Dialog

LEAST = 4.5
"""As WCAG asks for at AA."""


def faint(screen: Screen[Any], strips: list[Strip]) -> list[str]:
    """List the texts that are hard to read, but for those that a dialog covers."""
    return sorted(
        f"{contrast:.2f} {text.strip()!r} {fore.hex} on {back.hex}"
        for shown in _in_front(screen)
        for text, fore, back in _texts(strips, shown)
        if (contrast := _contrast(fore, back)) < LEAST
    )


def _in_front(screen: Screen[Any]) -> list[Region]:
    if isinstance(screen, Dialog):
        return [screen.query_one("#box").region]
    if isinstance(screen, CommandPalette):
        return [widget.region for widget in screen.query("CommandInput, CommandList")]
    return [screen.region]


def _texts(strips: list[Strip], shown: Region) -> Iterator[tuple[str, Color, Color]]:
    for strip in strips[shown.y : shown.bottom]:
        for text, style, _ in strip.crop(shown.x, shown.right):
            if any(character.isalnum() for character in text) and style is not None:
                assert style.color is not None
                assert style.bgcolor is not None
                pair = (_color(style.color), _color(style.bgcolor))
                yield text, *(reversed(pair) if style.reverse else pair)


def _contrast(one: Color, other: Color) -> float:
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
