"""Every scene looks as it is kept, in a picture and in words, and everything has its place."""

from __future__ import annotations

import inspect
from importlib import import_module
from itertools import islice, zip_longest
from pathlib import Path
from pkgutil import walk_packages

import pytest
from textual.screen import Screen

import tui.app.dialogs
import tui.app.screens
from tests.app.appearance import all_kept, look_around
from tests.app.scenes import WALKS
from tests.app.walks import Walk, World
from tui.app.command_palette import Palette
from tui.app.screens.sign_in import SignInScreen

_ALSO_OPENED = {SignInScreen}
"""Others are made from these."""

STOPS = [stop for walk in WALKS for stop in walk.stops]


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.name)
@pytest.mark.exhaustive
async def test_every_scene_is_as_it_is_kept_fits_can_be_read_and_is_gone_round_by_tab(
    walk: Walk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = await look_around(walk, World(tmp_path, monkeypatch))
    changed = [line for path, text in look.files.items() for line in _changes(path, text)]
    assert not changed, "If that is as it shall be: python -m tests.app.pictures"
    assert not look.faults


def test_nothing_is_kept_of_a_scene_that_is_gone() -> None:
    names = {stop.name for stop in STOPS if stop.kept}
    kept = {path.stem.removesuffix("-dark").removesuffix("-light") for path in all_kept()}
    assert kept == names


def test_there_is_a_scene_of_every_screen_and_dialog() -> None:
    assert {stop.screen for stop in STOPS} - {Palette} == _screens()


def test_no_two_scenes_have_the_same_name() -> None:
    assert len({stop.name for stop in STOPS}) == len(STOPS)


def _screens() -> set[type[object]]:
    """Find what can be opened: other screens are what these are made from."""
    modules = [
        import_module(module.name)
        for package in (tui.app.screens, tui.app.dialogs)
        for module in walk_packages(package.__path__, f"{package.__name__}.")
    ]
    classes = {
        thing
        for module in modules
        for _, thing in inspect.getmembers(module, inspect.isclass)
        if issubclass(thing, Screen) and thing.__module__ == module.__name__
    }
    bases = {base for thing in classes for base in thing.__mro__[1:]}
    return (classes - bases) | _ALSO_OPENED


def _changes(path: Path, text: str) -> list[str]:
    """Return the first lines in which a file differs."""
    kept = path.read_text(encoding="utf-8") if path.exists() else ""
    pairs = zip_longest(kept.splitlines(), text.splitlines())
    changed = (f"{path.name}: {before!r} -> {now!r}" for before, now in pairs if before != now)
    return list(islice(changed, 3))
