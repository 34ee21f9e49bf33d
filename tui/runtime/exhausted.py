"""Resources that ran out: memory, files, threads; a failure that is no bug, in words."""

from __future__ import annotations

import errno
from collections.abc import Iterable

_FILES = "may open no more files: raise the limit (ulimit -n)"
_MEMORY = (
    "got no more memory: raise the limit (ulimit -v, or the container's), or end other programs"
)
_THREADS = (
    "can't start another thread or process: raise the limit (ulimit -u, or the container's), "
    "or end other programs"
)
_DISK = "found no space left on a disk: free some"

_ERRORS = {
    errno.EMFILE: _FILES,
    errno.ENFILE: _FILES,
    errno.ENOMEM: _MEMORY,
    errno.ENOSPC: _DISK,
    errno.EDQUOT: _DISK,
}


def exhausted(errors: Iterable[BaseException]) -> str:
    """Return what ran out and what to do, if one of the errors says so; else nothing."""
    return next(filter(None, map(_exhausted, errors)), "")


def _exhausted(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return _MEMORY
    if isinstance(error, OSError):
        return _ERRORS.get(error.errno or 0, "")
    if isinstance(error, ImportError) and "failed to map segment" in str(error):
        return _MEMORY
    # Python has no type of its own for this one.
    is_refused = isinstance(error, RuntimeError) and str(error) == "can't start new thread"
    return _THREADS if is_refused else ""
