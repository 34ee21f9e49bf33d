"""A line between a terminal and a program: so many bytes a second, and a delay each way."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from time import monotonic

from tests.pty.emulator import Emulator
from tests.pty.terminal import TIMEOUT, Terminal

RATE = 10_000
"""Bytes a second, of what the program writes."""

DELAY = 0.15
"""Seconds each way."""

_FRAME = b"\x1b[?2026h"

_PACKET = 100
"""Bytes that arrive together."""


class SlowLine:
    """Shows what somebody sees at the far end of a slow line.

    The program writes into its own terminal at full speed, as it does into what SSH buffers; what
    it writes arrives at the far end when the line has had the time to carry it.
    """

    def __init__(self, terminal: Terminal, size: tuple[int, int]) -> None:
        self.screen = Emulator(size, lambda _: None)
        self.longest_queue = 0.0
        """Seconds for which the line was ever busy with what was written already."""
        self._terminal = terminal
        self._read = 0
        self._free_at = 0.0
        self._on_the_way: deque[tuple[float, bytes]] = deque()
        self._keys: deque[tuple[float, str]] = deque()

    def press(self, keys: str) -> None:
        """Press keys at the far end."""
        self._keys.append((monotonic() + DELAY, keys))

    @property
    def frames(self) -> int:
        """Number of frames that the program has written."""
        return self._terminal.output.count(_FRAME)

    @property
    def is_up_to_date(self) -> bool:
        """Whether the far end shows what the program has drawn."""
        return not self._on_the_way and self.screen.lines == self._terminal.lines

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Carry all data on its way, and all that follows, until a condition holds."""
        deadline = monotonic() + TIMEOUT
        while not (holds() and self.is_up_to_date):
            assert monotonic() < deadline, "\n".join(self.screen.lines)
            self.pass_time(0.02)

    def pass_time(self, seconds: float) -> None:
        """Carry all data that is waiting."""
        end = monotonic() + seconds
        while (now := monotonic()) < end:
            while self._keys and self._keys[0][0] <= now:
                self._terminal.send(self._keys.popleft()[1])
            self._terminal.read_for(0.005)
            self._carry()

    def _carry(self) -> None:
        now, written = monotonic(), bytes(self._terminal.output[self._read :])
        self._read += len(written)
        self._free_at = max(self._free_at, now)
        for start in range(0, len(written), _PACKET):
            packet = written[start : start + _PACKET]
            self._free_at += len(packet) / RATE
            self._on_the_way.append((self._free_at + DELAY, packet))
        self.longest_queue = max(self.longest_queue, self._free_at - now)
        while self._on_the_way and self._on_the_way[0][0] <= now:
            self.screen.feed(self._on_the_way.popleft()[1])
