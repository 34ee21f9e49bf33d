"""Log file of requests and their outcomes, for troubleshooting; it never holds a secret."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import platform
import shlex
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from .. import __version__
from ..config.settings import Settings, SettingsError
from ..text import clean, clean_lines

LOGGER = "runai-keys"
"""The name of the logger that all parts of the program write to."""

_NOT_REGULAR = "is not a regular file of your own: name another one"

_LONGEST = 1_000
"""Maximum length of a line."""


class _LineFormatter(logging.Formatter):
    """Formats a record as one line with the time in UTC, without escape sequences."""

    converter = time.gmtime  # type: ignore[assignment]  # as its documentation has it

    def __init__(self) -> None:
        super().__init__("%(asctime)s.%(msecs)03dZ %(message)s", "%Y-%m-%dT%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without the exception of the record, whose text may hold a secret."""
        record.exc_info = record.exc_text = record.stack_info = None
        return clean(super().format(record), _LONGEST)


class _QuietHandler(logging.StreamHandler[TextIO]):
    """Writes lines to the file; failures such as a full disk are not printed over the screen."""

    problem = ""
    """Reason why lines are missing: the first failure."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """Drop the line and keep the reason."""
        reason = getattr(sys.exc_info()[1], "strerror", None) or "it failed"
        self.problem = self.problem or reason.lower()


def run_with_log(settings: Settings, run: Callable[[Settings], int]) -> int:
    """Log a run to the file that the settings name, and return its exit status.

    Raises:
        SettingsError: the file can't be written, or others could read it.
    """
    start_log(settings)
    status = run(settings)
    end_log(status)
    # The standard error of a command may be closed.
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(_missing_lines(settings))
    return status


def _missing_lines(settings: Settings) -> str:
    """Return a warning if lines are missing in the log file; otherwise an empty text."""
    handlers = logging.getLogger(LOGGER).handlers
    problems = [it.problem for it in handlers if isinstance(it, _QuietHandler) and it.problem]
    said = f"runai-keys: {settings.log_file} lacks lines that could not be written: "
    return "".join(clean_lines(f"{said}{problem}.") for problem in problems[-1:])


def start_log(settings: Settings) -> None:
    """Open the log file that the settings name, and log the start.

    Raises:
        SettingsError: the file can't be written, or others could read it.
    """
    if settings.log_file is None:
        return
    origin = settings.origins.get("log_file", "--log-file")
    # Line buffered, so that a crash loses nothing.
    file = os.fdopen(_open_private(settings.log_file, origin), "a", encoding="utf-8", buffering=1)
    handler = _QuietHandler(file)
    handler.setFormatter(_LineFormatter())
    log = logging.getLogger(LOGGER)
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    place = "the demo" if settings.demo_role else settings.base_url or "no control plane yet"
    python = f"Python {platform.python_version()} on {sys.platform}"
    log.info("runai-keys %s starts on %s, for %s", __version__, python, place)


def end_log(status: int) -> None:
    """Log how the program ended."""
    logging.getLogger(LOGGER).info("ended with status %s", status)


def _open_private(path: Path, origin: str) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags, 0o600)
    except (OSError, ValueError) as error:
        raise SettingsError(f"{origin}: {path} {_open_problem(error)}.") from error
    status = os.fstat(descriptor)
    problem = ""
    if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid():
        problem = _NOT_REGULAR
    elif status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        problem = f"can be read by others: run chmod 600 {shlex.quote(str(path))}"
    if problem:
        os.close(descriptor)
        raise SettingsError(f"{origin}: {path} {problem}.")
    return descriptor


def _open_problem(error: OSError | ValueError) -> str:
    """Describe why the file can't be opened, as a predicate."""
    if not isinstance(error, OSError):
        return "can't be written: it is not a valid file name"
    # The system's texts for a link and a pipe would not be understood.
    known = {errno.ELOOP: "is a link: name the file itself", errno.ENXIO: _NOT_REGULAR}
    return known.get(error.errno or 0, f"can't be written: {(error.strerror or '').lower()}")
