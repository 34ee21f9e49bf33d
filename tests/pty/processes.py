"""State and work of processes: whether they have ended, and how much they compute."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep


def innermost(process: int) -> int:
    """Return the descendants of a process."""
    while child := Path(f"/proc/{process}/task/{process}/children").read_text().split():
        process = int(child[0])
    return process


def processor_seconds(process: int) -> float:
    """Return the processor time of a process so far, in all its threads."""
    threads = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9


def is_gone(process: int) -> bool:
    """Return whether a process has ended."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True
    return stat.rpartition(")")[2].split()[0] == "Z"


def wait_until(holds: Callable[[], bool], seconds: float) -> None:
    """Wait until something holds."""
    deadline = monotonic() + seconds
    while not holds():
        assert monotonic() < deadline, f"not within {seconds} s"
        sleep(0.02)
