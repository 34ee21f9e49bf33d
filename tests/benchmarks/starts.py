"""Runs of a whole program in a pseudo-terminal, from its start to its end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from tests.pty.emulator import Emulator
from tests.pty.terminal import CTRL_Q, Terminal

_SIZE = (120, 40)
_DOWN = "\x1b[B"
_QUIET = 0.5
"""Seconds without a byte after which a program has settled."""
_IDLE = 3.0
_TIMEOUT = 60.0


@dataclass(frozen=True)
class Program:
    """What to start, and the texts by which its first frame and its rows are known."""

    command: Sequence[str]
    frame: bytes
    row: bytes


class _Undrawn(Emulator):
    """Answers the program, but draws nothing: that would hold up whoever writes much."""

    def _draw(self, data: bytes) -> None:
        pass


class _Timed(Terminal):
    """A terminal that takes what comes as fast as it comes."""

    def __init__(self, command: Sequence[str], home: Path) -> None:
        super().__init__(command, home, size=_SIZE, environment={"COLORTERM": "truecolor"})
        self._emulator = _Undrawn(_SIZE, self.send)


def measure(program: Program, home: Path) -> dict[str, float]:
    """Start a program, move the cursor once, let it idle, quit it; milliseconds, bytes and MB."""
    begin = perf_counter()
    with _Timed(program.command, home) as run:
        _until(run, program.frame)
        frame = perf_counter()
        _until(run, program.row)
        rows = perf_counter()
        while run.read_for(_QUIET):
            pass
        settled = len(run.output)
        down = _answer(run, _DOWN)
        down_bytes = len(run.output) + len(run.read_for(_QUIET)) - settled
        idle = len(run.read_for(_IDLE))
        resident = _resident(run.process_id)
        leave = perf_counter()
        run.send(CTRL_Q)
        run.wait_exit(_TIMEOUT)
        ended = perf_counter()
    return {
        "first frame, ms": (frame - begin) * 1000,
        "rows, ms": (rows - begin) * 1000,
        "bytes until settled": settled,
        "key Down, ms": down * 1000,
        "key Down, bytes": down_bytes,
        f"idle for {_IDLE:g} s, bytes": idle,
        "resident, MB": resident,
        "quit, ms": (ended - leave) * 1000,
    }


def _until(run: Terminal, wanted: bytes) -> None:
    run.wait_until(lambda: wanted in run.output, repr(wanted), _TIMEOUT)


def _answer(run: Terminal, keys: str) -> float:
    """Give the seconds until the first byte that answers keys."""
    before, begin = len(run.output), perf_counter()
    run.send(keys)
    run.wait_until(lambda: len(run.output) > before, "answer", _TIMEOUT)
    return perf_counter() - begin


def _resident(process: int) -> float:
    """Give the megabytes that a process has in memory."""
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else 0.0
