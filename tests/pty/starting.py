"""Start of a program in a terminal of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from random import choice

_IN_ITS_TERMINAL = """\
import os, sys
os.login_tty(int(sys.argv[1]))
if sys.argv[2]:
    os.sched_setaffinity(0, {int(sys.argv[2])})
os.execvp(sys.argv[3], sys.argv[3:])
"""


def started_in(terminal: int, command: Sequence[str], *, one_processor: bool) -> list[str]:
    """Return the command that takes a terminal, perhaps one processor, and becomes another."""
    which = ""
    # Only Linux lets them be chosen.
    if one_processor and sys.platform == "linux":
        which = str(choice(sorted(os.sched_getaffinity(0))))
    return [sys.executable, "-ISc", _IN_ITS_TERMINAL, str(terminal), which, *command]
