"""Log line of a request, and the number that the server's log may have for it."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

_log = logging.getLogger("runai-keys")


class LoggedRequest:
    """A request in progress: its number, and its outcome once that is known."""

    def __init__(self) -> None:
        self.number = os.urandom(8).hex()
        self.outcome = "was given up"


@contextmanager
def logged(method: str, path: str) -> Iterator[LoggedRequest]:
    """Log a request once it has ended: neither its query nor a header.

    There are people's addresses in them, and tokens.
    """
    request, begun = LoggedRequest(), monotonic()
    try:
        yield request
    finally:
        passed = 1000 * (monotonic() - begun)
        _log.info("%s %s %s: %s after %d ms", request.number, method, path, request.outcome, passed)
