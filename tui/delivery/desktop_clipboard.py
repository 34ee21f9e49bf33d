"""Copies to the desktop's clipboard, and checks that the text arrived.

pyperclip has neither checks nor timeouts, and its helpers inherit the terminal. So it runs in a
child process (`clipboard_helper`) that can be killed, and only a text that was read back counts as
copied.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from . import clipboard_helper
from .child_process import ChildError, run
from .clipboard_routes import is_wsl
from .limits import LOCAL_TIMEOUT, WSL_TIMEOUT
from .outcome import NotCopied

_SALT = secrets.token_bytes(16)
"""Random salt of this process, which makes its digests useless to others."""


def mark_of(text: str) -> str:
    """Return a salted digest of a text."""
    return hashlib.sha256(_SALT + text.encode("utf-8", "replace")).hexdigest()


async def copy_locally(text: str, environment: Mapping[str, str], *, secret: bool) -> None:
    """Copy a text and read it back; clipboard histories are asked to skip a secret.

    Raises:
        NotCopied: no clipboard accepted it, or not in time.
    """
    try:
        await _run("copy-secret" if secret else "copy", text, environment)
    except ChildError as error:
        reason = f"no clipboard of this computer accepted it: {error}"
        raise NotCopied(reason, may_have_left=error.status is None and error.started) from error


async def clear_locally(mark: str, environment: Mapping[str, str]) -> bool:
    """Overwrite the clipboard if it still holds the text with a digest; return whether it did.

    Raises:
        NotCopied: the clipboard could not be read or written.
    """
    try:
        await _run("clear", f"{_SALT.hex()} {mark}", environment)
    except ChildError as error:
        if error.status == clipboard_helper.FOREIGN:
            return False
        raise NotCopied(f"{error}", may_have_left=True) from error
    return True


async def clear_locally_later(mark: str, seconds: float, environment: Mapping[str, str]) -> None:
    """Start a process that outlives this one and does what `clear_locally` does.

    Raises:
        NotCopied: the process could not be started.
    """
    try:
        await _run("clear-later", f"{_SALT.hex()} {mark} {seconds:.3f}", environment)
    except ChildError as error:
        raise NotCopied(f"{error}", may_have_left=True) from error


async def _run(act: str, given: str, environment: Mapping[str, str]) -> None:
    timeout = WSL_TIMEOUT if is_wsl(environment) else LOCAL_TIMEOUT
    argv, environment = _helper(environment)
    try:
        await run([*argv, act], timeout=timeout, environment=environment, stdin=given, read=False)
    except ChildError as error:
        if error.status is None:
            reason = f"its helper program {error}"
        elif error.status == clipboard_helper.NOT_KEPT:
            reason = "it was not kept"
        else:
            reason = "it could not be used"
        raise ChildError(reason, status=error.status, started=error.started) from error


def _helper(environment: Mapping[str, str]) -> tuple[list[str], Mapping[str, str]]:
    """Return the command that runs the helper, and its environment."""
    # -P: never import a pyperclip.py from the working directory or the helper's folder.
    python = [sys.executable, "-P"]
    file = Path(clipboard_helper.__file__)
    if file.is_file():
        return [*python, str(file)], environment
    # Python can import from a zip archive, but not run a file in it.
    paths = [str(file.parents[2]), environment.get("PYTHONPATH", "")]
    in_archive = {**environment, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    return [*python, "-m", clipboard_helper.__name__], in_archive
