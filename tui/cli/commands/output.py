"""Output of a command: data on standard output, messages on standard error."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator

from ...delivery.write_whole import flush_to_disk, write_whole, write_whole_text
from ...text import clean_lines
from ..exit_codes import REFUSED, SIGNALLED, USAGE

_CLOSED = "standard output is closed: send it somewhere, such as /dev/null."


class OutputLost(Exception):
    """Standard output can't be written.

    Args:
        reason: Why, as a sentence; empty if its reader has ended, as nobody is interested then.
        status: The exit status.
    """

    def __init__(self, reason: str, status: int) -> None:
        super().__init__(reason)
        self.status = status


def say(text: str) -> None:
    """Write a message to standard error."""
    show(f"runai-keys: {text}")


def show(text: str) -> None:
    """Write lines of text to standard error."""
    # Standard error may be closed.
    with contextlib.suppress(OSError, ValueError, AttributeError):
        write_whole_text(sys.stderr, clean_lines(text))


def warn_if_on_terminal(what: str) -> None:
    """Warn if standard output, where a secret goes, is a terminal."""
    if sys.stdout.isatty():
        say(f"the {what} is about to be shown on this terminal, and stays in its scrollback.")


def print_whole(text: str) -> int:
    """Write the output of a command without a session, and return its exit status."""
    try:
        require_output()
        put(text)
    except OutputLost as error:
        return say_lost(error)
    return 0


def say_lost(lost: OutputLost) -> int:
    """Report why standard output can't be written, if there is a reason; return the status."""
    if str(lost):
        say(str(lost))
    return lost.status


def put(text: str) -> None:
    """Write text to standard output; characters that the locale lacks become question marks.

    Raises:
        OutputLost: standard output can't be written.
    """
    encoding = sys.stdout.encoding or "utf-8"
    put_bytes(text.encode(encoding, "replace"))


def put_bytes(data: bytes) -> None:
    """Write bytes to standard output.

    Raises:
        OutputLost: standard output can't be written.
    """
    with _whole():
        write_whole(sys.stdout.buffer, data)


def put_on_disk() -> None:
    """Flush standard output to disk, if it is a file.

    Raises:
        OutputLost: standard output can't be written.
    """
    with _whole():
        flush_to_disk(sys.stdout)


@contextlib.contextmanager
def _whole() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        _discard_rest()
        # As if SIGPIPE had ended the program.
        raise OutputLost("", SIGNALLED + signal.SIGPIPE) from error
    except OSError as error:
        _discard_rest()
        reason = (error.strerror or "it failed").lower()
        raise OutputLost(f"standard output can't be written: {reason}.", REFUSED) from error


def require_output() -> None:
    """Check that there is a standard output.

    Raises:
        OutputLost: standard output is closed.
    """
    if sys.stdout is None or sys.stdout.closed:
        raise OutputLost(_CLOSED, USAGE)


def _discard_rest() -> None:
    """Discard the rest of the buffer, which Python would fail to flush at exit."""
    with contextlib.suppress(OSError):
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, sys.stdout.fileno())
        os.close(devnull)
