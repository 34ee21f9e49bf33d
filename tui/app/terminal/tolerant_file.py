"""File for Textual's writer thread that ignores the loss of the terminal."""

from __future__ import annotations

import os
from contextlib import suppress
from select import select
from typing import TextIO


class TolerantFile:
    """Terminal as a file, which ignores errors once the terminal is gone.

    An error would end Textual's writer thread, and the event loop would wait for it forever. The
    watchdog ends the program when the terminal is gone.
    """

    def __init__(self, file: TextIO) -> None:
        self._encoding = file.encoding
        self.fileno = file.fileno
        self.isatty = file.isatty

    def write(self, text: str) -> None:
        """Write the whole text, if there still is a terminal.

        Python's own file would write only a part if another program has made it non-blocking.
        """
        data = memoryview(text.encode(self._encoding, "backslashreplace"))
        with suppress(OSError):
            while data:
                try:
                    data = data[os.write(self.fileno(), data) :]
                except BlockingIOError:
                    select([], [self.fileno()], [])

    def flush(self) -> None:
        """Do nothing, as `write` is unbuffered."""
