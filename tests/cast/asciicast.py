"""Shots of a screen as an asciicast of version 2, which `asciinema play` shows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from tests.cast.screen import Rows, change, rows_of
from tests.pty.emulator import Emulator

_BEGIN = "\x1b[?25l\x1b[2J"
_END = "\x1b[0m"


class Shot(NamedTuple):
    """A frame, and the time that it is shown for."""

    rows: Rows
    seconds: float
    caption: str


def write_cast(shots: Sequence[Shot], size: tuple[int, int], title: str) -> str:
    """Write a cast; the captions are its chapters."""
    header = {"version": 2, "width": size[0], "height": size[1], "title": title}
    return "".join(
        f"{json.dumps(line, ensure_ascii=False)}\n" for line in (header, *_events(shots, size))
    )


def _events(shots: Sequence[Shot], size: tuple[int, int]) -> Iterator[tuple[float, str, str]]:
    shown, caption, at = rows_of(_screen(size).cells), "", 0.0
    begin = _BEGIN
    for shot in shots:
        if shot.caption != caption:
            yield at, "m", shot.caption
        yield at, "o", begin + change(shown, shot.rows)
        shown, caption, at, begin = shot.rows, shot.caption, round(at + shot.seconds, 3), ""
    yield at, "o", _END


def read_cast(cast: str) -> list[Shot]:
    """Read the shots of a cast."""
    header, *events = map(json.loads, cast.splitlines())
    emulator = _screen((header["width"], header["height"]))
    caption, seen = "", []
    for at, kind, data in events:
        if kind == "m":
            caption = data
        else:
            emulator.feed(data.encode())
            seen.append((at, rows_of(emulator.cells), caption))
    return [
        Shot(rows, round(until - at, 3), caption)
        for (at, rows, caption), (until, _, _) in pairwise(seen)
    ]


def _screen(size: tuple[int, int]) -> Emulator:
    return Emulator(size, lambda _: None)
