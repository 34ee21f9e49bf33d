"""Takes the screen of a program whenever a step has settled."""

from __future__ import annotations

from collections.abc import Callable

from tests.cast.asciicast import Shot
from tests.cast.screen import rows_of
from tests.pty.terminal import Terminal, Wanted

_AT_ONCE = 4
"""Letters that are typed between two shots."""

_TYPING = 0.2
"""Seconds that each of these is shown."""


class Camera:
    """Drives a program, and keeps what a viewer is to see of it, for as long as that takes.

    The time is chosen, not measured, so that all runs make the same film.

    Args:
        terminal: Where the program runs.
        settle: Waits until nothing moves any more; told how many shots were taken.
    """

    def __init__(self, terminal: Terminal, settle: Callable[[int], object]) -> None:
        self.terminal = terminal
        self.shots: list[Shot] = []
        self._settle = settle
        self._caption = ""

    def say(self, caption: str) -> None:
        """Show a caption from now on."""
        self._caption = caption

    def hold(self, seconds: float) -> None:
        """Show the screen as it is."""
        self._settle(len(self.shots))
        self.shots.append(Shot(rows_of(self.terminal.cells), seconds, self._caption))

    def press(self, keys: str, wanted: Wanted, seconds: float) -> None:
        """Press keys, and show what comes of it."""
        self.terminal.send(keys)
        self.terminal.wait_for(wanted)
        self.hold(seconds)

    def write(self, text: str, seconds: float) -> None:
        """Type a text, at a pace that can be followed."""
        for end in range(_AT_ONCE, len(text), _AT_ONCE):
            self.press(text[end - _AT_ONCE : end], text[:end], _TYPING)
        rest = (len(text) - 1) % _AT_ONCE + 1
        self.press(text[-rest:], text, seconds)

    def click_away(self, message: str) -> None:
        """Take a message away that popped up, so that nobody has to wait for that."""
        line = next(number for number, line in enumerate(self.terminal.lines, 1) if message in line)
        column = self.terminal.lines[line - 1].index(message) + 1
        self.terminal.send(f"\x1b[<0;{column};{line}M\x1b[<0;{column};{line}m")
        self.terminal.wait_until(lambda: not self.terminal.find(message), f"end of {message}")
