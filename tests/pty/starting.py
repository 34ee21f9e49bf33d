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


def started_in(terminal: int, command: Sequence[str], processor: str) -> list[str]:
    """Return the command that takes a terminal, perhaps one processor, and becomes another."""
    return [sys.executable, "-ISc", _IN_ITS_TERMINAL, str(terminal), processor, *command]


def some_processor() -> str:
    """Choose the processor for a program that is to have one; only Linux lets it be chosen."""
    return str(choice(sorted(os.sched_getaffinity(0)))) if sys.platform == "linux" else ""
