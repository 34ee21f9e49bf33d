"""Writes all of a text to a stream, even a non-blocking one that accepts only parts."""

from __future__ import annotations

import contextlib
import io
import select
from typing import BinaryIO, TextIO


def write_whole(stream: BinaryIO, data: bytes) -> None:
    """Write all data and flush it.

    Raises:
        OSError: the rest can't be written.
    """
    rest = memoryview(data)
    while rest:
        try:
            written = stream.write(rest)
        except BlockingIOError as error:
            written = error.characters_written
        # Unbuffered non-blocking streams return None instead of raising.
        rest = rest[written or 0 :]
        if not written:
            _wait_until_writable(stream)
    _flush(stream)


def write_whole_text(stream: TextIO, text: str) -> None:
    """Write all of a text and flush it.

    Raises:
        OSError: the rest can't be written.
    """
    _flush(stream)
    binary = getattr(stream, "buffer", None)
    if binary is None:  # a stream in memory
        stream.write(text)
    else:
        write_whole(binary, text.encode(stream.encoding or "utf-8", "replace"))


def _flush(stream: BinaryIO | TextIO) -> None:
    while True:
        try:
            return stream.flush()
        except BlockingIOError:
            _wait_until_writable(stream)


def flush_to_disk(stream: TextIO) -> None:
    """Flush a file to disk, which is when some file systems notice that they are full.

    Raises:
        OSError: the file could not be written to disk.
    """
    # Imported here, because --help uses this module as well.
    from .directory import synchronise

    # Streams in memory have no descriptor.
    with contextlib.suppress(io.UnsupportedOperation):
        synchronise(stream.fileno())


def _wait_until_writable(stream: BinaryIO | TextIO) -> None:
    """Wait until a non-blocking stream accepts output."""
    try:
        descriptor = stream.fileno()
    except io.UnsupportedOperation:
        return
    poll = select.poll()
    poll.register(descriptor, select.POLLOUT)
    poll.poll()
