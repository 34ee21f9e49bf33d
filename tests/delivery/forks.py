"""Processes that save a file: killed half way, racing each other, or without any rights.

`python -m tests.delivery.forks WHAT FOLDER` prints what came of it as JSON.
"""

from __future__ import annotations

import ctypes
import io
import itertools
import json
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType

from tests.delivery.files import NEW, NOBODY, OLD
from tui.delivery import atomic_file as draft
from tui.delivery.private_file import SaveError, check_writable, replace_existing, save_new

_PR_SET_DUMPABLE = 4
_WRITERS = 8

_LIBC = ctypes.CDLL(None, use_errno=True)


def killed_at_every_step(folder: Path, save: Callable[[Path, str], None]) -> int:
    """Save again for each step until one save is complete; return the number of steps.

    A step is a call of the system: between two of them nothing changes outside of the process.
    """
    for step in itertools.count(1):
        place = folder / str(step)
        place.mkdir()
        if save is replace_existing:
            (place / "target").write_text(OLD)
        process = os.fork()
        if not process:
            _kill_at(step)
            save(place / "target", NEW)
            os._exit(0)
        if not os.WIFSIGNALED(os.waitpid(process, 0)[1]):
            return step - 1
    raise AssertionError


def racing(folder: Path) -> list[int]:
    """Write the same file from several processes at once; return those that report success."""
    gate, opener = os.pipe()
    processes = []
    for writer in range(_WRITERS):
        process = os.fork()
        if not process:
            os.close(opener)
            os.read(gate, 1)
            os._exit(_saves(folder / "target", f"writer {writer}"))
        processes.append(process)
    os.close(opener)
    states = [os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process in processes]
    return [writer for writer, state in enumerate(states) if state == 0]


def by_nobody(folder: Path) -> list[str]:
    """Save and check with the rights of nobody and hidden /proc entries; return the refusals."""
    refusals = []
    acts = (partial(save_new, folder / "target", NEW), partial(check_writable, folder / "x"))
    _LIBC.prctl(_PR_SET_DUMPABLE, 0)
    for act in acts:
        try:
            act()
        except SaveError as error:
            refusals.append(str(error))
    return refusals


def _saves(path: Path, text: str) -> int:
    try:
        save_new(path, text)
    except SaveError:
        return 1
    return 0


def _kill_at(step: int) -> None:
    steps = itertools.count(1)

    def count(frame: FrameType, event: str, argument: object) -> None:
        if event == "c_call" and _is_of_system(argument) and next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)


def _is_of_system(function: object) -> bool:
    is_of_file = isinstance(getattr(function, "__self__", None), io.IOBase)
    return is_of_file or getattr(function, "__module__", None) in ("posix", "io", "_io")


def main(what: str, folder: Path) -> object:
    """Do one of these."""
    if what.startswith("named"):
        draft._NAMELESS = 0
    match what.removeprefix("named-"):
        case "kill":
            return killed_at_every_step(folder, save_new)
        case "kill-replace":
            return killed_at_every_step(folder, replace_existing)
        case "race":
            return racing(folder)
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    return by_nobody(folder)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], Path(sys.argv[2]))))
