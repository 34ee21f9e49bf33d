"""A start without --screencast loads nothing for it."""

from __future__ import annotations

import subprocess
import sys

_CODE = """\
import sys, tui.app.app
from tui.session.session import Session
from tui.config.settings import Settings
tui.app.app.AccessKeysApp(Session(Settings(demo_role="admin")))
print({"tui.screencast.pseudonyms", "tui.app.widgets.pressed_keys"} & set(sys.modules))
"""


def test_a_start_without_the_flag_loads_neither_pseudonyms_nor_pressed_keys() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _CODE], capture_output=True, text=True, check=True
    )

    assert ended.stdout.strip() == "set()"
