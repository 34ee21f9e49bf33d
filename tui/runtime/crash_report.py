"""Crash report: the resource that ran out, or the place of a bug in the code; never any data."""

from __future__ import annotations

import errno
import logging
import os
import sys
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from .. import __version__

# Constants, because nothing can be imported once files or memory have run out.
_FILES = "may open no more files: raise the limit (ulimit -n)"
_MEMORY = (
    "ran out of memory: raise the limit (ulimit -v, or the container's), or end other programs"
)
_THREADS = (
    "can't start another thread or process: raise the limit (ulimit -u, or the container's), "
    "or end other programs"
)
_INSTALL = (
    "if it was upgraded meanwhile, start it again; otherwise install it as a package, or pack all "
    "of its modules and what they import"
)
_DISK = "found no space left on a disk: free some"

_ERRORS = {
    errno.EMFILE: _FILES,
    errno.ENFILE: _FILES,
    errno.ENOMEM: _MEMORY,
    errno.ENOSPC: _DISK,
    errno.EDQUOT: _DISK,
}


def summary(error: BaseException) -> str:
    """Return one line with the exception's type and its place in the code.

    The exception's message is left out: it may hold a secret.
    """
    error = _cause(error)
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {_place(frames[-1])}" if frames else ""
    return f"runai-keys hit a bug: {type(error).__name__}{place}."


def report(error: BaseException) -> str:
    """Return the type and the traceback of each exception in the chain, without messages."""
    lines = [
        f"runai-keys {__version__}, Python {sys.version.split()[0]}, {os.uname().sysname}",
        datetime.now(UTC).isoformat(timespec="seconds"),
    ]
    for link in _chain(_cause(error)):
        lines += ["", type(link).__qualname__]
        lines += [
            f"  {_place(frame)} in {frame.name}"
            for frame in traceback.extract_tb(link.__traceback__)
        ]
    return "\n".join(lines) + "\n"


def save_report(error: BaseException) -> Path | None:
    """Save the report to a private file; None if it can't be saved anywhere."""
    try:
        from platformdirs import user_log_path

        from ..delivery.private_file import SaveError, save_new
    except ImportError:  # the program's files were replaced meanwhile
        return None
    name = f"crash-{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.urandom(2).hex()}.txt"
    try:
        path = user_log_path("runai-keys") / name
        save_new(path, report(error))
    except (SaveError, RuntimeError):  # RuntimeError: there is no home directory
        return None
    return path


def crash_message(error: BaseException) -> str:
    """Save a report, and return a message that says what happened and where the report is.

    Nothing is saved if memory, files or threads ran out, or if a module is missing: no bug.
    """
    errors = _chain(_cause(error))
    exhausted = next(filter(None, map(_exhausted, errors)), "")
    if reason := exhausted or _missing_module(errors):
        said = f"runai-keys {reason}."
        logging.getLogger("runai-keys").info("%s", said)
        return said
    logging.getLogger("runai-keys").info("%s", summary(error))
    path = save_report(error)
    if path is None:
        return f"{summary(error)}\n{report(error)}"
    attached = f"{path}, and what `runai-keys info` prints"
    return f"{summary(error)}\nPlease report it with {attached}: neither holds a secret."


def _cause(error: BaseException) -> BaseException:
    """Return the error that Textual's WorkerFailed wraps, which itself has no traceback."""
    inner = getattr(error, "error", None)
    return inner if isinstance(inner, BaseException) else error


def _chain(error: BaseException | None) -> list[BaseException]:
    """Return an error, the members of a group, and all their causes, without duplicates."""
    chain: list[BaseException] = []
    pending = [error]
    while pending:
        link = pending.pop()
        if link is None or any(link is known for known in chain):
            continue
        chain.append(link)
        members = link.exceptions if isinstance(link, BaseExceptionGroup) else ()
        pending += [link.__cause__ or link.__context__, *reversed(members)]
    return chain


def _place(frame: traceback.FrameSummary) -> str:
    return f"{'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno}"


def _missing_module(errors: Iterable[BaseException]) -> str:
    """Return which module can't be loaded and what to do; empty if there is none."""
    failed = [error for error in errors if isinstance(error, ImportError)]
    if not failed:
        return ""
    # An archive that was replaced meanwhile names none.
    module = next((f"the module {error.name}" for error in failed if error.name), "its modules")
    return f"can't load {module}: {_INSTALL}"


def _exhausted(error: BaseException) -> str:
    """Return which resource ran out and what to do; empty if none did."""
    if isinstance(error, MemoryError):
        return _MEMORY
    if isinstance(error, OSError):
        return _ERRORS.get(error.errno or 0, "")
    if isinstance(error, ImportError) and "failed to map segment" in str(error):
        return _MEMORY
    # Python has no exception type for this one.
    is_thread = isinstance(error, RuntimeError) and str(error) == "can't start new thread"
    return _THREADS if is_thread else ""
