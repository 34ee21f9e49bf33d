"""Crash report: where in the code a bug struck, and nothing of the data that was handled."""

from __future__ import annotations

import logging
import os
import platform
import traceback
from datetime import UTC, datetime
from pathlib import Path

from .. import __version__
from .exhausted import exhausted

EXIT_STATUS = 70
"""EX_SOFTWARE of sysexits.h."""


def summary(error: BaseException) -> str:
    """Return one line with the exception's type and its place in the code, not its message.

    A message, and any local variable, may hold a secret; a type and a line of code can't.
    """
    error = _cause(error)
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {_place(frames[-1])}" if frames else ""
    return f"runai-keys met a bug of its own: {type(error).__name__}{place}."


def report(error: BaseException) -> str:
    """Return the whole chain of exceptions as types and places."""
    lines = [
        f"runai-keys {__version__}, Python {platform.python_version()}, {platform.system()}",
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
    from platformdirs import user_log_path

    from ..delivery.private_file import SaveError, save_new

    name = f"crash-{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.urandom(2).hex()}.txt"
    try:
        path = user_log_path("runai-keys") / name
        save_new(path, report(error))
    except (SaveError, RuntimeError):  # the latter if there is no home
        return None
    return path


def crash_message(error: BaseException) -> str:
    """Return a message that says what happened and where the report is, which is saved.

    There is none of what ran out of memory, files or threads: that is no bug.
    """
    if reason := exhausted(_chain(_cause(error))):
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
    """Return the error of a worker; Textual wraps it in one that was never raised itself."""
    inner = getattr(error, "error", None)
    return inner if isinstance(inner, BaseException) else error


def _chain(error: BaseException | None) -> list[BaseException]:
    """Return an error, the members of a group, and the causes of each, every one once."""
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
