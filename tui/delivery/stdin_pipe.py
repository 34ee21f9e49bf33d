"""Standard input of a program: a pipe that is filled before the program starts.

So the program gets the whole text even if we are killed, and we can tell how much it has read.
"""

from __future__ import annotations

import array
import asyncio
import contextlib
import fcntl
import os
import termios


class StdinPipe:
    """Pipe that holds a text."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._written = 0
        self.readable, self._writable = os.pipe()
        os.set_blocking(self._writable, False)
        self._write()

    @property
    def is_read(self) -> bool:
        """Whether the text was read to its end, except perhaps for whitespace."""
        in_pipe = array.array("i", [0])
        fcntl.ioctl(self.readable, termios.FIONREAD, in_pipe)
        return not self._text[self._written - in_pipe[0] :].strip()

    def write_rest(self) -> None:
        """Write the rest while the program reads, if the pipe is too small for the whole text."""
        if self._writable >= 0:
            asyncio.get_running_loop().add_writer(self._writable, self._write)

    def close(self) -> None:
        """Close the pipe and discard unread data."""
        self._close_writable()
        os.close(self.readable)

    def _write(self) -> None:
        # Never a broken pipe, because the reading end is open here as well.
        with contextlib.suppress(BlockingIOError):
            self._written += os.write(self._writable, self._text[self._written :])
        if self._written == len(self._text):
            self._close_writable()

    def _close_writable(self) -> None:
        if self._writable >= 0:
            asyncio.get_running_loop().remove_writer(self._writable)
            os.close(self._writable)
            self._writable = -1
