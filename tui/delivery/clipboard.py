"""Copies a text to the user's clipboard by the route that fits where the program runs."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable, Mapping

from .local import copy_locally
from .outcome import Outcome, failed, sent
from .tmux import copy_by_tmux

Write = Callable[[str], None]
"""Writes a control sequence to the terminal."""

LONGEST = 8_000
"""Bytes; mosh cuts longer sequences, and what arrives then is no text any more."""

_SCREEN_CHUNK = 76
"""Bytes of a sequence that GNU screen passes on at once."""

_NO_CLIPBOARD = ("", "dumb", "linux", "vt100", "vt220")
"""Values of TERM for terminals that are known to have no clipboard."""


class Clipboard:
    """The way to the user's clipboard from here.

    Args:
        environment: Tells where the program runs: tmux, GNU screen, SSH or a desktop.
        write: Reaches the terminal.
    """

    def __init__(self, environment: Mapping[str, str], write: Write) -> None:
        self._environment = environment
        self._write = write

    async def copy(self, text: str) -> Outcome:
        """Copy a text; never raises, and takes three seconds at the most."""
        if not text.isprintable() or len(text.encode("utf-8", "replace")) > LONGEST:
            return failed("it has characters that a clipboard can't be trusted with, or too many.")
        return await self._route()(text)

    def _route(self) -> Callable[[str], Awaitable[Outcome]]:
        if self._environment.get("TMUX"):
            return copy_by_tmux
        if self._environment.get("STY"):
            return self._copy_by_screen
        if any(self._environment.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT")):
            return self._copy_by_osc52
        return self._copy_on_desktop

    async def _copy_on_desktop(self, text: str) -> Outcome:
        # Without a desktop there is nothing local to try, and OSC 52 still may work.
        outcome = await copy_locally(text)
        return outcome if outcome.left else await self._copy_by_osc52(text)

    async def _copy_by_osc52(self, text: str) -> Outcome:
        if self._environment.get("TERM", "") in _NO_CLIPBOARD:
            return failed("this terminal has no clipboard. Save it to a file, or reveal it.")
        self._write(osc52(text))
        return sent("OSC 52")

    async def _copy_by_screen(self, text: str) -> Outcome:
        sequence = osc52(text)
        for start in range(0, len(sequence), _SCREEN_CHUNK):
            self._write(f"\x1bP{sequence[start : start + _SCREEN_CHUNK]}\x1b\\")
        return sent("GNU screen and OSC 52")


def osc52(text: str) -> str:
    """Write the control sequence that asks a terminal to put a text on the clipboard."""
    return f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\x07"
