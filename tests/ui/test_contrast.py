"""Whatever is drawn can be read: each text stands out from what is behind it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from rich.color import Color as RichColor
from textual.color import Color
from textual.geometry import Region
from textual.pilot import Pilot

from tests.ui.faulty import Faulty
from tests.ui.support import press, running, service_of, settle, write
from tui.demo.server import Demo
from tui.dialogs.dialog import Dialog
from tui.settings import Settings
from tui.themes import OWN

LEAST = 4.5
"""As WCAG asks for at AA."""

SCENES: dict[str, tuple[str, ...]] = {
    "my keys": (),
    "all keys, some marked": ("2", "space", "space"),
    "help": ("question_mark",),
    "create, a name that is refused": ("n", "text:A"),
    "delete": ("D",),
    "regenerate": ("S",),
    "details": ("enter",),
    "secret panel": ("n", "text:fresh", "enter"),
    "secret panel, revealed": ("n", "text:fresh", "enter", "v"),
    "leaving the panel": ("n", "text:fresh", "enter", "q"),
    "findings": ("2", "F"),
    "review": ("2", "asterisk", "D"),
    "export": ("e",),
    "filter": ("slash", "text:run"),
    "filter that is wrong": ("slash", "text:idle:x"),
    "themes": ("T",),
}


@pytest.mark.parametrize("theme", [theme.name for theme in OWN if not theme.ansi])
@pytest.mark.parametrize("scene", SCENES)
async def test_every_text_stands_out_from_its_background(
    demo: Demo, armed: None, theme: str, scene: str
) -> None:
    async with running(demo, size=(100, 30), settings=_settings(theme)) as pilot:
        for key in SCENES[scene]:
            await (write(pilot, key[5:]) if key.startswith("text:") else press(pilot, key))

        assert _faint(pilot) == []


@pytest.mark.parametrize("theme", [theme.name for theme in OWN if not theme.ansi])
async def test_a_failure_stands_out_too(demo: Demo, plane: Faulty, theme: str) -> None:
    settings = _settings(theme)
    async with running(demo, settings=settings, opener=lambda: service_of(demo, plane)) as pilot:
        plane.answer("GET", "/access-keys", httpx.ConnectError("refused"))
        await press(pilot, "r")
        await settle(pilot)

        assert _faint(pilot) == []


def _settings(theme: str) -> Settings:
    return Settings(demo_role="admin", theme=theme)


def _faint(pilot: Pilot[None]) -> list[str]:
    """List the texts that are hard to read, but for those that a dialog covers."""
    shown = pilot.app.screen.region
    if isinstance(pilot.app.screen, Dialog):
        shown = pilot.app.screen.query_one("#box").region
    return sorted(
        f"{contrast:.2f} {text.strip()!r} {fore.hex} on {back.hex}"
        for text, fore, back in _texts(pilot, shown)
        if (contrast := _contrast(fore, back)) < LEAST
    )


def _texts(pilot: Pilot[None], shown: Region) -> Iterator[tuple[str, Color, Color]]:
    strips = pilot.app.screen._compositor.render_strips()
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
