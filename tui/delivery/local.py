"""Copies to the desktop's own clipboard, and looks whether it arrived."""

from __future__ import annotations

import sys

from .child import ChildError, run
from .outcome import Outcome, failed, verified

_COPY_AND_READ_BACK = """\
import sys, pyperclip
text = sys.stdin.read()
pyperclip.copy(text)
sys.exit(0 if pyperclip.paste() == text else 3)
"""


async def copy_locally(text: str) -> Outcome:
    """Copy by pyperclip, in a process of its own.

    pyperclip checks no result, has no time limit, and its helpers inherit the terminal; a process
    can be ended, and reading back tells what a result would not.
    """
    try:
        await run(sys.executable, "-c", _COPY_AND_READ_BACK, given=text, listen=False)
    except ChildError:
        return failed("no clipboard of this desktop took it.")
    return verified("Copied to the clipboard of this computer.")
