"""Standard input of a program: a text that was written before the program starts.

So the program gets all of the text and then its end, whatever happens to us meanwhile; and how
much of it was not read can be told.
"""

from __future__ import annotations

import array
import asyncio
import contextlib
import fcntl
import os
import termios


class GivenInput:
    """A pipe with a text in it."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._written = 0
        self.readable, self._writable = os.pipe()
        os.set_blocking(self._writable, False)
        self._write()

    @property
    def is_read(self) -> bool:
        """Whether the text was read to its end, but perhaps for blanks."""
        in_pipe = array.array("i", [0])
        fcntl.ioctl(self.readable, termios.FIONREAD, in_pipe)
        return not self._text[self._written - in_pipe[0] :].strip()

    def write_rest(self) -> None:
        """Write on while the program reads, if the pipe does not hold the whole text."""
        if self._writable >= 0:
            asyncio.get_running_loop().add_writer(self._writable, self._write)

    def close(self) -> None:
        """Close the pipe; what was not read is gone."""
        self._close_writable()
        os.close(self.readable)

    def _write(self) -> None:
        # It can't be broken, because the other end is open here as well.
        with contextlib.suppress(BlockingIOError):
            self._written += os.write(self._writable, self._text[self._written :])
        if self._written == len(self._text):
            self._close_writable()

    def _close_writable(self) -> None:
        if self._writable >= 0:
            asyncio.get_running_loop().remove_writer(self._writable)
            os.close(self._writable)
            self._writable = -1
