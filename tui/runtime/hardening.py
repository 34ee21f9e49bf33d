"""Hardening of the process: nothing else may record or read its secrets."""

from __future__ import annotations

import contextlib
import os
import resource
import sys

# From linux/prctl.h.
_PR_SET_DUMPABLE = 4

_RECORDS = ("DIRENV_DIFF", "__MISE_DIFF", "__MISE_SESSION", "__VARLOCK_ENV")
"""Variables in which direnv, mise and varlock keep all values that they have set, most of them
compressed."""

_SHORTEST = 16
"""Characters of a secret that stands in other variables by no accident."""


def harden() -> None:
    """Turn off whatever could record what is typed and shown.

    Textual logs every key, takes screenshots and loads drivers as its environment variables say;
    pydantic shows what it reads to every plugin that is installed beside it; a core dump holds all
    secrets, and so does the memory that a debugger reads. New files are the user's alone.
    """
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[name]
    os.environ.pop("SSLKEYLOGFILE", None)
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        _hide_memory()


def take_secret(variable: str) -> str:
    """Take a secret out of the environment, so that no program started from here inherits it.

    It is taken out of each variable that repeats it, too: of the records of what has set it, and
    of the command line that make and sudo pass on.
    """
    secret = os.environ.pop(variable, "").strip()
    if not secret:
        return ""
    for name, value in list(os.environ.items()):
        if name in _RECORDS or (len(secret) >= _SHORTEST and secret in value):
            del os.environ[name]
    return secret


def _hide_memory() -> None:
    """Deny other programs of the same user the process' memory and initial environment."""
    # The program starts all the same where Python lacks ctypes, or the C library prctl.
    with contextlib.suppress(ImportError, OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
