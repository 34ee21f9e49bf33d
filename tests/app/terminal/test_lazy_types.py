"""Modules of Textual that the start leaves out are loaded when they are used."""

from __future__ import annotations

import subprocess
import sys

_ASKS = """\
import sys
from tui.app.terminal.lazy_types import defer_types
defer_types()
import textual.app
print("textual.widgets._tree" in sys.modules)
from textual.types import CallbackType, DirEntry
import textual.types
from textual.types import NoSelection
print(DirEntry.__module__, NoSelection.__module__, "DirEntry" in vars(sys.modules["textual.types"]))
"""

_OPENS = """\
import sys
from tui.app.terminal.lazy_types import defer_palette
with defer_palette():
    import textual.app
print("textual.fuzzy" in sys.modules, "textual.command" in sys.modules)
made = textual.app.CommandPalette(id="made")
from textual.command import CommandPalette
print(type(made) is CommandPalette, textual.app.CommandPalette.is_open == CommandPalette.is_open)
from tui.app.command_palette import Palette
print(issubclass(Palette, CommandPalette))
print(*{
    name
    for module in sorted(sys.modules) if module.startswith("textual.")
    for name, value in vars(sys.modules[module]).items()
    if isinstance(value, type) and any(
        "lazy_types" in str(type(base)) for base in vars(value).get("__orig_bases__", ())
    )
})
"""


def test_the_palette_can_be_had_all_the_same_and_only_the_provider_of_themes_lacks_its_base() -> (
    None
):
    asked = subprocess.run(
        [sys.executable, "-c", _OPENS], capture_output=True, text=True, check=False
    )

    assert (asked.stdout, asked.stderr) == ("False False\nTrue True\nTrue\nThemeProvider\n", "")


def test_the_types_of_textual_that_nobody_has_asked_for_can_be_had_all_the_same() -> None:
    asked = subprocess.run(
        [sys.executable, "-c", _ASKS], capture_output=True, text=True, check=False
    )

    trees, menus = "textual.widgets._directory_tree", "textual.widgets._select"
    assert (asked.stdout, asked.stderr) == (f"False\n{trees} {menus} True\n", "")
