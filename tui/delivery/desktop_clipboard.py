"""Copies to the desktop's own clipboard, and looks whether it arrived.

pyperclip checks no result, has no time limit, and its helpers inherit the terminal. So it runs in
a process of its own, which can be ended, and what counts is what can be read back.
"""

from __future__ import annotations

import hashlib
import secrets
import sys
from collections.abc import Mapping

from .helper_process import ChildError, run, within
from .outcome import NotCopied

TIME_LIMIT = 2.0
"""Seconds for one copy or one clearing."""

_DIFFERENT, _FOREIGN = 3, 4
"""Exit statuses: something else was read back; the clipboard holds something else than ours."""

_SALT = secrets.token_bytes(16)
"""Makes the marks of this process useless to any other."""

# Klipper's helper would get the text as an argument, which every user of the computer can read. Qt
# would forget it with the end of the process. Both are left out.
_PYPERCLIP = """\
import hashlib, sys, time, pyperclip
pyperclip.init_klipper_clipboard = pyperclip.init_qt_clipboard = pyperclip.init_no_clipboard
given = sys.stdin.buffer.read().decode()
def comes_true(test):
    # An X clipboard may change hands a moment after its helper program has ended.
    for pause in (0, 0.05, 0.1, 0.2):
        time.sleep(pause)
        if test():
            return True
    return False
"""

_COPY = f"""{_PYPERCLIP}
pyperclip.copy(given)
sys.exit(0 if comes_true(lambda: pyperclip.paste() == given) else {_DIFFERENT})
"""

_CLEAR = f"""{_PYPERCLIP}
salt, mark = given.split()
def is_ours():
    text = pyperclip.paste().encode("utf-8", "replace")
    return hashlib.sha256(bytes.fromhex(salt) + text).hexdigest() == mark
if not is_ours():
    sys.exit({_FOREIGN})
pyperclip.copy(" ")
sys.exit(0 if comes_true(lambda: not is_ours()) else {_DIFFERENT})
"""


_CLEAR_LATER = f"""{_PYPERCLIP}
import os, signal
salt, mark, seconds = given.split()
# Whoever started this waits for the first process only.
if os.fork():
    os._exit(0)
signal.signal(signal.SIGALRM, lambda *_: os.killpg(0, signal.SIGKILL))
time.sleep(float(seconds))
signal.alarm({2 * TIME_LIMIT:.0f})
text = pyperclip.paste().encode("utf-8", "replace")
if hashlib.sha256(bytes.fromhex(salt) + text).hexdigest() == mark:
    pyperclip.copy(" ")
"""


def mark_of(text: str) -> str:
    """Give what a text can be recognised by, and not be read from."""
    return hashlib.sha256(_SALT + text.encode("utf-8", "replace")).hexdigest()


async def copy_locally(text: str, environment: Mapping[str, str]) -> None:
    """Copy a text, and read it back.

    Raises:
        NotCopied: no clipboard took it, or it took too long.
    """
    try:
        await _run(_COPY, text, environment)
    except ChildError as error:
        reason = f"no clipboard of this computer took it: {error}"
        raise NotCopied(reason, may_have_left=error.status is None and error.started) from error


async def clear_locally(mark: str, environment: Mapping[str, str]) -> bool:
    """Overwrite the clipboard if it still holds the marked text; tell whether it did.

    Raises:
        NotCopied: it can't be told, or could not be done.
    """
    try:
        await _run(_CLEAR, f"{_SALT.hex()} {mark}", environment)
    except ChildError as error:
        if error.status == _FOREIGN:
            return False
        raise NotCopied(f"{error}", may_have_left=True) from error
    return True


async def clear_locally_later(mark: str, seconds: float, environment: Mapping[str, str]) -> None:
    """Have the clipboard cleared as `clear_locally` does, by a process that outlives this one.

    Raises:
        NotCopied: it could not be started.
    """
    try:
        await _run(_CLEAR_LATER, f"{_SALT.hex()} {mark} {seconds:.3f}", environment)
    except ChildError as error:
        raise NotCopied(f"{error}", may_have_left=True) from error


async def _run(script: str, given: str, environment: Mapping[str, str]) -> None:
    # -P keeps a pyperclip.py in the working directory from being run.
    command = (sys.executable, "-P", "-c", script)
    try:
        async with within(TIME_LIMIT, "the clipboard"):
            await run(*command, environment=environment, given=given, listen=False)
    except ChildError as error:
        if error.status is None:
            raise
        reason = "it could not be used" if error.status != _DIFFERENT else "it was not kept"
        raise ChildError(reason, status=error.status) from error
