"""The program that uses pyperclip, in a process of its own: copies, and clears what is still ours.

    python -P clipboard_helper.py (copy | copy-secret | clear | clear-later)

Its standard input is the text to copy, or the salt and the digest by which the clipboard's content
is recognised, and for `clear-later` the seconds to wait. It imports nothing of ours, so that it
can be run by its path.
"""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Protocol, cast

NOT_KEPT, FOREIGN = 3, 4
"""Exit statuses: something else was read back; the clipboard holds something else than ours."""

_PAUSES = (0, 0.05, 0.1, 0.2)
"""Seconds between looks: an X clipboard may change hands a moment after its helper has ended."""

_LONGEST_CLEARING, _LONGEST_CLEARING_ON_WSL = 4, 16
"""Seconds for the late clearing, which nobody waits for any more."""


_BLANK = " "


class _Clipboard(Protocol):
    def copy(self, text: str) -> None: ...

    def paste(self) -> str: ...


def main(act: str) -> int:
    """Do what the program was called for and return its exit status."""
    clipboard = _pyperclip(is_secret=act == "copy-secret")
    given = sys.stdin.buffer.read().decode()
    if act in ("copy", "copy-secret"):
        return _copy(clipboard, given)
    salt, digest, *seconds = given.split()

    def is_ours() -> bool:
        return _digest(salt, clipboard.paste()) == digest

    if act == "clear-later":
        _outlive_the_caller(float(seconds[0]))
    if not is_ours():
        return FOREIGN
    # Not nothing: an empty text leaves what autocutsel, as in VNC, has kept of the clipboard.
    clipboard.copy(_BLANK)
    return 0 if _wait_until(lambda: not is_ours()) else NOT_KEPT


def _pyperclip(*, is_secret: bool) -> _Clipboard:
    import pyperclip

    # Klipper's helper would get the text as an argument, which every user of the computer can
    # read. Qt would forget it with the end of the process. Both are left out.
    for kind in ("klipper", "qt"):
        setattr(pyperclip, f"init_{kind}_clipboard", pyperclip.init_no_clipboard)
    if is_secret:
        copy, paste = pyperclip.init_wl_clipboard()
        pyperclip.init_wl_clipboard = lambda: (_marked_as_secret(copy), paste)
    return cast("_Clipboard", pyperclip)


def _marked_as_secret(copy: Callable[[str], None]) -> Callable[[str], None]:
    """Ask clipboard histories to leave a text out: of all helpers, wl-copy can, from 2.3 on."""

    def copy_marked(text: str) -> None:
        told = subprocess.run(
            ["wl-copy", "--sensitive"],  # noqa: S607 - found as pyperclip finds it
            input=text.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        if told.returncode:
            copy(text)

    return copy_marked


def _copy(clipboard: _Clipboard, text: str) -> int:
    clipboard.copy(text)
    return 0 if _wait_until(lambda: clipboard.paste() == text) else NOT_KEPT


def _wait_until(test: Callable[[], bool]) -> bool:
    for pause in _PAUSES:
        time.sleep(pause)
        if test():
            return True
    return False


def _digest(salt: str, text: str) -> str:
    return hashlib.sha256(bytes.fromhex(salt) + text.encode("utf-8", "replace")).hexdigest()


def _outlive_the_caller(seconds: float) -> None:
    # The caller waits for the first process only.
    if os.fork():
        os._exit(0)
    signal.signal(signal.SIGALRM, lambda *_: os.killpg(0, signal.SIGKILL))
    time.sleep(seconds)
    is_wsl = any(map(os.environ.get, ("WSL_DISTRO_NAME", "WSL_INTEROP")))
    signal.alarm(_LONGEST_CLEARING_ON_WSL if is_wsl else _LONGEST_CLEARING)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
