"""Helper program that copies by pyperclip, or clears the clipboard if it still holds our text.

    python -P clipboard_helper.py (copy | copy-secret | clear | clear-later)

Its standard input is the text to copy, or the salt and the digest of the text to clear, and for
`clear-later` the seconds to wait. It imports no other module of ours, so that it can be run by its
path.
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
"""Exit statuses: the readback differs; the clipboard holds something other than our text."""

_PAUSES = (0, 0.05, 0.1, 0.2)
"""Seconds between checks: an X selection may change its owner shortly after the helper ended."""

_LONGEST_CLEARING, _LONGEST_CLEARING_ON_WSL = 4, 16
"""Timeout in seconds of `clear-later`, which nobody waits for."""


_BLANK = " "


class _Clipboard(Protocol):
    def copy(self, text: str) -> None: ...

    def paste(self) -> str: ...


def main(act: str) -> int:
    """Run a command and return the exit status."""
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
    # Not an empty text, which autocutsel, as in VNC, replaces by the previous content.
    clipboard.copy(_BLANK)
    return 0 if _wait_until(lambda: not is_ours()) else NOT_KEPT


def _pyperclip(*, is_secret: bool) -> _Clipboard:
    import pyperclip

    # Disabled: Klipper's helper gets the text as an argument, which every user of the computer can
    # read, and Qt drops it when the process ends.
    for kind in ("klipper", "qt"):
        setattr(pyperclip, f"init_{kind}_clipboard", pyperclip.init_no_clipboard)
    if is_secret:
        copy, paste = pyperclip.init_wl_clipboard()
        pyperclip.init_wl_clipboard = lambda: (_marked_as_secret(copy), paste)
    return cast("_Clipboard", pyperclip)


def _marked_as_secret(copy: Callable[[str], None]) -> Callable[[str], None]:
    """Ask clipboard histories to skip a text, which of all helpers only wl-copy (2.3) can."""

    def copy_marked(text: str) -> None:
        ended = subprocess.run(
            ["wl-copy", "--sensitive"],  # noqa: S607 - found as pyperclip finds it
            input=text.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        if ended.returncode:
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
    # The caller waits only for the parent.
    if os.fork():
        os._exit(0)
    signal.signal(signal.SIGALRM, lambda *_: os.killpg(0, signal.SIGKILL))
    time.sleep(seconds)
    is_wsl = any(map(os.environ.get, ("WSL_DISTRO_NAME", "WSL_INTEROP")))
    signal.alarm(_LONGEST_CLEARING_ON_WSL if is_wsl else _LONGEST_CLEARING)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
