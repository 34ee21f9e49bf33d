"""Draws the pictures and the film, and writes down the snapshots.

`python -m tests.app.pictures` does it all, with the names of scenes the walks to those alone.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.app.appearance import Look, all_kept, look_around
from tests.app.haste import hurry
from tests.app.scenes import WALKS
from tests.app.walks import Walk, World
from tests.cast.film import film


def main(wanted: list[str]) -> int:
    """Keep what is seen on all walks, or on those to some scenes; tell what is wrong with it."""
    walks = [walk for walk in WALKS if not wanted or walk.has(wanted)]
    looks = [asyncio.run(_look(walk)) for walk in walks]
    files = {path: text for look in looks for path, text in look.files.items()}
    for path, text in files.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    if not wanted:
        for path in {*all_kept()} - files.keys():
            path.unlink()
        film()
    faults = [fault for look in looks for fault in look.faults]
    sys.stdout.writelines(f"{fault}\n" for fault in faults)
    return 1 if faults else 0


async def _look(walk: Walk) -> Look:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as monkeypatch:
        hurry(monkeypatch)
        return await look_around(walk, World(Path(folder), monkeypatch))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
