"""The film of the README shows the program as it is, and nothing that must not be seen."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache
from itertools import zip_longest
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.app.test_screencast import assert_nothing_real
from tests.cast.asciicast import Shot, read_cast, write_cast
from tests.cast.camera import Camera
from tests.cast.film import CAST, PICTURE, TITLE
from tests.cast.screen import Row, Rows, rows_of, text_of
from tests.cast.story import COPIED, SIZE, TIME, program, tell
from tests.cast.svg import draw
from tui.config.settings import parse_moment
from tui.demo.server import Demo

_ANEW = "(should it be different: python -m tests.app.pictures)"


@cache
def _shots() -> list[Shot]:
    return read_cast(CAST.read_text(encoding="utf-8"))


@pytest.mark.exhaustive
def test_a_run_of_the_program_gives_the_film_and_nothing_real_is_in_it(tmp_path: Path) -> None:
    kept, shots = CAST.read_text(encoding="utf-8"), _shots()

    with program(tmp_path) as terminal:

        def see(number: int) -> None:
            awaited = shots[number].rows if number < len(shots) else ()
            with suppress(AssertionError):
                terminal.wait_until(lambda: rows_of(terminal.cells) == awaited, "shot")
            wrong = _differences(rows_of(terminal.cells), awaited)
            assert not wrong, f"{wrong}\n{terminal.text}\ninstead of {_ANEW}:\n{text_of(awaited)}"

        camera = Camera(terminal, see)
        tell(camera)

    assert write_cast(camera.shots, SIZE, TITLE) == kept, _ANEW
    seen = "\n".join((kept, *(text_of(shot.rows) for shot in shots), terminal.output.decode()))
    assert_nothing_real(Demo(now=lambda: parse_moment(TIME)), seen)
    saved = "".join(path.read_text() for path in tmp_path.glob("*.env"))
    secrets = [(tmp_path / COPIED).read_text().strip()]
    secrets += re.findall(r"(?:ID|SECRET)=['\"]?([^\s'\"]+)", saved)
    assert len(secrets) == 5
    assert [secret for secret in secrets if secret in seen] == []


def test_the_film_lasts_less_than_a_minute() -> None:
    assert 30 < sum(shot.seconds for shot in _shots()) < 60


def test_the_picture_is_the_film_and_runs_and_loads_nothing() -> None:
    picture = PICTURE.read_text(encoding="utf-8")

    assert picture == draw(_shots(), TITLE), _ANEW
    names = {element.tag.rpartition("}")[2] for element in ET.fromstring(picture).iter()}
    assert not names & {"a", "foreignObject", "image", "script"}
    assert re.findall(r"url\([^#]|href=.[^#]|@import", picture) == []


def _differences(shown: Rows, awaited: Rows) -> str:
    """Return the differences in looks, which the texts alone may not show."""
    pairs = enumerate(zip_longest(shown, awaited, fillvalue=()), 1)
    return "\n".join(
        f"line {line}: {_looks(old, new)} instead of {_looks(new, old)}"
        for line, (old, new) in pairs
        if old != new
    )


def _looks(row: Row, other: Row) -> str:
    pieces = [piece for piece in row if piece not in other]
    return " ".join(f"{piece.text.strip()!r} ({piece.style})" for piece in pieces)
