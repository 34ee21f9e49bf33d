"""Writes to a stream that may take a part at a time, or nothing for a while, until it has all."""

from __future__ import annotations

import contextlib
import io
import select
from typing import BinaryIO, TextIO


def write_whole(stream: BinaryIO, data: bytes) -> None:
    """Write data and flush it; a stream without a buffer takes only a part of it at once.

    Raises:
        OSError: the rest can't be written.
    """
    rest = memoryview(data)
    while rest:
        try:
            written = stream.write(rest)
        except BlockingIOError as error:
            written = error.characters_written
        # Unbuffered and non-blocking streams return None instead.
        rest = rest[written or 0 :]
        if not written:
            _wait_until_writable(stream)
    _flush(stream)


def write_whole_text(stream: TextIO, text: str) -> None:
    """Write text; a stream without bytes beneath, such as one in memory, takes all of it.

    Raises:
        OSError: the rest can't be written.
    """
    _flush(stream)
    binary = getattr(stream, "buffer", None)
    if binary is None:
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
    """Flush a file to disk: some file systems find out only then that they are full.

    Raises:
        OSError: it is not on disk.
    """
    # --help is written by this module, and needs nothing of files.
    from .directory import synchronise

    # Pipes and terminals can't do that, and streams in memory have no descriptor.
    with contextlib.suppress(io.UnsupportedOperation):
        synchronise(stream.fileno())


def _wait_until_writable(stream: BinaryIO | TextIO) -> None:
    """Wait as long as a blocking stream would."""
    try:
        descriptor = stream.fileno()
    except io.UnsupportedOperation:
        return
    poll = select.poll()
    poll.register(descriptor, select.POLLOUT)
    poll.poll()
