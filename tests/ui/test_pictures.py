"""The pictures of the README."""

from __future__ import annotations

import re

import pytest

from tests.ui.pictures import FOLDER, PICTURES, draw

pytestmark = pytest.mark.usefixtures("armed")


@pytest.mark.parametrize("name", PICTURES)
async def test_a_picture_shows_the_program_as_it_is(name: str) -> None:
    kept = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    assert _words(await draw(name)) == _words(kept)


def _words(picture: str) -> list[str]:
    """Read the texts of a picture; its ids and colours may change with a release of Textual."""
    return re.findall(r"<text[^>]*>([^<]*)</text>", picture)
