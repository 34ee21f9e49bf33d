"""The program, with all logs at debug level, and with eyes on its own memory."""

from __future__ import annotations

import asyncio
import ctypes
import json
import logging
import os
import select
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import monotonic
from typing import Self

from tests.memory import holders_of
from tests.pty.terminal import TIMEOUT, Terminal

_GOING = 15.0
"""Seconds that Textual may take to do away with a screen that was closed."""

_BETWEEN = 0.4
"""Seconds from the first look to the next, which costs the program almost as much; then longer."""

_PR_GET_DUMPABLE = 3


class Watched:
    """A terminal with the program in it, which says on a signal what holds a secret.

    Args:
        home: The program's home.
        folder: A folder for the log, and for questions and answers.
        environment: More variables for the program.
    """

    def __init__(self, home: Path, folder: Path, environment: Mapping[str, str]) -> None:
        folder.mkdir()
        self._folder = folder
        os.mkfifo(folder / "answer")
        log = ["--log-file", str(folder / "own.log")]
        command = [sys.executable, "-m", "tests.pty.watched", str(folder), *log]
        self.terminal = Terminal(command, home, environment=environment, afresh=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.terminal.__exit__(*error)

    @property
    def log(self) -> bytes:
        """All that was logged."""
        return (self._folder / "debug.log").read_bytes() + (self._folder / "own.log").read_bytes()

    def wait_for_holders(self, *secrets: str, wanted: Sequence[str] = ()) -> list[str]:
        """Return the holders of secrets once they are as wanted, or time is up."""
        deadline, between = monotonic() + _GOING, _BETWEEN
        while (holders := self.holders_of(*secrets)) != [*wanted] and monotonic() < deadline:
            self.terminal.read_for(between)
            between *= 2
        return holders

    def holders_of(self, *secrets: str) -> list[str]:
        """Name what holds any of some secrets in the program's memory now."""
        question = self._folder / "question"
        question.write_text("\n".join(secret[::-1] for secret in secrets))
        with os.fdopen(os.open(self._folder / "answer", os.O_RDONLY | os.O_NONBLOCK)) as answer:
            self.terminal.signal(signal.SIGUSR1)
            assert select.select([answer], [], [], TIMEOUT)[0], "the program does not answer"
            # To its end: who comes late to close it would end the next answer before it begins.
            os.set_blocking(answer.fileno(), True)
            holders: list[str] = json.loads(answer.read())
        question.unlink()
        return holders


def main() -> int:
    """Run the program."""
    from tui.cli import main as cli

    folder = Path(sys.argv[1])
    logging.basicConfig(level=logging.DEBUG, filename=folder / "debug.log")
    signal.signal(signal.SIGUSR1, lambda *_: _look_soon(folder))
    return cli.main(sys.argv[2:])


def _look_soon(folder: Path) -> None:
    # Not at once: a tuple that is just being made must not be held by anybody else.
    asyncio.get_running_loop().call_soon_threadsafe(_say_what_is_held, folder)


def _say_what_is_held(folder: Path) -> None:
    holders = holders_of(*(folder / "question").read_text().splitlines())
    if ctypes.CDLL(None).prctl(_PR_GET_DUMPABLE):
        holders.append("whoever can read its memory")
    (folder / "answer").write_text(json.dumps(holders))


if __name__ == "__main__":
    sys.exit(main())
