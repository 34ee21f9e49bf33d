"""Finds line numbers in a TOML file; `tomllib` keeps no positions."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

Path = tuple[str, ...]

_HEADER = re.compile(r"\s*\[\[?([^\[\]]+)\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"\s*((?:[A-Za-z0-9_.-]|\s*\.\s*|\"[^\"]*\"|'[^']*')+?)\s*=")


class TomlLines:
    """Index of the lines that set a key or begin a table."""

    def __init__(self, text: str) -> None:
        self._lines = tuple(_settings(text))

    def find(self, *path: str) -> int | None:
        """Return the line number of a table or key, or of a part of it."""
        lines = [(number, found) for number, found in self._lines if _overlaps(found, path)]
        exact = [number for number, found in lines if found == path]
        return next(iter([*exact, *(number for number, _ in lines)]), None)


def _settings(text: str) -> Iterator[tuple[int, Path]]:
    table: Path = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.fullmatch(line):
            table = _parsed(f"[{header[1]}]")
            yield number, table
        elif key := _KEY.match(line):
            yield number, table + _parsed(f"{key[1]} = 0")


def _parsed(line: str) -> Path:
    """Parse the names in a header or before an equals sign as TOML does."""
    try:
        inside: object = tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return ()
    names = []
    while isinstance(inside, dict) and inside:
        name, inside = next(iter(inside.items()))
        names.append(name)
    return tuple(names)


def _overlaps(found: Path, path: Path) -> bool:
    shorter = min(len(found), len(path))
    return shorter > 0 and found[:shorter] == path[:shorter]
