"""tui/README.md, the map of the source, names what there is."""

from __future__ import annotations

import re

from tests.pty.terminal import ROOT

_TOP = ROOT / "tui"

_MAP = (_TOP / "README.md").read_text(encoding="utf-8")

_PATH = re.compile(r"`([\w*./-]+/|[\w*./-]+\.(?:py|tcss|toml))`")
"""A file or a folder, in backquotes."""

_IN_THE_REPOSITORY = ("tests/", "pyproject.toml")
"""Beginnings of paths that are not relative to tui/."""


def test_every_file_and_folder_of_the_map_exists() -> None:
    paths = set(_PATH.findall(_MAP))
    missing = [
        path
        for path in paths
        if not [*(ROOT if path.startswith(_IN_THE_REPOSITORY) else _TOP).glob(path.rstrip("/"))]
    ]

    assert len(paths) > 60
    assert missing == [], "update tui/README.md"


def test_every_package_is_on_the_map() -> None:
    packages = {path.parent.relative_to(_TOP).as_posix() for path in _TOP.rglob("*/__init__.py")}
    named = re.findall(r"`([\w/]+)`", _MAP)
    folders = {path.rpartition("/")[0] for path in _PATH.findall(_MAP)}

    assert [package for package in packages if package not in {*named, *folders}] == []


def test_the_picture_of_the_layers_is_what_the_contract_says() -> None:
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    rows = re.findall(r'^    "([\w |]+)",$', settings.partition("\nlayers = [")[2], re.MULTILINE)
    contract = [name for row in rows for name in row.split(" | ")]
    picture = _MAP.partition("```text\n")[2].partition("```")[0]
    drawn = re.findall(r"(?m)^ *(?:__main__ > )?(\w+)(?: +\| (\w+))?(?: +\| (\w+))?", picture)
    names = [name for row in drawn for name in row if name]

    assert ["__main__", *names][: len(contract)] == contract
