"""A stream that accepts only parts gets all of the data, or an error is raised."""

from __future__ import annotations

import errno
import io
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from tui.cli.commands.output import show
from tui.delivery.outcome import Certainty
from tui.delivery.print_at_exit import Printout
from tui.delivery.write_whole import write_whole, write_whole_text

_MUCH = os.urandom(1 << 20)
"""More than the capacity of a pipe."""


@pytest.fixture(params=["unbuffered", "buffered"])
def buffering(request: pytest.FixtureRequest) -> int:
    return 0 if request.param == "unbuffered" else 8192


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reader, writer = os.pipe()
    yield reader, writer
    os.close(reader)


@pytest.mark.parametrize("blocking", [True, False])
def test_a_slow_pipe_gets_all_of_the_data(
    pipe: tuple[int, int], buffering: int, blocking: bool
) -> None:
    reader, writer = pipe
    os.set_blocking(writer, blocking)
    arrived = bytearray()

    def read() -> None:
        while data := os.read(reader, 5_000):
            arrived.extend(data)

    thread = threading.Thread(target=read)
    thread.start()
    with os.fdopen(writer, "wb", buffering=buffering) as stream:
        write_whole(stream, _MUCH)
    thread.join()

    assert arrived == _MUCH


def test_a_slow_reader_gets_a_whole_message(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, writer = pipe
    os.set_blocking(writer, False)
    text = "the secret is there\n" * 10_000
    arrived = bytearray()
    shown = threading.Event()

    def read() -> None:
        shown.wait(0.2)  # it never is before somebody reads
        while data := os.read(reader, 5_000):
            arrived.extend(data)

    with os.fdopen(writer, "w") as stream:
        monkeypatch.setattr("sys.stderr", stream)
        thread = threading.Thread(target=read)
        thread.start()
        show(text)
        shown.set()
    thread.join()

    assert arrived.decode() == text


class _NearlyFull(io.RawIOBase):
    """A disk with little room left: what fits is taken, as by a real one."""

    room = 10

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        taken = min(self.room, len(memoryview(data)))  # type: ignore[arg-type]
        self.room -= taken
        if not taken:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return taken


def test_a_disk_that_accepts_only_a_part_is_a_failure() -> None:
    with pytest.raises(OSError, match="No space left"):
        write_whole(_NearlyFull(), b"more than ten bytes")  # type: ignore[arg-type]


def test_a_partly_printed_secret_is_not_delivered() -> None:
    delivered: list[bool] = []
    printout = Printout("ci", SecretStr("0123456789"), lambda: delivered.append(True), "S")

    unbuffered = io.TextIOWrapper(_NearlyFull(), write_through=True)  # type: ignore[type-var]
    outcome = printout.write(unbuffered)

    assert outcome.certainty is Certainty.FAILED
    assert outcome.text == "The secret of ci could not be printed: S replaces it."
    assert delivered == []


def test_text_is_written_after_earlier_buffered_text(tmp_path: Path) -> None:
    with (tmp_path / "file").open("w", encoding="ascii") as stream:
        stream.write("first ")
        write_whole_text(stream, "then ä")
    in_memory = io.StringIO()
    write_whole_text(in_memory, "text")

    assert (tmp_path / "file").read_text() == "first then ?"
    assert in_memory.getvalue() == "text"
