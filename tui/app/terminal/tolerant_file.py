"""The terminal as a file for Textual's writer thread, which no error ends."""

from __future__ import annotations

import os
from contextlib import suppress
from select import select
from typing import TextIO


class TolerantFile:
    """The terminal as Textual's writer thread needs it, without errors once it is gone.

    An error would end that thread, and the event loop would wait for it for ever. The watchdog
    notices that the terminal is gone, and ends the program.
    """

    def __init__(self, file: TextIO) -> None:
        self._encoding = file.encoding
        self.fileno = file.fileno
        self.isatty = file.isatty

    def write(self, text: str) -> None:
        """Write all of it, if there still is a terminal.

        Python would write only a part to a stream that somebody has left non-blocking.
        """
        data = memoryview(text.encode(self._encoding, "backslashreplace"))
        with suppress(OSError):
            while data:
                try:
                    data = data[os.write(self.fileno(), data) :]
                except BlockingIOError:
                    select([], [self.fileno()], [])

    def flush(self) -> None:
        """Do nothing: all is written."""
