"""Types that the start leaves out are loaded when they are used."""

from __future__ import annotations

import subprocess
import sys

_ASKS = """\
import sys
from tui.app.terminal.lazy_types import spare_types
spare_types()
import textual.app
print("textual.widgets._tree" in sys.modules)
from textual.types import CallbackType, DirEntry
import textual.types
from textual.types import NoSelection
print(DirEntry.__module__, NoSelection.__module__, "DirEntry" in vars(sys.modules["textual.types"]))
"""


def test_the_types_of_textual_that_nobody_has_asked_for_can_be_had_all_the_same() -> None:
    asked = subprocess.run(
        [sys.executable, "-c", _ASKS], capture_output=True, text=True, check=False
    )

    trees, menus = "textual.widgets._directory_tree", "textual.widgets._select"
    assert (asked.stdout, asked.stderr) == (f"False\n{trees} {menus} True\n", "")
