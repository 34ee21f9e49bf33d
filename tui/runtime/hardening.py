"""Hardening of the process: other programs can't record or read its secrets."""

from __future__ import annotations

import contextlib
import os
import resource
import sys

# From linux/prctl.h.
_PR_SET_DUMPABLE = 4

_RECORDS = ("DIRENV_DIFF", "__MISE_DIFF", "__MISE_SESSION", "__VARLOCK_ENV")
"""Variables in which direnv, mise and varlock record all values that they set, often compressed."""

_LONG_ENOUGH = 16
"""Length from which a secret is not part of another variable by chance."""


def harden() -> None:
    """Turn off everything that could record input, output or memory.

    Textual's environment variables make it log every key, take screenshots and load drivers.
    Pydantic passes what it validates to any installed plugin. Core dumps and debuggers expose all
    secrets in memory. New files are readable by the user alone.
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
    """Remove a secret from the environment, so that no child process inherits it, and return it.

    Variables that repeat it are removed too: the records of direnv, mise and varlock, and the
    command lines that make and sudo pass on.
    """
    secret = os.environ.pop(variable, "").strip()
    if not secret:
        return ""
    for name, value in list(os.environ.items()):
        if name in _RECORDS or (len(secret) >= _LONG_ENOUGH and secret in value):
            del os.environ[name]
    return secret


def _hide_memory() -> None:
    """Deny other programs of the same user access to the memory and initial environment."""
    # Some builds of Python lack ctypes, and some C libraries prctl.
    with contextlib.suppress(ImportError, OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
