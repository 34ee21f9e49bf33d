"""A line between a terminal and a program: so many bytes a second, and a delay each way."""

from __future__ import annotations

from collections import deque
from time import monotonic

from tests.pty.emulator import Emulator
from tests.pty.terminal import Terminal

RATE = 10_000
"""Bytes a second, of what the program writes."""

DELAY = 0.15
"""Seconds each way."""


class SlowLine:
    """Shows what somebody sees at the far end of a slow line.

    The program writes into its own terminal at full speed, as it does into what SSH buffers; what
    it writes arrives at the far end when the line has had the time to carry it.
    """

    def __init__(self, terminal: Terminal, size: tuple[int, int]) -> None:
        self.screen = Emulator(size, lambda _: None)
        self._terminal = terminal
        self._read = 0
        self._free_at = 0.0
        self._on_the_way: deque[tuple[float, bytes]] = deque()
        self._keys: deque[tuple[float, str]] = deque()

    def press(self, keys: str) -> None:
        """Press keys at the far end."""
        self._keys.append((monotonic() + DELAY, keys))

    @property
    def backlog(self) -> float:
        """Seconds until all that was written has arrived."""
        return max(0.0, self._free_at + DELAY - monotonic()) if self._on_the_way else 0.0

    def pass_time(self, seconds: float) -> None:
        """Let the line carry what there is to carry."""
        end = monotonic() + seconds
        while (now := monotonic()) < end:
            while self._keys and self._keys[0][0] <= now:
                self._terminal.send(self._keys.popleft()[1])
            self._terminal.read_for(0.005)
            self._carry()

    def _carry(self) -> None:
        now, written = monotonic(), bytes(self._terminal.output[self._read :])
        self._read += len(written)
        if written:
            self._free_at = max(self._free_at, now) + len(written) / RATE
            self._on_the_way.append((self._free_at + DELAY, written))
        while self._on_the_way and self._on_the_way[0][0] <= now:
            self.screen.feed(self._on_the_way.popleft()[1])
