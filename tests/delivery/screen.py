"""A separate GNU screen, with its terminal."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Self

from tests.pty.emulator import Replies
from tests.pty.terminal import Terminal, clean_environment


class Screen:
    """A GNU screen with its default settings, in one terminal.

    Args:
        folder: Where it keeps its socket, and the home of what runs in it.
        command: What runs in it, read by a shell; it may begin with a word for the test.
        shows: What it shows when it is ready.
        replies: What the terminal says of itself.
    """

    def __init__(
        self,
        folder: Path,
        command: str = "echo in the pane; exec sleep 600",
        shows: str = "in the pane",
        replies: Replies = Replies(),  # noqa: B008 - it can't be changed
    ) -> None:
        sockets = folder / "sockets"
        sockets.mkdir(0o700)
        self._name = f"t{os.getpid()}"
        self._environment = {"SCREENDIR": str(sockets), "SYSSCREENRC": "/dev/null"}
        self._home = folder
        pane = folder / "pane"
        script = f"tty > {pane}; env | grep ^STY= >> {pane}; {command}"
        arguments = ["screen", "-c", "/dev/null", "-S", self._name, "sh", "-c", script]
        self.terminal = Terminal(arguments, folder, environment=self._environment, replies=replies)
        self.terminal.wait_for(shows)
        path, sty = pane.read_text().split()
        self.environment = {"TERM": "screen", "STY": sty.removeprefix("STY=")}
        self._pane = os.open(path, os.O_WRONLY | os.O_NOCTTY)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End screen, which would outlive its terminal."""
        os.close(self._pane)
        self.ask("quit")
        with self.terminal:
            self.terminal.wait_exit()

    def hardcopy(self) -> bytes:
        """Return its scrollback and its contents."""
        copy = self._home / "hardcopy"
        self.ask("hardcopy", "-h", str(copy))
        # It runs its commands in order.
        self.ask("echo", "copied")
        self.terminal.wait_for("copied")
        return copy.read_bytes()

    def write(self, sequence: str) -> None:
        """Write what a program in the window would write."""
        os.write(self._pane, sequence.encode())

    def ask(self, *command: str) -> None:
        """Send it a command."""
        environment = clean_environment(self._home) | self._environment
        subprocess.run(["screen", "-S", self._name, "-X", *command], env=environment, check=False)
