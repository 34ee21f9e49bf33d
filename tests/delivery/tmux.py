"""A separate tmux server, with its terminals."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

from tests.pty.emulator import Replies
from tests.pty.terminal import Terminal, clean_environment

IN_THE_PANE = "echo in the pane; exec sleep 600"


class TmuxServer:
    """A tmux with its default settings and one session, shown in one terminal.

    Args:
        term: The kind of the terminal around it.
        command: What runs in the pane, read by a shell.
        shows: What it shows when it is ready.
        environment: More variables for it.
        through: Makes of a command one that runs it elsewhere, such as over SSH.
        replies: What the terminal says of itself.
    """

    def __init__(
        self,
        term: str = "xterm-256color",
        command: str = IN_THE_PANE,
        shows: str = "in the pane",
        environment: Mapping[str, str] | None = None,
        through: Callable[[Sequence[str]], Sequence[str]] = tuple,
        replies: Replies = Replies(),  # noqa: B008 - it can't be changed
    ) -> None:
        self._replies = replies
        self._through = through
        self._environment = dict(environment or {})
        self._stack = ExitStack()
        # A socket's path must be short, which pytest's folders are not.
        self._folder = Path(tempfile.mkdtemp(prefix="rk-"))
        self._socket = self._folder / "s"
        self.terminal = self._show(term, shows, "new-session", "-s", "main", command)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.ask("kill-server")
        self._stack.close()
        shutil.rmtree(self._folder)

    @property
    def environment(self) -> dict[str, str]:
        """Environment of a program in the pane."""
        place = (
            self.ask("display-message", "-t", "main", "-p", "#{pid},0 #{pane_id}")
            .strip()
            .split(" ")
        )
        return clean_environment(self._folder) | {
            "TERM": "screen",
            "TMUX": f"{self._socket},{place[0]}",
            "TMUX_PANE": place[1],
        }

    @property
    def process(self) -> int:
        """The server's process id."""
        return int(self.ask("display-message", "-t", "main", "-p", "#{pid}"))

    def attach(self, shows: str = "in the pane", term: str = "xterm-256color") -> Terminal:
        """Show the session in one more terminal."""
        return self._show(term, shows, "attach-session", "-t", "main")

    def attach_grouped(self) -> Terminal:
        """Show the same windows by another session."""
        return self._show("xterm-256color", "in the pane", "new-session", "-t", "main")

    def open_another(self) -> Terminal:
        """Show another session, which has nothing to do with the first."""
        command = ("new-session", "-s", "other", IN_THE_PANE)
        return self._show("xterm-256color", "in the pane", *command)

    @contextmanager
    def controlled(self) -> Iterator[None]:
        """Control the session from a program, as iTerm2 does."""
        command = ["tmux", "-S", str(self._socket), "-C", "attach-session", "-t", "main"]
        environment = clean_environment(self._folder)
        with subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as control:
            assert control.stdin is not None
            assert control.stdout is not None
            # It is attached once it reports the session.
            while b"%session-changed" not in control.stdout.readline():
                pass
            yield
            control.stdin.close()

    def detach(self) -> None:
        """Detach the terminal, and wait until the session has none."""
        listed = self.ask(
            "list-clients", "-t", "main", "-F", "#{client_control_mode} #{client_tty}"
        )
        (client,) = [line[2:] for line in listed.splitlines() if line.startswith("0 ")]
        self.ask("detach-client", "-t", client)
        self.terminal.wait_exit()

    def ask(self, *command: str) -> str:
        """Run a tmux command."""
        finished = subprocess.run(
            ["tmux", "-S", str(self._socket), *command],
            env=clean_environment(self._folder),
            check=False,
            capture_output=True,
            text=True,
            timeout=10,
        )
        return finished.stdout

    def _show(self, term: str, shows: str, *command: str) -> Terminal:
        terminal = self._stack.enter_context(
            Terminal(
                self._through(["tmux", "-S", str(self._socket), "-f", "/dev/null", *command]),
                self._folder,
                environment=self._environment | {"TERM": term},
                replies=self._replies,
            )
        )
        terminal.wait_for(shows)
        return terminal
