"""Private names of Textual and Rich are used in one package, and each is there to be used."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest

import tui
from tests.app.terminal.private_names import (
    Use,
    exists,
    library_names,
    uses_below,
    uses_in_source,
)
from tui.app.terminal.private_names import PRIVATE_NAMES, PrivateName

_TUI = Path(tui.__file__).parent
_PACKAGE = "tui/app/terminal/"
_PARTS = ("driver", "input_parser", "key_sequences", "lazy_types", "textual_internals")
"""Modules that may use one: the driver, the parser of keys, and the functions for the rest."""

_LISTED = [(listed.name, listed.used_by) for listed in PRIVATE_NAMES]

_EXAMPLES = {
    "from textual._types import CallbackType": "textual._types.CallbackType",
    "from textual import _compositor": "textual._compositor",
    "import textual._box_drawing": "textual._box_drawing",
    "from rich._loop import loop_last": "rich._loop.loop_last",
    "find = importlib.import_module('textual._types')": "textual._types",
    "def lines(app): return app._driver": "_driver",
    "def lines(app): return getattr(app, '_driver', None)": "_driver",
    "def lines(app): app._batch_count = 0": "_batch_count",
    "def still(screen): screen._Screen__update_timer = None": "_Screen__update_timer",
    "def plain(): return Console(_environ={})": "_environ",
}
"""Ways to use a private name, by the name that is found for each."""

_IN_A_CLASS = {
    "    def go(self): self._update_timer": "textual.screen.Screen._update_timer",
    "    def go(self): super()._on_timer_update()": "textual.screen.Screen._on_timer_update",
    "    def _compositor_refresh(self): pass": "textual.screen.Screen._compositor_refresh",
    "    _styles_cache = None": "textual.widget.Widget._styles_cache",
}


@pytest.fixture(scope="module")
def uses() -> list[Use]:
    return uses_below(_TUI)


@pytest.mark.parametrize("listed", PRIVATE_NAMES, ids=lambda each: f"{each.name}-{each.used_by}")
def test_the_installed_version_has_each_private_name_that_is_used(listed: PrivateName) -> None:
    library = listed.name.partition(".")[0]

    assert exists(listed.name), (
        f"{library} {version(library)} has no {listed.name}. tui/app/terminal needs it, in "
        f"{listed.used_by}, to {listed.purpose}: without it the program can't."
    )


def test_only_the_terminal_package_uses_private_names(uses: list[Use]) -> None:
    allowed = tuple(f"{_PACKAGE}{part}.py" for part in _PARTS)
    strays = [use for use in uses if use.path not in allowed]

    assert not strays, (
        "a private name of Textual or Rich may vanish in any release: "
        "wrap it in tui/app/terminal/textual_internals.py, or call a name of ours otherwise: "
        f"{strays}"
    )


def test_every_private_name_is_listed_with_its_user(uses: list[Use]) -> None:
    unlisted = [use for use in uses if not any(use.is_listed(*each) for each in _LISTED)]

    assert not unlisted, f"add to PRIVATE_NAMES what these are used for: {unlisted}"


def test_nothing_is_listed_that_is_not_used(uses: list[Use]) -> None:
    unused = [each for each in _LISTED if not any(use.is_listed(*each) for use in uses)]

    assert not unused, f"remove from PRIVATE_NAMES what nothing uses any more: {unused}"


@pytest.mark.parametrize(("source", "name"), _EXAMPLES.items())
def test_a_use_is_found_however_it_is_written(source: str, name: str) -> None:
    assert [use.name for use in uses_in_source(source, "example.py", "tui")] == [name]


@pytest.mark.parametrize(("body", "name"), _IN_A_CLASS.items())
def test_a_use_by_a_subclass_is_found_as_what_its_base_defines(body: str, name: str) -> None:
    path = "tui/app/screens/too_small.py"
    source = f"class TooSmall(Screen):\n{body}\n"

    assert [use.name for use in uses_in_source(source, path, "tui.app.screens.too_small")] == [name]


def test_a_private_name_of_our_own_is_no_use() -> None:
    source = "class TooSmall(Screen):\n    def go(self): self._our_own = self._ours()\n"

    assert uses_in_source(source, "example.py", "tui.app.screens.too_small") == []
    assert "_our_own" not in library_names()
