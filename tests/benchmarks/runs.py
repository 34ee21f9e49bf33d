"""Runs of a whole program in a pseudo-terminal, from its start to its end."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic, perf_counter

from tests.pty.emulator import Emulator
from tests.pty.terminal import CTRL_Q, Terminal, clean_environment

_SIZE = (120, 40)
_DOWN, _PAGE_DOWN, _BACKSPACE = "\x1b[B", "\x1b[6~", "\x7f"
_SETTLED = 0.5
"""Seconds without a byte after which a start is over."""
_BLINKING = 5.0
"""Seconds after which it is over even so: a cursor that blinks never falls silent."""
_ANSWERED = 0.06
"""The same for a key."""
BETWEEN_KEYS = 0.2
"""Seconds between the answer to a key and the next key."""
_NO_ANSWER = 2.0
_TIMEOUT = 60.0

Figures = dict[str, float]


@dataclass(frozen=True)
class Program:
    """A program to start, and the texts that its first frame and its rows are recognised by."""

    command: Sequence[str]
    frame: bytes = b"runai-keys"
    whole: bytes = b"Help"
    """Text of the footer, which completes the first frame; empty where that is not timed."""
    row: bytes = b"key-00000"
    environment: Mapping[str, str] = field(default_factory=dict)
    filter_key: str = ""
    """Keys to press so that letters filter the rows, or at least show in a field."""
    has_table: bool = True
    quit_key: str = CTRL_Q


@dataclass(frozen=True)
class _Answer:
    first: float
    last: float
    size: int


class _Undrawn(Emulator):
    """Answers the program, but draws nothing: that would hold up whoever writes much."""

    def _draw(self, data: bytes) -> None:
        pass


class _Timed(Terminal):
    """A terminal that takes what comes as fast as it comes, and looks at the clock."""

    def __init__(self, program: Program, home: Path) -> None:
        environment = {"COLORTERM": "truecolor", **program.environment}
        super().__init__(
            program.command, home, size=_SIZE, environment=environment, one_processor=False
        )
        self._emulator = _Undrawn(_SIZE, self.send)

    def see(self, wanted: bytes) -> float:
        """Wait for a text, and give the moment that it came.

        Unlike a test, it does not wait for the rest of a frame, which may take longer than the
        program does.
        """
        deadline = monotonic() + _TIMEOUT
        while wanted not in self.output:
            assert self._read(deadline), f"no {wanted!r}:\n{self.text}"
        return perf_counter()

    def press(self, keys: str) -> _Answer:
        """Press keys, and give when the first and the last byte came, in milliseconds."""
        self.read_for(BETWEEN_KEYS)
        moments: list[float] = []
        before, begin = len(self.output), perf_counter()
        self.send(keys)
        while self._read(monotonic() + (_ANSWERED if moments else _NO_ANSWER)):
            moments.append((perf_counter() - begin) * 1000)
        moments = moments or [_NO_ANSWER * 1000]
        return _Answer(moments[0], moments[-1], len(self.output) - before)

    @property
    def cpu(self) -> float:
        """Milliseconds that the program has computed for, with all its processes."""
        return _cpu_of(self.process_id)

    @property
    def resident(self) -> float:
        """Megabytes that the program has in memory."""
        status = Path(f"/proc/{self.process_id}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+)", status)
        return int(found[1]) / 1024 if found else 0.0


def _cpu_of(process: int) -> float:
    """Return the milliseconds of a process, and of its children that run or were waited for."""
    folder = Path(f"/proc/{process}")
    try:
        # Linux' clock of a process, whose ticks in /proc are 10 ms.
        own = time.clock_gettime((~process << 3) | 2) * 1000
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
        children = (folder / "task" / str(process) / "children").read_text().split()
    except OSError:
        return 0.0
    ended = (int(fields[13]) + int(fields[14])) * 1000 / os.sysconf("SC_CLK_TCK")
    return own + ended + sum(_cpu_of(int(child)) for child in children)


def measure(program: Program, home: Path, *, idle: float = 0) -> Figures:
    """Start a program, press keys, let it idle, quit it; milliseconds, bytes and MB."""
    begin = perf_counter()
    with _Timed(program, home) as run:
        figures = _start(run, program, begin)
        if program.has_table:
            figures |= _move(run)
        if idle:
            figures |= _idle(run, idle)
        if program.filter_key or not program.has_table:
            figures |= _type(run, program.filter_key)
        run.read_for(BETWEEN_KEYS)
        leave = perf_counter()
        run.send(program.quit_key)
        run.wait_exit(_TIMEOUT)
        return figures | {"quit, ms": (perf_counter() - leave) * 1000}


def time_very_first_frame(program: Program) -> Figures:
    """Start a program that has left nothing behind yet, and time its first frame, and all of it."""
    with TemporaryDirectory() as home:
        begin = perf_counter()
        with _Timed(program, Path(home)) as run:
            figures = {"first frame, very first, ms": run.see(program.frame) - begin}
            if program.whole:
                figures["first frame whole, very first, ms"] = run.see(program.whole) - begin
            return {name: seconds * 1000 for name, seconds in figures.items()}


def _start(run: _Timed, program: Program, begin: float) -> Figures:
    frame, rows = run.see(program.frame), run.see(program.row)
    until_rows, end = run.cpu, monotonic() + _BLINKING
    while run.read_for(_SETTLED) and monotonic() < end:
        pass
    return {
        "first frame, later start, ms": (frame - begin) * 1000,
        "rows, ms": (rows - begin) * 1000,
        "bytes until settled": len(run.output),
        "CPU until rows, ms": until_rows,
        "CPU until settled, ms": run.cpu,
        "resident, MB": run.resident,
    }


def _move(run: _Timed) -> Figures:
    """Press a key some times that moves within what is seen, and one that turns the page."""
    downs = [run.press(_DOWN) for _ in range(8)]
    pages = [run.press(_PAGE_DOWN) for _ in range(2)]
    return {
        "key Down, ms": median(answer.first for answer in downs),
        "key Down, bytes": median(answer.size for answer in downs),
        "PageDown, ms": median(answer.first for answer in pages),
        "PageDown, bytes": median(answer.size for answer in pages),
    }


def _type(run: _Timed, filter_key: str) -> Figures:
    """Type letters, each of which changes both the field and the rows."""
    if filter_key:
        run.press(filter_key)
    letters = [run.press(key) for _ in range(3) for key in ("9", _BACKSPACE)]
    return {
        "filter echo, ms": median(answer.first for answer in letters),
        "filter keystroke, ms": median(answer.last for answer in letters),
        "filter keystroke, bytes": median(answer.size for answer in letters),
    }


def _idle(run: _Timed, seconds: float) -> Figures:
    run.read_for(1)
    before = run.cpu
    size = len(run.read_for(seconds))
    share = (run.cpu - before) / (seconds * 10)
    return {"idle, bytes": size, "idle, % CPU": share}


def time_process(command: Sequence[str], home: Path) -> float:
    """Run what only prints and ends, and give its milliseconds."""
    begin = perf_counter()
    subprocess.run(command, env=clean_environment(home), capture_output=True, check=True)
    return (perf_counter() - begin) * 1000


def compute_process(
    command: Sequence[str], home: Path, environment: Mapping[str, str] | None = None
) -> float:
    """Run what only prints and ends, and give the milliseconds that it computed for."""
    before = _children_cpu()
    given = clean_environment(home) | dict(environment or {})
    subprocess.run(command, env=given, capture_output=True, check=True)
    return _children_cpu() - before


def _children_cpu() -> float:
    """Return the milliseconds that ended children have computed for, finer than `os.times`."""
    spent = getrusage(RUSAGE_CHILDREN)
    return (spent.ru_utime + spent.ru_stime) * 1000
