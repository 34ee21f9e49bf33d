"""The film of the README, as a cast and as a picture that moves."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.cast.asciicast import read_cast, write_cast
from tests.cast.camera import Camera
from tests.cast.story import SIZE, program, tell
from tests.cast.svg import draw

TITLE = "runai-keys"

_FOLDER = Path(__file__).parents[2] / "screenshots"
CAST, PICTURE = _FOLDER / "demo.cast", _FOLDER / "demo.svg"

_SILENCE = 0.3
"""Seconds until what was asked for has settled, on a machine that does nothing else."""


def film() -> None:
    """Make both anew from the program."""
    with TemporaryDirectory() as folder, program(Path(folder)) as terminal:
        camera = Camera(terminal, lambda _: terminal.read_for(_SILENCE))
        tell(camera)
    cast = write_cast(camera.shots, SIZE, TITLE)
    CAST.write_text(cast, encoding="utf-8")
    PICTURE.write_text(draw(read_cast(cast), TITLE), encoding="utf-8")
