"""The two streams: data goes to standard output, everything else to standard error."""

from __future__ import annotations

import contextlib
import os
import signal
import sys

from ...config.settings import SettingsError
from ...text import clean_lines
from ..exit_codes import REFUSED, SIGNALLED


class OutputLost(Exception):
    """Standard output took no more of it; the text says why, and is empty if nobody reads on."""

    @property
    def status(self) -> int:
        """The exit status: that of the signal which ends other programs then, or of a failure."""
        return REFUSED if str(self) else SIGNALLED + signal.SIGPIPE


def say(text: str) -> None:
    """Tell the user something."""
    show(f"runai-keys: {text}")


def show(text: str) -> None:
    """Show the user lines of text."""
    # There may be nobody to read it.
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(clean_lines(text))
        sys.stderr.flush()


def put(text: str) -> None:
    """Write data, whatever the locale makes of it.

    Raises:
        OutputLost: it could not be written.
    """
    encoding = sys.stdout.encoding or "utf-8"
    put_bytes(text.encode(encoding, "replace"))


def put_bytes(data: bytes) -> None:
    """Write data as it is.

    Raises:
        OutputLost: it could not be written.
    """
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError as error:
        _let_go()
        raise OutputLost from error
    except OSError as error:
        _let_go()
        reason = (error.strerror or "it failed").lower()
        raise OutputLost(f"standard output can't be written: {reason}.") from error


def require_output() -> None:
    """See whether there is anywhere to write to.

    Raises:
        SettingsError: standard output is closed.
    """
    if sys.stdout is None or sys.stdout.closed:
        raise SettingsError("standard output is closed: send it somewhere, such as /dev/null.")


def _let_go() -> None:
    """Have what is left in the buffer go nowhere, as Python would complain of it at the end."""
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
