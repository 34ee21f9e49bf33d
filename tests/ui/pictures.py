"""Draws the pictures and the film from the running program: `python -m tests.ui.pictures`."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path
from unittest.mock import patch

from tests.cast.film import film
from tests.ui.support import NOW, press, running, write
from tui.demo.server import Demo

FOLDER = Path(__file__).parents[2] / "screenshots"

SIZE = (100, 24)

PICTURES: dict[str, tuple[str, ...]] = {
    "my-keys": (),
    "all-keys": ("2",),
    "secret-panel": ("n", "text:inference-gateway", "enter"),
    "delete": ("j", "j", "D"),
}
"""Under each name, the keys that lead there."""

OVER_SSH = {
    "SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22",
    "TERM": "xterm-256color",
    "TMUX": "",
    "STY": "",
}
"""Wherever they are drawn."""


async def draw(name: str) -> str:
    """Draw one picture as SVG."""
    with patch.dict(os.environ, OVER_SSH):
        return await _draw_here(name)


async def _draw_here(name: str) -> str:
    async with running(Demo(now=lambda: NOW), size=SIZE) as pilot:
        for key in PICTURES[name]:
            if key.startswith("text:"):
                await write(pilot, key.removeprefix("text:"))
            else:
                await press(pilot, key)
        return _self_contained(pilot.app.export_screenshot(title="runai-keys"))


def _self_contained(picture: str) -> str:
    """Take out the fonts that Textual would have a viewer load from elsewhere."""
    picture = re.sub(r"@font-face\s*{[^}]*}", "", picture)
    return re.sub(r"[ \t]+$", "", picture, flags=re.MULTILINE)


def main() -> None:
    """Draw them all."""
    for name in PICTURES:
        (FOLDER / f"{name}.svg").write_text(asyncio.run(draw(name)), encoding="utf-8")
    film()


if __name__ == "__main__":
    main()
