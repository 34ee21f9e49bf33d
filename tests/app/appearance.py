"""Takes down all that is kept of a scene, and finds what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from textual.geometry import Region
from textual.screen import Screen, SystemModalScreen
from textual.strip import Strip

from tests.app.contrast import faint, faint_in_palettes
from tests.app.focus import FocusRounds
from tests.app.layout import misplaced
from tests.app.snapshots import strips_of, styles, texts
from tests.app.walks import Stop, Walk, World, calm_down, visit_all
from tui.app.dialogs.base.dialog import Dialog

PICTURES = Path(__file__).parents[2] / "screenshots"
SNAPSHOTS = Path(__file__).parent / "snapshots"

DARK, LIGHT, ANSI = "runai-dark", "runai-light", "runai-ansi"

COMPARED = ((80, 24), (120, 40))
"""Sizes of the snapshots; of a dialog that has room in the first, the second has only its place."""

_ORDERS = {
    DARK: (DARK, ANSI, LIGHT),
    ANSI: (ANSI, DARK, LIGHT),
    LIGHT: (LIGHT, DARK, ANSI),
}
"""Order of the themes, by the one in use: that with all sizes comes where it saves most."""

_ALSO_AT: dict[str, Callable[[Stop], tuple[int, int]]] = {
    ANSI: lambda _: COMPARED[0],
    LIGHT: lambda stop: stop.pictured_at,
}
"""At which size a scene is looked at in these themes, too."""


_LEANER = (
    # Textual would have a viewer load its fonts from elsewhere.
    (r"@font-face\s*{[^}]*}", ""),
    # The names change with every letter of the picture, and nothing else has them.
    (r"terminal-\d+-", ""),
    # Texts are as wide as they say, so there is nothing to clip.
    (r'<clipPath id="line-\d+">[^/]*/>\s*</clipPath>', ""),
    (r' clip-path="url\(#line-\d+\)"', ""),
    (r"<text[^>]*>(&#160;|\s)*</text>", ""),
    (r' shape-rendering="crispEdges"', ""),
    (r'(<g transform="translate\(9, 41\)")', r'\1 shape-rendering="crispEdges"'),
    # A line for each change, in a review.
    (r"(/>|</text>)(?=<)", r"\1\n"),
    (r"[ \t]+$", ""),
    (r"\n{2,}", r"\n"),
)
"""Replacements that make a picture smaller and keep its look."""


@dataclass
class Look:
    """Pictures taken on a walk."""

    files: dict[Path, str] = field(default_factory=dict)
    """Contents of each file."""
    faults: list[str] = field(default_factory=list)


def all_kept() -> list[Path]:
    """Return every file of a scene, present or past, without the film."""
    pictures = (PICTURES.glob(f"*-{theme}.svg") for theme in ("dark", "light"))
    return [*SNAPSHOTS.glob("*.txt"), *chain.from_iterable(pictures)]


async def look_around(walk: Walk, world: World) -> Look:
    """Look at every scene of a walk in each size and theme that matters, and at each focus."""
    seen, rounds = Look(), FocusRounds(world)

    async def look(stop: Stop) -> None:
        await _Onlooker(stop, world, seen, rounds).look()

    await visit_all(walk, world, look)
    return seen


class _Onlooker:
    """Looks at one scene, and leaves it in the size that it was found in."""

    def __init__(self, stop: Stop, world: World, seen: Look, rounds: FocusRounds) -> None:
        self._stop = stop
        self._world = world
        self._seen = seen
        self._rounds = rounds
        self._sections: dict[str, str] = {}

    async def look(self) -> None:
        """Look at it in each theme and size that matters, with as few changes of either as can be.

        They are most of the work.
        """
        app = self._world.pilot.app
        found = app.size
        order = _ORDERS[app.theme]
        for theme, next_theme in zip(order, (*order[1:], None), strict=True):
            await self._use_theme(theme)
            for size in sorted(self._sizes(theme), key=self._turn(next_theme)):
                await self._resize(size)
                self._look_at(size, theme)
                if theme == DARK and size == found:
                    self._seen.faults += await self._rounds.faults(self._stop)
        await self._resize(found)
        if self._stop.kept and self._sections:
            sections = (f"== {name}\n{text}" for name, text in sorted(self._sections.items()))
            self._seen.files[SNAPSHOTS / f"{self._stop.name}.txt"] = "\n".join(sections)

    def _sizes(self, theme: str | None) -> list[tuple[int, int]]:
        """Return the sizes in which the scene is looked at in a theme."""
        if theme is None:
            return []
        sizes = self._stop.sizes
        return [size for size in sizes if theme == DARK or size == _ALSO_AT[theme](self._stop)]

    def _turn(self, next_theme: str | None) -> Callable[[tuple[int, int]], tuple[bool, bool]]:
        """Begin with the size that it has, and end with one that the next theme needs."""
        now, then = self._world.pilot.app.size, self._sizes(next_theme)
        return lambda size: (size != now, size in then)

    def _look_at(self, size: tuple[int, int], theme: str) -> None:
        faults = misplaced(self._world.screen) if theme == DARK else []
        # To draw takes time: it is most of the work.
        if size == COMPARED[1] and (box := _box_of(self._world.screen)):
            name = f"{size[0]}x{size[1]}"
            self._sections[name] = f"{box.width}x{box.height} at {box.x},{box.y}\n"
        elif size in {self._stop.pictured_at, *COMPARED}:
            faults += self._read(size, theme, strips_of(self._world.pilot.app))
        where = f"{self._stop.name} at {size[0]}x{size[1]} in {theme}"
        self._seen.faults += [f"{where}: {fault}" for fault in faults]

    def _read(self, size: tuple[int, int], theme: str, strips: list[Strip]) -> list[str]:
        name = f"{size[0]}x{size[1]}"
        if theme == ANSI:
            self._sections[f"{name}, 16 colours"] = styles(strips)
            return faint_in_palettes(self._world.screen, strips)
        if size in COMPARED:
            self._sections[name] = texts(strips)
            self._sections[f"{name}, styles"] = styles(strips)
        else:
            if self._stop.kept:
                picture = PICTURES / f"{self._stop.name}-{theme.removeprefix('runai-')}.svg"
                self._seen.files[picture] = self._drawn()
            return faint(self._world.screen, strips)
        return []

    def _drawn(self) -> str:
        picture = self._world.pilot.app.export_screenshot(title="runai-keys")
        for pattern, instead in _LEANER:
            picture = re.sub(pattern, instead, picture, flags=re.MULTILINE)
        return picture

    async def _resize(self, size: tuple[int, int]) -> None:
        if self._world.pilot.app.size != size:
            await self._world.pilot.resize_terminal(*size)
            await calm_down(self._world.pilot, self._stop)

    async def _use_theme(self, theme: str) -> None:
        app = self._world.pilot.app
        if app.theme == theme:
            return
        app.theme = theme
        await calm_down(self._world.pilot, self._stop)
        if isinstance(app.screen, SystemModalScreen):
            # Textual leaves out its palette, which nobody can change the theme beneath.
            app.stylesheet.update(app.screen)
            await calm_down(self._world.pilot, self._stop)


def _box_of(screen: Screen[Any]) -> Region | None:
    """Return where a dialog is that had room for all it says in a smaller window."""
    if not isinstance(screen, Dialog):
        return None
    width, height = COMPARED[0]
    box = screen.query_one("#box").region
    return box if box.width < width and box.height < height else None
